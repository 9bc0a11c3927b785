/* agent.yaml: what is accepted is whole. */
#include "tests/fuzz/memory_file.h"

#include "agent/common/message.h"
#include "agent/config.h"

static void check_sensor(const struct agent_config *config, size_t s, bool *taken)
{
    const struct sensor_config *sensor = &config->sensors[s];
    must(id_is_valid(sensor->id) && sensor->driver);
    must(sensor->debounce_ms >= 0 && config->sensor_rows[s] >= 1);
    for (size_t i = 0; i < s; i++)
        must(strcmp(config->sensors[i].id, sensor->id));
    for (size_t i = 0; i < sensor->driver->line_count; i++) {
        must(sensor->lines[i] < config->request_count);
        must(!taken[sensor->lines[i]]);
        taken[sensor->lines[i]] = true;
    }
    agent_config_fails_free(config, s);
}

static void check(const struct agent_config *config)
{
    must(id_is_valid(config->place) && id_is_valid(config->agent) && config->broker.uri);
    must(config->outbox.spill_after_ms >= 0 && config->outbox.max_bytes > 0);
    must(config->sensor_count >= 1 && config->sensor_count <= MESSAGE_SENSORS_MAX);
    bool taken[MESSAGE_SENSORS_MAX * DRIVER_LINES_MAX] = {0};
    for (size_t s = 0; s < config->sensor_count; s++)
        check_sensor(config, s, taken);
    struct lines_config lines = agent_config_lines(config);
    must(strcmp(lines.source, "trace") || lines.file);
    for (size_t i = 0; i < lines.request_count; i++)
        must(taken[i] && *lines.requests[i].name);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char path[MEMORY_FILE_PATH_MAX];
    int fd = memory_file(data, size, path);
    if (fd < 0)
        return 0;
    struct agent_config config;
    struct why why = {""};
    if (agent_config_read(&config, path, &why) == 0) {
        check(&config);
        agent_config_clear(&config);
    } else {
        must(!strncmp(why.text, path, strlen(path)));
    }
    close(fd);
    return 0;
}
