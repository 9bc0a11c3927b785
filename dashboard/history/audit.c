#include "dashboard/history/audit.h"

#include "dashboard/history/sql.h"
#include <errno.h>

int change_begin(struct store *store, struct why *why)
{
    return sqlite3_exec(store->db, "BEGIN IMMEDIATE", NULL, NULL, NULL) == SQLITE_OK
               ? 0
               : sql_failed(store, "cannot be written", why);
}

int change_end(struct store *store, int error, struct why *why)
{
    if (!error && sqlite3_exec(store->db, "COMMIT", NULL, NULL, NULL) != SQLITE_OK)
        error = sql_failed(store, "cannot be written", why);
    if (!sqlite3_get_autocommit(store->db))
        sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
    return error;
}

int audit_put(struct store *store, int64_t now_ms, const char *who, const char *what,
              const char *object, struct why *why)
{
    sqlite3_stmt *put = sql_prepare(
        store, "INSERT INTO audit (at_ms, who, what, object) VALUES (?1, ?2, ?3, ?4)", why);
    if (!put)
        return -EIO;
    sqlite3_bind_int64(put, 1, now_ms);
    sqlite3_bind_text(put, 2, who, -1, SQLITE_STATIC);
    sqlite3_bind_text(put, 3, what, -1, SQLITE_STATIC);
    sqlite3_bind_text(put, 4, object, -1, SQLITE_STATIC);
    int error =
        sql_run(put) == SQLITE_OK ? 0 : sql_failed(store, "the audit log cannot be written", why);
    sqlite3_finalize(put);
    return error;
}

int audit_list(struct store *store, int64_t before, struct audit_entry *entries, size_t room,
               struct why *why)
{
    sqlite3_stmt *walk = sql_prepare(store,
                                     "SELECT id, at_ms, who, what, object FROM audit WHERE id < ?1 "
                                     "ORDER BY id DESC LIMIT ?2",
                                     why);
    if (!walk)
        return -EIO;
    sqlite3_bind_int64(walk, 1, before);
    sqlite3_bind_int64(walk, 2, (int64_t)room);
    int rc, count = 0;
    while ((rc = sqlite3_step(walk)) == SQLITE_ROW) {
        struct audit_entry *entry = &entries[count++];
        entry->id = sqlite3_column_int64(walk, 0);
        entry->at_ms = sqlite3_column_int64(walk, 1);
        sql_copy(walk, 2, entry->who, sizeof entry->who);
        sql_copy(walk, 3, entry->what, sizeof entry->what);
        sql_copy(walk, 4, entry->object, sizeof entry->object);
    }
    int result = rc == SQLITE_DONE ? count : sql_failed(store, "the audit log", why);
    sqlite3_finalize(walk);
    return result;
}
