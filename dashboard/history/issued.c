#include "dashboard/history/issued.h"

#include "dashboard/history/sql.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>

int issued_put(struct store *store, const struct issued *issued, struct why *why)
{
    const char *texts[] = {issued->period,  issued->compared, issued->format, issued->language,
                           issued->version, issued->revision, issued->sha256};
    sqlite3_stmt *put = sql_prepare(
        store,
        "INSERT OR IGNORE INTO issued_report (period, compared, format, language, version, "
        "revision, sha256, made_ms, figures) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        why);
    sqlite3_stmt *drop = sql_prepare(store, "DELETE FROM issued_report WHERE made_ms < ?1", why);
    int error = put && drop ? 0 : -EIO;
    if (!error) {
        for (int i = 0; i < 7; i++)
            sqlite3_bind_text(put, i + 1, texts[i], -1, SQLITE_STATIC);
        sqlite3_bind_int64(put, 8, issued->made_ms);
        sqlite3_bind_text(put, 9, issued->figures, -1, SQLITE_STATIC);
        sqlite3_bind_int64(drop, 1, issued->made_ms - ISSUED_KEPT_MS);
        if (sql_run(put) != SQLITE_OK || sql_run(drop) != SQLITE_OK)
            error = sql_failed(store, "the report cannot be archived", why);
    }
    sqlite3_finalize(put);
    sqlite3_finalize(drop);
    return error;
}

static void take(sqlite3_stmt *row, int column, char *text, size_t size)
{
    const unsigned char *from = sqlite3_column_text(row, column);
    snprintf(text, size, "%s", from ? (const char *)from : "");
}

int issued_find(struct store *store, const char *sha256, struct issued *issued, struct why *why)
{
    sqlite3_stmt *find =
        sql_prepare(store,
                    "SELECT period, compared, format, language, version, revision, sha256, "
                    "figures, made_ms FROM issued_report WHERE sha256 = ?1 ORDER BY id DESC",
                    why);
    if (!find)
        return -EIO;
    sqlite3_bind_text(find, 1, sha256, -1, SQLITE_STATIC);
    int rc = sqlite3_step(find), error = 0;
    if (rc == SQLITE_DONE)
        error = why_set(why, ENOENT,
                        "no report of this history has these bytes (%.12s): it is another's, or "
                        "was changed since it was issued",
                        sha256);
    else if (rc != SQLITE_ROW)
        error = sql_failed(store, "the archive cannot be read", why);
    if (!error) {
        take(find, 0, issued->period, sizeof issued->period);
        take(find, 1, issued->compared, sizeof issued->compared);
        take(find, 2, issued->format, sizeof issued->format);
        take(find, 3, issued->language, sizeof issued->language);
        take(find, 4, issued->version, sizeof issued->version);
        take(find, 5, issued->revision, sizeof issued->revision);
        take(find, 6, issued->sha256, sizeof issued->sha256);
        issued->made_ms = sqlite3_column_int64(find, 8);
        issued->figures = strdup((const char *)sqlite3_column_text(find, 7));
        error = issued->figures ? 0 : why_set(why, ENOMEM, "out of memory");
    }
    sqlite3_finalize(find);
    return error;
}

int issued_otherwise(struct store *store, const struct issued *issued, int64_t *made_ms,
                     struct why *why)
{
    sqlite3_stmt *find = sql_prepare(store,
                                     "SELECT coalesce(max(made_ms), 0) FROM issued_report WHERE "
                                     "period = ?1 AND compared = ?2 AND revision <> ?3",
                                     why);
    if (!find)
        return -EIO;
    sqlite3_bind_text(find, 1, issued->period, -1, SQLITE_STATIC);
    sqlite3_bind_text(find, 2, issued->compared, -1, SQLITE_STATIC);
    sqlite3_bind_text(find, 3, issued->revision, -1, SQLITE_STATIC);
    bool row = sqlite3_step(find) == SQLITE_ROW;
    if (row)
        *made_ms = sqlite3_column_int64(find, 0);
    int error = row ? 0 : sql_failed(store, "the archive cannot be read", why);
    sqlite3_finalize(find);
    return error;
}
