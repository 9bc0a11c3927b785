/* The archive of issued reports, and whether one that somebody holds is still what the history
 * says. */
#ifndef LAMPION_REPORT_ARCHIVE_H
#define LAMPION_REPORT_ARCHIVE_H

#include "dashboard/history/store.h"
#include "dashboard/report/formats.h"

/* Keeps a report that was written; STORE_WRITE. 0 or -errno with why. */
int archive_put(struct store *store, const struct report *report,
                const struct report_format *format, const char sha256[DIGEST_TEXT], int64_t made_ms,
                struct why *why);

/* When a report of these days was last issued of other data; 0: never. Whoever has both can tell
 * what came in between (suppress.h). 0 or -errno with why. */
int archive_otherwise(struct store *store, const struct report *report, int64_t *made_ms,
                      struct why *why);

/* Compares a file or folder with the archive and the history of today, and prints one line, then
 * a line a figure that is another now. 0: equal; 1: the history has changed since, or the program
 * has; or -errno with why (-ENOENT: never issued, or changed). */
int archive_verify(struct store *store, const char *path, struct why *why);

#endif
