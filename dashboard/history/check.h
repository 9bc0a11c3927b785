/* Whether a database is whole: its pages, its schema, and what its rows say of each other.
 *
 * SQLite has no checksums in the database (its log has): a byte that changed within a value and
 * left it a value is not found here, nor by anybody. Not for other rooms. */
#ifndef LAMPION_HISTORY_CHECK_H
#define LAMPION_HISTORY_CHECK_H

#include "dashboard/history/sql.h"

enum check_result { CHECK_WHOLE, CHECK_DAMAGED, CHECK_FAILED /* it could not be read now */ };

/* Reads all of it; for a file of ours (see identity.h). CHECK_DAMAGED and CHECK_FAILED with why. */
enum check_result store_check(struct store *store, struct why *why);

#endif
