#include "dashboard/history/sql.h"

#include "dashboard/history/identity.h"
#include "dashboard/history/lock.h"
#include "dashboard/history/migrate.h"
#include "dashboard/history/schema.h"
#include <errno.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define BUSY_TIMEOUT_MS 5000

int store_newest_version(void)
{
    return schema_step_count;
}

bool sql_is_damage(int rc)
{
    return (rc & 0xff) == SQLITE_CORRUPT || (rc & 0xff) == SQLITE_NOTADB;
}

int sql_failed(struct store *store, const char *what, struct why *why)
{
    if (sql_is_damage(sqlite3_errcode(store->db)))
        store_note_damage(store->path);
    return why_set(why, EIO, "history %s: %s: %s", store->path, what, sqlite3_errmsg(store->db));
}

sqlite3_stmt *sql_prepare(struct store *store, const char *sql, struct why *why)
{
    sqlite3_stmt *statement = NULL;
    if (sqlite3_prepare_v3(store->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL) !=
        SQLITE_OK)
        sql_failed(store, sql, why);
    return statement;
}

int sql_run(sqlite3_stmt *statement)
{
    int rc = sqlite3_step(statement);
    sqlite3_reset(statement);
    return rc == SQLITE_DONE || rc == SQLITE_ROW ? SQLITE_OK : rc;
}

void sql_copy(sqlite3_stmt *row, int column, char *text, size_t size)
{
    const unsigned char *value = sqlite3_column_text(row, column);
    snprintf(text, size, "%s", value ? (const char *)value : "");
}

int sql_number(sqlite3 *db, const char *sql, int64_t *number)
{
    sqlite3_stmt *statement = NULL;
    int rc = sqlite3_prepare_v2(db, sql, -1, &statement, NULL);
    if (rc == SQLITE_OK) {
        rc = sqlite3_step(statement);
        if (rc == SQLITE_ROW)
            *number = sqlite3_column_int64(statement, 0);
    }
    sqlite3_finalize(statement);
    return rc == SQLITE_ROW ? SQLITE_OK : rc;
}

/* Says what a person can mend about the folder and the file before SQLite sees them. */
static int path_check(const char *path, enum store_mode mode, struct why *why)
{
    struct stat status;
    if (stat(path, &status) == 0) {
        if (!S_ISREG(status.st_mode))
            return why_set(why, EINVAL, "history %s: this is no file; name a file in store.path",
                           path);
        return 0;
    }
    if (errno != ENOENT)
        return why_set(why, errno, "history %s: %s", path, strerror(errno));
    if (mode == STORE_READ)
        return why_set(why, ENOENT, "history %s: there is none yet; start `lampion serve` first",
                       path);
    char copy[4096];
    snprintf(copy, sizeof copy, "%s", path);
    const char *folder = dirname(copy);
    if (stat(folder, &status) != 0 || !S_ISDIR(status.st_mode))
        return why_set(why, ENOENT,
                       "history %s: the folder %s does not exist; make it (mkdir -p %s) or "
                       "change store.path",
                       path, folder, folder);
    return 0;
}

/* synchronous=FULL: an acknowledgement follows the commit, so it must be on the disk. */
static int store_prepare_write(struct store *store, int64_t version, struct why *why)
{
    if (sqlite3_exec(store->db,
                     "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
                     "PRAGMA journal_size_limit = 16777216",
                     NULL, NULL, NULL) != SQLITE_OK)
        return sql_failed(store, "cannot be written", why);
    return version < schema_step_count ? migrate(store, schema_steps, schema_step_count, why) : 0;
}

static int store_prepare(struct store *store, enum store_mode mode, struct why *why)
{
    int64_t version = 0;
    sqlite3_extended_result_codes(store->db, 1);
    sqlite3_busy_timeout(store->db, BUSY_TIMEOUT_MS);
    int error = identity_refuse(store, identity_of(store, &version), version, why);
    if (error != 0)
        return error;
    if (mode == STORE_WRITE)
        return store_prepare_write(store, version, why);
    if (version < schema_step_count)
        return why_set(why, EINVAL,
                       "history %s: of an older lampion (schema %lld, this one needs %d); start "
                       "`lampion serve` once, which brings it up to date",
                       store->path, (long long)version, schema_step_count);
    return 0;
}

struct store *store_open(const char *path, enum store_mode mode, struct why *why)
{
    if (path_check(path, mode, why) != 0)
        return NULL;
    struct store *store = calloc(1, sizeof *store);
    if (store == NULL || (store->path = strdup(path)) == NULL) {
        free(store);
        why_set(why, ENOMEM, "history %s: out of memory", path);
        return NULL;
    }
    int flags =
        mode == STORE_WRITE ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY;
    flags |= SQLITE_OPEN_NOMUTEX; /* one thread at a time: a lock a column is a fifth of a report */
    int error = 0;
    if (sqlite3_open_v2(path, &store->db, flags, NULL) != SQLITE_OK)
        error = sql_failed(store, "cannot be opened", why);
    if (error == 0)
        error = store_prepare(store, mode, why);
    if (error != 0) {
        store_close(store);
        return NULL;
    }
    return store;
}

void store_close(struct store *store)
{
    if (store == NULL)
        return;
    sqlite3_close(store->db);
    free(store->path);
    free(store);
}
