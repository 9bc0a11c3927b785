#include "dashboard/history/facts.h"

#include "dashboard/history/school.h"
#include "dashboard/history/sql.h"
#include <errno.h>
#include <stdio.h>

static void bind_text(sqlite3_stmt *statement, int column, const char *text)
{
    if (text[0])
        sqlite3_bind_text(statement, column, text, -1, SQLITE_STATIC);
    else
        sqlite3_bind_null(statement, column);
}

static void take_text(sqlite3_stmt *row, int column, char *text, size_t size)
{
    const unsigned char *value = sqlite3_column_text(row, column);
    snprintf(text, size, "%s", value ? (const char *)value : "");
}

int store_fact_put(struct store *store, const struct fact *fact, int64_t *id, struct why *why)
{
    sqlite3_stmt *insert = sql_prepare(
        store,
        "INSERT INTO fact (kind, zone, seat, key, from_ms, to_ms, value, text, author, made_ms) "
        "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        why);
    if (insert == NULL)
        return -EIO;
    bind_text(insert, 1, fact_kind_name(fact->kind));
    bind_text(insert, 2, fact->zone);
    bind_text(insert, 3, fact->seat);
    bind_text(insert, 4, fact->key);
    sqlite3_bind_int64(insert, 5, fact->from_ms);
    sqlite3_bind_int64(insert, 6, fact->to_ms);
    if (fact->has_value)
        sqlite3_bind_double(insert, 7, fact->value);
    bind_text(insert, 8, fact->text);
    bind_text(insert, 9, fact->author);
    sqlite3_bind_int64(insert, 10, fact->made_ms);
    int error = 0;
    if (sql_run(insert) == SQLITE_OK)
        *id = sqlite3_last_insert_rowid(store->db);
    else
        error = sql_failed(store, "the fact cannot be written", why);
    sqlite3_finalize(insert);
    return error;
}

/* A kind that this version does not know cannot be there: the schema has a list of them. */
static void take_fact(sqlite3_stmt *row, struct fact *fact)
{
    *fact = (struct fact){.id = sqlite3_column_int64(row, 0),
                          .from_ms = sqlite3_column_int64(row, 5),
                          .to_ms = sqlite3_column_int64(row, 6),
                          .has_value = sqlite3_column_type(row, 7) != SQLITE_NULL,
                          .value = sqlite3_column_double(row, 7),
                          .made_ms = sqlite3_column_int64(row, 10),
                          .retracted_ms = sqlite3_column_int64(row, 11)};
    fact_kind_parse((const char *)sqlite3_column_text(row, 1), &fact->kind);
    take_text(row, 2, fact->zone, sizeof fact->zone);
    take_text(row, 3, fact->seat, sizeof fact->seat);
    take_text(row, 4, fact->key, sizeof fact->key);
    take_text(row, 8, fact->text, sizeof fact->text);
    take_text(row, 9, fact->author, sizeof fact->author);
}

int store_facts_get(struct store *store, int64_t after, int64_t from_ms, int64_t to_ms,
                    struct facts *facts, struct why *why)
{
    /* A count has no length: it touches the moment at which it was. */
    sqlite3_stmt *walk = sql_prepare(
        store,
        "SELECT id, kind, zone, seat, key, from_ms, to_ms, value, fact.text, fact.author, "
        "fact.made_ms, coalesce(retraction.made_ms, 0) FROM fact "
        "LEFT JOIN retraction ON retraction.fact = fact.id "
        "WHERE id > ?1 AND (to_ms > ?2 OR (to_ms = ?2 AND from_ms = ?2)) AND from_ms < ?3 "
        "ORDER BY id",
        why);
    if (walk == NULL)
        return -EIO;
    sqlite3_bind_int64(walk, 1, after);
    sqlite3_bind_int64(walk, 2, from_ms);
    sqlite3_bind_int64(walk, 3, to_ms);
    int rc, error = 0;
    while (!error && (rc = sqlite3_step(walk)) == SQLITE_ROW) {
        struct fact fact;
        take_fact(walk, &fact);
        if (facts_add(facts, &fact))
            error = why_set(why, ENOMEM, "history %s: out of memory", store->path);
    }
    if (!error && rc != SQLITE_DONE)
        error = sql_failed(store, "the facts cannot be read", why);
    sqlite3_finalize(walk);
    return error;
}

/* Nothing inserted: there is no such fact, or it is retracted already. */
static int not_there(struct store *store, int64_t id, struct why *why)
{
    sqlite3_stmt *find = sql_prepare(store, "SELECT 1 FROM fact WHERE id = ?1", why);
    if (find == NULL)
        return -EIO;
    sqlite3_bind_int64(find, 1, id);
    int rc = sqlite3_step(find);
    sqlite3_finalize(find);
    if (rc == SQLITE_ROW)
        return why_set(why, EALREADY, "fact %lld is retracted already", (long long)id);
    if (rc == SQLITE_DONE)
        return why_set(why, ENOENT, "there is no fact %lld; lampion fact list shows them",
                       (long long)id);
    return sql_failed(store, "the facts cannot be read", why);
}

int store_fact_retract(struct store *store, int64_t id, const char *author, const char *text,
                       int64_t made_ms, struct why *why)
{
    sqlite3_stmt *insert =
        sql_prepare(store,
                    "INSERT INTO retraction (fact, text, author, made_ms) SELECT id, ?2, ?3, ?4 "
                    "FROM fact WHERE id = ?1 AND id NOT IN (SELECT fact FROM retraction)",
                    why);
    if (insert == NULL)
        return -EIO;
    sqlite3_bind_int64(insert, 1, id);
    bind_text(insert, 2, text);
    bind_text(insert, 3, author);
    sqlite3_bind_int64(insert, 4, made_ms);
    int error = sql_run(insert) == SQLITE_OK
                    ? 0
                    : sql_failed(store, "the retraction cannot be written", why);
    bool done = !error && sqlite3_changes(store->db) > 0;
    sqlite3_finalize(insert);
    return error || done ? error : not_there(store, id, why);
}

int store_facts_mark(struct store *store, struct store_facts_mark *mark, struct why *why)
{
    if (sql_number(store->db, "SELECT coalesce(max(id), 0) FROM fact", &mark->newest) ==
            SQLITE_OK &&
        sql_number(store->db, "SELECT count(*) FROM retraction", &mark->retractions) == SQLITE_OK)
        return store_school_mark(store, &mark->school, why);
    return sql_failed(store, "cannot be read", why);
}
