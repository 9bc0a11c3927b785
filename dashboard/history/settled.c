#include "dashboard/history/settled.h"

#include "dashboard/history/sql.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

static int failed(struct store *store, struct why *why)
{
    return sql_failed(store, "settling", why);
}

/* Runs it with up to three numbers. */
static int run(struct store *store, const char *sql, const int64_t *numbers, int count,
               struct why *why)
{
    sqlite3_stmt *statement = sql_prepare(store, sql, why);
    if (statement == NULL)
        return -EIO;
    for (int i = 0; i < count; i++)
        sqlite3_bind_int64(statement, i + 1, numbers[i]);
    int error = sql_run(statement) == SQLITE_OK ? 0 : failed(store, why);
    sqlite3_finalize(statement);
    return error;
}

int settled_get(struct store *store, struct settled *settled, struct why *why)
{
    *settled = (struct settled){.until_ms = INT64_MIN, .from_ms = INT64_MIN};
    sqlite3_stmt *read = sql_prepare(store, "SELECT until_ms, from_ms FROM settled", why);
    if (read == NULL)
        return -EIO;
    int rc = sqlite3_step(read);
    if (rc == SQLITE_ROW)
        *settled =
            (struct settled){true, sqlite3_column_int64(read, 0), sqlite3_column_int64(read, 1)};
    int error = rc == SQLITE_ROW || rc == SQLITE_DONE ? 0 : failed(store, why);
    sqlite3_finalize(read);
    return error;
}

int settled_put(struct store *store, const struct settled *settled, struct why *why)
{
    const int64_t numbers[] = {settled->until_ms, settled->from_ms};
    return run(store, "INSERT OR REPLACE INTO settled (id, until_ms, from_ms) VALUES (1, ?1, ?2)",
               numbers, 2, why);
}

/* The first new event of each part that has any, and its time. */
#define NEW_EVENTS                                                                                 \
    "FROM stream LEFT JOIN settled_stream s ON s.stream = stream.id "                              \
    "JOIN part ON part.stream = stream.id JOIN clock ON clock.boot = part.boot "                   \
    "WHERE stream.durable > coalesce(s.seq, 0) AND coalesce((SELECT min(q.first) FROM part q "     \
    "WHERE q.stream = part.stream AND q.first > part.first), stream.durable + 1) > "               \
    "coalesce(s.seq, 0) + 1"

static const char *const looks[] = {
    /* New events: those of a part are in order. */
    "SELECT min(part.t0_ms + clock.offset_ms + (SELECT e.t FROM event e "
    "WHERE e.stream = part.stream AND e.seq >= max(part.first, coalesce(s.seq, 0) + 1) "
    "ORDER BY e.seq LIMIT 1)) " NEW_EVENTS,
    /* Boots that moved: where they were, and where they are. */
    "SELECT min(part.t0_ms + min(coalesce(b.offset_ms, clock.offset_ms), "
    "coalesce(clock.offset_ms, b.offset_ms))) FROM settled_boot b "
    "JOIN clock ON clock.boot = b.boot JOIN part ON part.boot = b.boot "
    "WHERE b.offset_ms IS NOT clock.offset_ms",
    "SELECT min(from_ms) FROM description "
    "WHERE version NOT IN (SELECT version FROM settled_description)",
    /* What people know and estimates or opening rest on. */
    "SELECT min(from_ms) FROM fact WHERE kind IN ('closed', 'open', 'count', 'lent', "
    "'out-of-service', 'correction') AND NOT EXISTS (SELECT 1 FROM settled_fact s WHERE s.fact = "
    "fact.id AND s.retracted = EXISTS (SELECT 1 FROM retraction r WHERE r.fact = fact.id))",
};
enum { LOOKS = sizeof looks / sizeof *looks };

static const char any_news[] =
    "SELECT EXISTS (SELECT 1 FROM stream LEFT JOIN settled_stream s ON s.stream = stream.id "
    "WHERE durable > coalesce(seq, 0))";

int settled_look(struct store *store, int64_t *dirty_ms, bool *news, struct why *why)
{
    int64_t number = 0;
    *dirty_ms = SETTLED_NOTHING;
    if (sql_number(store->db, any_news, &number) != SQLITE_OK)
        return failed(store, why);
    *news = number != 0;
    for (int i = 0; i < LOOKS; i++) {
        sqlite3_stmt *look = i == 0 && !*news ? NULL : sql_prepare(store, looks[i], why);
        if (look == NULL && i == 0 && !*news)
            continue;
        int rc = look ? sqlite3_step(look) : SQLITE_ERROR;
        if (rc == SQLITE_ROW && sqlite3_column_type(look, 0) != SQLITE_NULL) {
            *news = true;
            if (sqlite3_column_int64(look, 0) < *dirty_ms)
                *dirty_ms = sqlite3_column_int64(look, 0);
        }
        sqlite3_finalize(look);
        if (rc != SQLITE_ROW)
            return failed(store, why);
    }
    return 0;
}

/* By UTC day; only parts that begin before ?1 can hold any. */
static const char count_too_late[] =
    "INSERT INTO too_late (day, events) SELECT at / 86400000, count(*) FROM (SELECT "
    "part.t0_ms + clock.offset_ms + e.t AS at FROM stream "
    "LEFT JOIN settled_stream s ON s.stream = stream.id JOIN part ON part.stream = stream.id "
    "JOIN clock ON clock.boot = part.boot JOIN event e ON e.stream = stream.id "
    "AND e.seq > coalesce(s.seq, 0) AND e.seq >= part.first AND e.seq < coalesce((SELECT "
    "min(q.first) FROM part q WHERE q.stream = part.stream AND q.first > part.first), "
    "stream.durable + 1) WHERE stream.durable > coalesce(s.seq, 0) AND "
    "part.t0_ms + clock.offset_ms < ?1 + 8388608) WHERE at < ?1 GROUP BY at / 86400000 "
    "ON CONFLICT (day) DO UPDATE SET events = events + excluded.events";

/* What lies before 2020 is a board's clock that stood, and no backlog. */
static const char note_backlog[] =
    "INSERT INTO longest_backlog (id, age_ms, at_ms) SELECT 1, ?1 - at, ?1 FROM (SELECT "
    "min(part.t0_ms + clock.offset_ms + (SELECT e.t FROM event e WHERE e.stream = part.stream AND "
    "e.seq >= max(part.first, coalesce(s.seq, 0) + 1) ORDER BY e.seq LIMIT 1)) AS at " NEW_EVENTS
    " AND part.t0_ms + clock.offset_ms > " SQL_TEXT(
        STORE_EPOCH_MS) ") WHERE at < ?1 "
                        "ON CONFLICT (id) DO UPDATE SET age_ms = excluded.age_ms, at_ms = "
                        "excluded.at_ms "
                        "WHERE excluded.age_ms > age_ms";

int settled_note_backlog(struct store *store, int64_t until_ms, struct why *why)
{
    return until_ms == INT64_MIN ? 0 : run(store, note_backlog, &until_ms, 1, why);
}

int settled_longest_backlog(struct store *store, int64_t *age_ms, struct why *why)
{
    return sql_number(store->db, "SELECT coalesce(max(age_ms), 0) FROM longest_backlog", age_ms) ==
                   SQLITE_OK
               ? 0
               : failed(store, why);
}

int settled_accept(struct store *store, int64_t from_ms, struct why *why)
{
    static const char *const takes[] = {
        "INSERT OR REPLACE INTO settled_stream (stream, seq) SELECT id, durable FROM stream",
        "INSERT OR REPLACE INTO settled_boot (boot, offset_ms) SELECT boot, offset_ms FROM clock",
        "INSERT OR REPLACE INTO settled_description (version, from_ms) "
        "SELECT version, from_ms FROM description",
        "INSERT OR REPLACE INTO settled_fact (fact, retracted) SELECT id, EXISTS (SELECT 1 FROM "
        "retraction r WHERE r.fact = fact.id) FROM fact",
    };
    int error = from_ms == INT64_MIN ? 0 : run(store, count_too_late, &from_ms, 1, why);
    for (int i = 0; !error && i < 4; i++)
        error = run(store, takes[i], NULL, 0, why);
    return error;
}

/* The row that it finds, if any. */
static int state_read(struct store *store, sqlite3_stmt *read, int64_t *at_ms, char **state,
                      struct why *why)
{
    int rc = sqlite3_step(read), error = 0;
    *state = NULL;
    if (rc == SQLITE_ROW) {
        const void *bytes = sqlite3_column_blob(read, 1);
        *at_ms = sqlite3_column_int64(read, 0);
        *state = strndup(bytes ? bytes : "", (size_t)sqlite3_column_bytes(read, 1));
        error = *state ? 0 : why_set(why, EIO, "out of memory");
    } else if (rc != SQLITE_DONE) {
        error = failed(store, why);
    }
    sqlite3_finalize(read);
    return error;
}

int settled_state_get(struct store *store, int64_t day, int64_t *at_ms, char **state,
                      struct why *why)
{
    sqlite3_stmt *read =
        sql_prepare(store, "SELECT at_ms, state FROM settled_state WHERE day = ?1", why);
    *state = NULL;
    if (read == NULL)
        return -EIO;
    sqlite3_bind_int64(read, 1, day);
    return state_read(store, read, at_ms, state, why);
}

int settled_state_newest(struct store *store, char **state, struct why *why)
{
    int64_t at_ms;
    sqlite3_stmt *read =
        sql_prepare(store, "SELECT at_ms, state FROM settled_state ORDER BY day DESC LIMIT 1", why);
    *state = NULL;
    return read == NULL ? -EIO : state_read(store, read, &at_ms, state, why);
}

int settled_state_put(struct store *store, int64_t day, int64_t at_ms, const char *state,
                      struct why *why)
{
    sqlite3_stmt *put = sql_prepare(
        store, "INSERT OR REPLACE INTO settled_state (day, at_ms, state) VALUES (?1, ?2, ?3)", why);
    if (put == NULL)
        return -EIO;
    sqlite3_bind_int64(put, 1, day);
    sqlite3_bind_int64(put, 2, at_ms);
    sqlite3_bind_blob(put, 3, state, (int)strlen(state), SQLITE_STATIC);
    int error = sql_run(put) == SQLITE_OK ? 0 : failed(store, why);
    sqlite3_finalize(put);
    return error;
}

int settled_state_drop(struct store *store, int64_t day, struct why *why)
{
    return run(store, "DELETE FROM settled_state WHERE day > ?1", &day, 1, why);
}

int settled_connect(struct store *store, bool beside_others, struct why *why)
{
    const char *sql = beside_others ? "PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 0"
                                    : "PRAGMA synchronous = NORMAL";
    return sqlite3_exec(store->db, sql, NULL, NULL, NULL) == SQLITE_OK ? 0 : failed(store, why);
}

int settled_begin(struct store *store, struct why *why)
{
    return run(store, "BEGIN IMMEDIATE", NULL, 0, why);
}

int settled_commit(struct store *store, struct why *why)
{
    return run(store, "COMMIT", NULL, 0, why);
}

void settled_undo(struct store *store)
{
    if (!sqlite3_get_autocommit(store->db))
        sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
}
