#include "dashboard/history/keys.h"

#include "dashboard/history/sql.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define KEY "SELECT id, scope, name, made_ms, until_ms, revoked_ms FROM access_key "

static const char *const scopes[] = {"members", "present", "reports"};

const char *key_scope_name(enum key_scope scope)
{
    return scopes[scope];
}

int key_scope_parse(const char *text, enum key_scope *scope)
{
    for (int i = 0; i < 3; i++)
        if (!strcmp(text, scopes[i])) {
            *scope = (enum key_scope)i;
            return 0;
        }
    return -EINVAL;
}

static void take_key(sqlite3_stmt *row, struct access_key *key)
{
    key->id = sqlite3_column_int64(row, 0);
    key_scope_parse((const char *)sqlite3_column_text(row, 1), &key->scope);
    sql_copy(row, 2, key->name, sizeof key->name);
    key->made_ms = sqlite3_column_int64(row, 3);
    key->until_ms = sqlite3_column_int64(row, 4);
    key->revoked = sqlite3_column_type(row, 5) != SQLITE_NULL;
}

int key_add(struct store *store, const struct access_key *key, const char *token, int64_t *id,
            struct why *why)
{
    sqlite3_stmt *put = sql_prepare(store,
                                    "INSERT INTO access_key (token, scope, name, made_ms, "
                                    "until_ms) VALUES (?1, ?2, ?3, ?4, ?5)",
                                    why);
    if (!put)
        return -EIO;
    sqlite3_bind_text(put, 1, token, -1, SQLITE_STATIC);
    sqlite3_bind_text(put, 2, scopes[key->scope], -1, SQLITE_STATIC);
    sqlite3_bind_text(put, 3, key->name, -1, SQLITE_STATIC);
    sqlite3_bind_int64(put, 4, key->made_ms);
    sqlite3_bind_int64(put, 5, key->until_ms);
    int error = sql_run(put) == SQLITE_OK ? 0 : sql_failed(store, "keys cannot be written", why);
    *id = sqlite3_last_insert_rowid(store->db);
    sqlite3_finalize(put);
    return error;
}

int key_find(struct store *store, const char *token, int64_t now_ms, struct access_key *key,
             struct why *why)
{
    sqlite3_stmt *find =
        sql_prepare(store, KEY "WHERE token = ?1 AND revoked_ms IS NULL AND until_ms > ?2", why);
    if (!find)
        return -EIO;
    sqlite3_bind_text(find, 1, token, -1, SQLITE_STATIC);
    sqlite3_bind_int64(find, 2, now_ms);
    int rc = sqlite3_step(find);
    if (rc == SQLITE_ROW)
        take_key(find, key);
    int error = rc == SQLITE_ROW    ? 0
                : rc == SQLITE_DONE ? -ENOENT
                                    : sql_failed(store, "keys cannot be read", why);
    sqlite3_finalize(find);
    return error;
}

int keys_list(struct store *store, struct access_key **keys, struct why *why)
{
    int rc = SQLITE_DONE, count = 0, error = 0;
    *keys = NULL;
    sqlite3_stmt *walk = sql_prepare(store, KEY "WHERE revoked_ms IS NULL ORDER BY id DESC", why);
    if (!walk)
        return -EIO;
    while (!error && (rc = sqlite3_step(walk)) == SQLITE_ROW) {
        struct access_key *more = reallocarray(*keys, (size_t)count + 1, sizeof *more);
        if (more)
            take_key(walk, &(*keys = more)[count++]);
        else
            error = why_set(why, ENOMEM, "out of memory");
    }
    if (!error && rc != SQLITE_DONE)
        error = sql_failed(store, "keys cannot be read", why);
    sqlite3_finalize(walk);
    if (!error)
        return count;
    free(*keys);
    *keys = NULL;
    return error;
}

int key_revoke(struct store *store, int64_t id, int64_t now_ms, struct why *why)
{
    sqlite3_stmt *end = sql_prepare(
        store, "UPDATE access_key SET revoked_ms = ?2 WHERE id = ?1 AND revoked_ms IS NULL", why);
    if (!end)
        return -EIO;
    sqlite3_bind_int64(end, 1, id);
    sqlite3_bind_int64(end, 2, now_ms);
    int error = sql_run(end) == SQLITE_OK ? 0 : sql_failed(store, "keys cannot be written", why);
    if (!error && sqlite3_changes(store->db) == 0)
        error = why_set(why, ENOENT, "there is no key %lld that could be revoked", (long long)id);
    sqlite3_finalize(end);
    return error;
}
