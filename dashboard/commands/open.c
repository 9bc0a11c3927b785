#include "dashboard/commands/open.h"
#include "agent/common/command.h"

#include <stdio.h>
#include <string.h>

int open_store(struct opened *self, const char *name, const char *config_path, const char *clock)
{
    struct why why;
    *self = (struct opened){.clock = clock_real()};
    int error = clock ? clock_parse(&self->clock, clock, &why) : 0;
    if (!error)
        self->config = config_read(config_path, &why);
    if (!self->config) {
        fprintf(stderr, "lampion %s: %s\n", name, why.text);
        return EXIT_USAGE;
    }
    self->store = store_open(self->config->store_path, STORE_WRITE, &why);
    if (self->store)
        return EXIT_DONE;
    fprintf(stderr, "lampion %s: %s\n", name, why.text);
    close_store(self);
    return EXIT_FAILED;
}

void close_store(struct opened *self)
{
    if (self->store)
        store_close(self->store);
    config_free(self->config);
}

char *history_path(const char *command, const char *config_path, const char *db)
{
    struct why why;
    if (db)
        return strdup(db);
    if (!config_path) {
        fprintf(stderr, "lampion %s: say which history: --config lampion.yaml or --db FILE\n",
                command);
        return NULL;
    }
    struct config *config = config_read(config_path, &why);
    char *path = config ? strdup(config->store_path) : NULL;
    if (!path)
        fprintf(stderr, "lampion %s: %s\n", command, why.text);
    config_free(config);
    return path;
}
