#include "dashboard/history/checkpoint.h"

#include <stddef.h>

#define FRAME_HEADER_BYTES 24 /* https://www.sqlite.org/fileformat2.html#walformat */

static void run(struct checkpoint *self, sqlite3 *db, const char *name)
{
    int rc = sqlite3_wal_checkpoint_v2(db, name, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
    if (rc != SQLITE_BUSY) /* somebody else is at it */
        self->last_error = rc;
}

/* After each commit. An error given back would be taken for one of the commit's. */
static int on_commit(void *context, sqlite3 *db, const char *name, int pages)
{
    struct checkpoint *self = context;
    self->wal_bytes = pages * (self->page_bytes + FRAME_HEADER_BYTES);
    if (pages >= CHECKPOINT_PAGES)
        run(self, db, name);
    return SQLITE_OK;
}

void checkpoint_start(struct checkpoint *self, struct store *store)
{
    *self = (struct checkpoint){0};
    sql_number(store->db, "PRAGMA page_size", &self->page_bytes);
    sqlite3_wal_hook(store->db, on_commit, self);
    run(self, store->db, "main");
}
