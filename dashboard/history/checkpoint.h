/* Checkpoints: from SQLite's log (the -wal file) into the database.
 *
 * They follow a commit and are no part of it: when one fails, everything committed is in the log,
 * stays there and is read from there; the log grows, and the next one tries again. SQLite's own
 * keeps silent about that, so this is ours. Runs in the thread of the connection. */
#ifndef LAMPION_HISTORY_CHECKPOINT_H
#define LAMPION_HISTORY_CHECKPOINT_H

#include "dashboard/history/sql.h"

#define CHECKPOINT_PAGES 1000 /* of the log from which on it is tried; SQLite's own number */

struct checkpoint {
    int64_t page_bytes;
    int64_t wal_bytes; /* of the log after the newest commit */
    int last_error;    /* SQLite result code of the newest one; 0 = it went well */
};

/* Takes over from SQLite's own, and makes safe what the log holds: commits of a process that was
 * killed, or whose sync failed, are read from it and acknowledged, but need not be on the disk.
 * `self` must outlive the connection. */
void checkpoint_start(struct checkpoint *self, struct store *store);

#endif
