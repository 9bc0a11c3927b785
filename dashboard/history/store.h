/* The store: one SQLite file with the history, its schema and its identity.
 *
 * Two users: the writer (store thread, see writer.h) and short reads (reader.h). Only files of
 * this room include <sqlite3.h>. */
#ifndef LAMPION_HISTORY_STORE_H
#define LAMPION_HISTORY_STORE_H

#include "agent/common/why.h"
#include <stdint.h>

#define STORE_APPLICATION_ID 0x4c616d70 /* "Lamp" */

struct store; /* a connection; one thread uses it at a time */

enum store_mode { STORE_WRITE, STORE_READ };

/* Opens (STORE_WRITE: creates, migrates in one transaction, sets WAL and synchronous=FULL).
 * Refuses a file that is not ours, or of a newer version. NULL with why. */
struct store *store_open(const char *path, enum store_mode mode, struct why *why);
void store_close(struct store *store);

/* Newest schema version this program knows. */
int store_newest_version(void);

#endif
