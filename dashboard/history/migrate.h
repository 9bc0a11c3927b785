/* Bringing a file from an older schema to a newer one. Not for other rooms. */
#ifndef LAMPION_HISTORY_MIGRATE_H
#define LAMPION_HISTORY_MIGRATE_H

#include "dashboard/history/sql.h"

/* Runs the steps that the file's version lacks, all in one transaction; steps[n] makes version
 * n + 1. A file that has a version is first copied to PATH.schema-N (VACUUM INTO; a number behind
 * it when there is such a file), so that what goes wrong later can be undone by hand. 0, or
 * -errno with why and the file as it was. */
int migrate(struct store *store, const char *const *steps, int count, struct why *why);

#endif
