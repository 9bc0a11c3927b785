#include "dashboard/commands/open.h"
#include "agent/common/command.h"

#include <stdio.h>

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
