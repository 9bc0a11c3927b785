/* What the commands that work on the store begin with. */
#ifndef LAMPION_COMMANDS_OPEN_H
#define LAMPION_COMMANDS_OPEN_H

#include "agent/common/time.h"
#include "dashboard/config.h"
#include "dashboard/history/store.h"

struct opened {
    struct config *config;
    struct lampion_clock clock;
    struct store *store;
};

/* `clock` is the option --clock or NULL. An exit code: EXIT_DONE, or said on stderr after
 * "lampion NAME: ". */
int open_store(struct opened *self, const char *name, const char *config_path, const char *clock);
/* The store may have been given away (set to NULL). */
void close_store(struct opened *self);

/* The file that --db names, or store.path of --config; NULL: said. Freed by the caller. */
char *history_path(const char *name, const char *config_path, const char *db);

#endif
