/* lampion import counts: see dashboard/counts_file.h for the file. */
#ifndef LAMPION_COMMANDS_IMPORT_COUNTS_H
#define LAMPION_COMMANDS_IMPORT_COUNTS_H

#include "dashboard/commands/open.h"
#include <stdbool.h>

struct import_counts {
    const char *config_path, *path, *author, *clock;
    bool skip_measured;
};

/* An exit code; what is wrong was said. */
int import_counts(const struct import_counts *self);

#endif
