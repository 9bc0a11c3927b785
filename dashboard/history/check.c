#include "dashboard/history/check.h"

#include "dashboard/history/schema.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Each counts what must not be. */
static const struct {
    const char *sql, *what;
} rules[] = {
    {"SELECT count(*) FROM pragma_foreign_key_check", "rows name others that are not there"},
    {"SELECT count(*) FROM stream WHERE durable < (SELECT coalesce(max(seq), 0) FROM event "
     "WHERE event.stream = stream.id)",
     "there are events above what was acknowledged"},
    {"SELECT count(*) FROM stream WHERE durable < (SELECT coalesce(max(last), 0) FROM loss "
     "WHERE loss.stream = stream.id)",
     "there are losses above what was acknowledged"},
    {"SELECT count(*) FROM stream WHERE EXISTS (SELECT 1 FROM event WHERE stream = stream.id) "
     "AND NOT EXISTS (SELECT 1 FROM part WHERE part.stream = stream.id AND part.first <= "
     "(SELECT min(seq) FROM event WHERE event.stream = stream.id))",
     "there are events of no time"},
};

static enum check_result judge(struct store *store, int rc, struct why *why)
{
    if (rc == SQLITE_OK)
        return CHECK_WHOLE;
    /* A statement that does not fit the schema is damage of the schema. */
    enum check_result result =
        sql_is_damage(rc) || (rc & 0xff) == SQLITE_ERROR ? CHECK_DAMAGED : CHECK_FAILED;
    why_set(why, result == CHECK_DAMAGED ? EUCLEAN : EIO, "history %s: %s", store->path,
            sqlite3_errmsg(store->db));
    return result;
}

static enum check_result damaged(struct store *store, const char *what, struct why *why)
{
    why_set(why, EUCLEAN, "history %s: %s", store->path, what);
    return CHECK_DAMAGED;
}

/* SQLite says "*** in database main ***" and in the next line what is wrong. */
static const char *second_line(const char *words)
{
    const char *end = strchr(words, '\n');
    return end != NULL && end[1] != '\0' ? end + 1 : words;
}

/* Not quick_check, which passes over damage in an index that a later commit falls into; the large
 * table has no index, so it takes as long. */
static enum check_result check_pages(struct store *store, struct why *why)
{
    sqlite3_stmt *check = NULL;
    enum check_result result = CHECK_WHOLE;
    int rc = sqlite3_prepare_v2(store->db, "PRAGMA integrity_check(1)", -1, &check, NULL);
    if (rc == SQLITE_OK)
        rc = sqlite3_step(check);
    const char *words = rc == SQLITE_ROW ? (const char *)sqlite3_column_text(check, 0) : NULL;
    if (words == NULL)
        result = judge(store, rc, why);
    else if (strcmp(words, "ok") != 0)
        result = damaged(store, second_line(words), why);
    sqlite3_finalize(check);
    return result;
}

/* All tables, indexes and views as one text. */
static int schema_text(sqlite3 *db, char **text)
{
    sqlite3_stmt *read = NULL;
    int rc = sqlite3_prepare_v2(db,
                                "SELECT group_concat(line, char(10)) FROM (SELECT type || name || "
                                "coalesce(sql, '') AS line FROM sqlite_schema "
                                "WHERE name NOT LIKE 'sqlite_stat%' ORDER BY type, name)",
                                -1, &read, NULL);
    if (rc == SQLITE_OK)
        rc = sqlite3_step(read);
    if (rc == SQLITE_ROW) {
        const char *found = (const char *)sqlite3_column_text(read, 0);
        *text = strdup(found == NULL ? "" : found);
        rc = *text == NULL ? SQLITE_NOMEM : SQLITE_OK;
    }
    sqlite3_finalize(read);
    return rc;
}

/* What the steps up to the file's version make of an empty database. */
static int schema_expected(int64_t version, char **text)
{
    sqlite3 *db = NULL;
    int rc = sqlite3_open(":memory:", &db);
    for (int step = 0; rc == SQLITE_OK && step < version; step++)
        rc = sqlite3_exec(db, schema_steps[step], NULL, NULL, NULL);
    if (rc == SQLITE_OK)
        rc = schema_text(db, text);
    sqlite3_close(db);
    return rc;
}

static enum check_result check_schema(struct store *store, struct why *why)
{
    char *expected = NULL, *found = NULL;
    int64_t version = 0;
    int rc = sql_number(store->db, "PRAGMA user_version", &version);
    if (rc == SQLITE_OK)
        rc = schema_text(store->db, &found);
    if (rc == SQLITE_OK)
        rc = schema_expected(version, &expected);
    enum check_result result = judge(store, rc, why);
    if (result == CHECK_WHOLE && strcmp(expected, found) != 0)
        result = damaged(store, "its tables are not those of its version", why);
    free(expected);
    free(found);
    return result;
}

static enum check_result check_rows(struct store *store, struct why *why)
{
    enum check_result result = CHECK_WHOLE;
    for (size_t i = 0; result == CHECK_WHOLE && i < sizeof rules / sizeof rules[0]; i++) {
        int64_t count = 0;
        result = judge(store, sql_number(store->db, rules[i].sql, &count), why);
        if (result == CHECK_WHOLE && count > 0)
            result = damaged(store, rules[i].what, why);
    }
    return result;
}

/* A header that only an older SQLite may have written makes the file read-only for good. */
static enum check_result check_writable(struct store *store, struct why *why)
{
    if (sqlite3_db_readonly(store->db, "main") == 1 && access(store->path, W_OK) == 0)
        return damaged(store, "its header says that it may not be written", why);
    return CHECK_WHOLE;
}

enum check_result store_check(struct store *store, struct why *why)
{
    enum check_result result = check_pages(store, why);
    if (result == CHECK_WHOLE)
        result = check_schema(store, why);
    if (result == CHECK_WHOLE)
        result = check_rows(store, why);
    return result == CHECK_WHOLE ? check_writable(store, why) : result;
}
