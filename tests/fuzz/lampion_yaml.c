/* lampion.yaml: what is accepted is whole. */
#include "tests/fuzz/memory_file.h"

#include "dashboard/config.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char path[MEMORY_FILE_PATH_MAX];
    int fd = memory_file(data, size, path);
    if (fd < 0)
        return 0;
    struct why why = {""};
    struct config *config = config_read(path, &why);
    if (config) {
        must(config->http_listen && config->store_path && config->place_path);
        must(config->store_raw_ms > 0 && config->store_slots_ms > 0);
        must(config->backup_every_ms > 0 && config->backup_keep > 0);
    } else {
        must(!strncmp(why.text, path, strlen(path)));
    }
    config_free(config);
    close(fd);
    return 0;
}
