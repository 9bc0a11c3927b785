#include "dashboard/history/description.h"

#include "dashboard/history/sql.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

int store_description_put(struct store *store, const char *text, int64_t from_ms,
                          int64_t applied_ms, int64_t *version, struct why *why)
{
    sqlite3_stmt *insert = sql_prepare(
        store, "INSERT INTO description (from_ms, applied_ms, text) VALUES (?1, ?2, ?3)", why);
    if (insert == NULL)
        return -EIO;
    sqlite3_bind_int64(insert, 1, from_ms);
    sqlite3_bind_int64(insert, 2, applied_ms);
    sqlite3_bind_text(insert, 3, text, -1, SQLITE_STATIC);
    int error = 0;
    if (sql_run(insert) == SQLITE_OK)
        *version = sqlite3_last_insert_rowid(store->db);
    else
        error = sql_failed(store, "the description cannot be written", why);
    sqlite3_finalize(insert);
    return error;
}

static int description_take(sqlite3_stmt *row, struct store_description *description,
                            struct store *store, struct why *why)
{
    description->version = sqlite3_column_int64(row, 0);
    description->from_ms = sqlite3_column_int64(row, 1);
    description->applied_ms = sqlite3_column_int64(row, 2);
    const char *text = (const char *)sqlite3_column_text(row, 3);
    description->text = text == NULL ? NULL : strdup(text);
    if (description->text == NULL)
        return why_set(why, EIO, "history %s: out of memory", store->path);
    return 0;
}

static int find_description(struct store *store, const char *sql, int64_t number,
                            struct store_description *description, struct why *why)
{
    memset(description, 0, sizeof *description);
    sqlite3_stmt *find = sql_prepare(store, sql, why);
    if (find == NULL)
        return -EIO;
    sqlite3_bind_int64(find, 1, number);
    int rc = sqlite3_step(find), error = 0;
    if (rc == SQLITE_ROW)
        error = description_take(find, description, store, why);
    else if (rc == SQLITE_DONE)
        error = -ENOENT;
    else
        error = sql_failed(store, "the description cannot be read", why);
    sqlite3_finalize(find);
    return error;
}

int store_description_get(struct store *store, int64_t at_ms, struct store_description *description,
                          struct why *why)
{
    return find_description(store,
                            "SELECT version, from_ms, applied_ms, text FROM description "
                            "WHERE from_ms <= ?1 ORDER BY version DESC LIMIT 1",
                            at_ms, description, why);
}

int store_description_read(struct store *store, int64_t version,
                           struct store_description *description, struct why *why)
{
    return find_description(store,
                            "SELECT version, from_ms, applied_ms, text FROM description "
                            "WHERE version = ?1",
                            version, description, why);
}

int store_description_newest(struct store *store, int64_t *version, struct why *why)
{
    if (sql_number(store->db, "SELECT coalesce(max(version), 0) FROM description", version) ==
        SQLITE_OK)
        return 0;
    return sql_failed(store, "the descriptions cannot be read", why);
}

void store_description_clear(struct store_description *description)
{
    free(description->text);
    description->text = NULL;
}
