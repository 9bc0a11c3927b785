#include "dashboard/history/migrate.h"

#include "agent/common/log.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define COPIES_MAX 100 /* of one version, before a person has to clear up */

/* A name that no file has. */
static int copy_name(const struct store *store, int64_t version, char *name, size_t size)
{
    for (int i = 1; i <= COPIES_MAX; i++) {
        int length = snprintf(name, size, i == 1 ? "%s.schema-%lld" : "%s.schema-%lld-%d",
                              store->path, (long long)version, i);
        if (length < 0 || (size_t)length >= size)
            return -ENAMETOOLONG;
        if (access(name, F_OK) != 0)
            return 0;
    }
    return -EEXIST;
}

static int copy_aside(struct store *store, int64_t version, struct why *why)
{
    char name[4096];
    int error = copy_name(store, version, name, sizeof name);
    if (error)
        return why_set(why, -error, "history %s: no name for a copy of it: %s", store->path,
                       strerror(-error));
    sqlite3_stmt *copy = sql_prepare(store, "VACUUM INTO ?1", why);
    if (copy == NULL)
        return -EIO;
    sqlite3_bind_text(copy, 1, name, -1, SQLITE_STATIC);
    int rc = sql_run(copy);
    if (rc == SQLITE_OK)
        log_info("history",
                 "%s keeps what was there before the new schema; delete it when all "
                 "is well",
                 name);
    else
        error = sql_failed(store, "cannot be copied before its schema changes", why);
    sqlite3_finalize(copy);
    if (rc != SQLITE_OK)
        unlink(name);
    return error;
}

static int run_steps(struct store *store, const char *const *steps, int from, int count,
                     struct why *why)
{
    char text[96];
    for (int step = from; step < count; step++)
        if (sqlite3_exec(store->db, steps[step], NULL, NULL, NULL) != SQLITE_OK) {
            snprintf(text, sizeof text, "cannot be brought to schema %d", step + 1);
            return sql_failed(store, text, why);
        }
    snprintf(text, sizeof text, "PRAGMA application_id = %d; PRAGMA user_version = %d; COMMIT",
             STORE_APPLICATION_ID, count);
    if (sqlite3_exec(store->db, text, NULL, NULL, NULL) != SQLITE_OK)
        return sql_failed(store, "cannot be written", why);
    return 0;
}

int migrate(struct store *store, const char *const *steps, int count, struct why *why)
{
    int64_t before = 0, version = 0;
    if (sql_number(store->db, "PRAGMA user_version", &before) != SQLITE_OK)
        return sql_failed(store, "cannot be read", why);
    if (before >= count)
        return 0;
    int error = before > 0 ? copy_aside(store, before, why) : 0;
    if (error)
        return error;
    if (sqlite3_exec(store->db, "BEGIN IMMEDIATE", NULL, NULL, NULL) != SQLITE_OK)
        return sql_failed(store, "cannot be written", why);
    /* Looked up again: another process may have been faster. */
    if (sql_number(store->db, "PRAGMA user_version", &version) != SQLITE_OK)
        error = sql_failed(store, "cannot be read", why);
    else if (version < count)
        error = run_steps(store, steps, (int)version, count, why);
    if (!sqlite3_get_autocommit(store->db))
        sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
    return error;
}
