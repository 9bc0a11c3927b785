#include "dashboard/history/snapshot.h"

#include "dashboard/history/sql.h"
#include <stddef.h>

int snapshot_begin(struct store *store, struct why *why)
{
    return sqlite3_exec(store->db, "BEGIN", NULL, NULL, NULL) == SQLITE_OK
               ? 0
               : sql_failed(store, "cannot be read", why);
}

void snapshot_end(struct store *store)
{
    sqlite3_exec(store->db, "COMMIT", NULL, NULL, NULL);
}
