#include "dashboard/history/retention.h"

#include "dashboard/history/settled.h"
#include "dashboard/history/slot.h"
#include "dashboard/history/sql.h"
#include <errno.h>
#include <stddef.h>

#define DAY_MS 86400000LL
#define SLOTS_AT_ONCE 96 /* a day of a zone */

struct purge {
    struct store *store;
    struct why *why;
    bool more;
};

static int failed(struct purge *self)
{
    return sql_failed(self->store, "purge", self->why);
}

/* Runs it with numbers ?1...; rows that it changed, or -EIO. */
static int run(struct purge *self, const char *sql, const int64_t *numbers, int count)
{
    sqlite3_stmt *statement = sql_prepare(self->store, sql, self->why);
    if (statement == NULL)
        return -EIO;
    for (int i = 0; i < count; i++)
        sqlite3_bind_int64(statement, i + 1, numbers[i]);
    int rc = sql_run(statement);
    int changed = sqlite3_changes(self->store->db);
    sqlite3_finalize(statement);
    return rc == SQLITE_OK ? changed : failed(self);
}

/* A stream whose oldest event lies before ?1: where it begins, the part that it is in, and what
 * lies before ?1 in that part. */
static const char oldest[] =
    "SELECT e.stream, e.seq, p.first, ?1 - p.t0_ms - c.offset_ms, coalesce((SELECT min(q.first) "
    "FROM part q WHERE q.stream = e.stream AND q.first > p.first), 9223372036854775807) "
    "FROM stream s "
    "JOIN event e ON e.stream = s.id AND e.seq = (SELECT min(seq) FROM event WHERE stream = s.id) "
    "JOIN part p ON p.stream = s.id AND p.first = (SELECT max(first) FROM part "
    "WHERE stream = s.id AND first <= e.seq) JOIN clock c ON c.boot = p.boot "
    "WHERE p.t0_ms + c.offset_ms + e.t < ?1 LIMIT 1";

/* The next of them after some hundred. */
static const char some[] =
    "DELETE FROM event WHERE stream = ?1 AND seq >= ?2 AND seq < ?3 AND t < ?4 AND "
    "seq < coalesce((SELECT seq FROM event WHERE stream = ?1 AND seq >= ?2 ORDER BY seq "
    "LIMIT 1 OFFSET " SQL_TEXT(RETENTION_ROWS) "), 9223372036854775807)";

static int purge_events(struct purge *self, int64_t before_ms)
{
    sqlite3_stmt *find = sql_prepare(self->store, oldest, self->why);
    if (find == NULL)
        return -EIO;
    sqlite3_bind_int64(find, 1, before_ms);
    int rc = sqlite3_step(find);
    const int64_t range[] = {sqlite3_column_int64(find, 0), sqlite3_column_int64(find, 1),
                             sqlite3_column_int64(find, 4), sqlite3_column_int64(find, 3)};
    int64_t part = sqlite3_column_int64(find, 2);
    sqlite3_finalize(find);
    if (rc != SQLITE_ROW)
        return rc == SQLITE_DONE ? 0 : failed(self);
    int deleted = run(self, some, range, 4);
    if (deleted < 0)
        return deleted;
    self->more = deleted > 0;
    /* Parts that lie before the one with the oldest event have none. */
    const int64_t behind[] = {range[0], part};
    int error = run(self, "DELETE FROM part WHERE stream = ?1 AND first < ?2", behind, 2);
    return error < 0 ? error : 0;
}

/* Days before `from_ms` are settled for good. */
static int close_days(struct purge *self, struct settled *settled, int64_t from_ms)
{
    const int64_t day[] = {from_ms / DAY_MS};
    settled->from_ms = from_ms;
    int error = settled_put(self->store, settled, self->why);
    if (error)
        return error;
    error = run(self, "DELETE FROM settled_state WHERE day < ?1", day, 1);
    return error < 0 ? error : 0;
}

static int purge_raw(struct purge *self, const struct retention *keep, struct settled *settled,
                     int64_t now_ms)
{
    int64_t from_ms = (now_ms - keep->raw_ms) / DAY_MS * DAY_MS;
    /* What is not settled is never lost, however old it is. */
    if (from_ms > settled->until_ms)
        from_ms = settled->until_ms / DAY_MS * DAY_MS;
    int error = 0;
    if (from_ms > settled->from_ms)
        error = close_days(self, settled, from_ms);
    return error ? error : purge_events(self, settled->from_ms - keep->warm_ms);
}

static int purge_slots(struct purge *self, const struct retention *keep,
                       const struct settled *settled, int64_t now_ms)
{
    int64_t before_ms = now_ms - keep->slots_ms;
    /* Hours and days are made of the slots of days that can still be settled again. */
    if (before_ms > settled->from_ms - 2 * DAY_MS)
        before_ms = settled->from_ms - 2 * DAY_MS;
    const int64_t before[] = {before_ms / SLOT_MS};
    static const char *const deletes[] = {
        "DELETE FROM slot_part WHERE (zone, start) IN (SELECT p.zone, p.start FROM slot_zone z "
        "JOIN slot_part p ON p.zone = z.id WHERE p.start < ?1 LIMIT " SQL_TEXT(RETENTION_ROWS) ")",
        "DELETE FROM slot WHERE (zone, start) IN (SELECT p.zone, p.start FROM slot_zone z "
        "JOIN slot p ON p.zone = z.id WHERE p.start < ?1 LIMIT " SQL_TEXT(RETENTION_ROWS) ")"};
    for (int i = 0; i < 2 && !self->more; i++) {
        int deleted = run(self, deletes[i], before, 1);
        if (deleted < 0)
            return deleted;
        self->more = deleted > 0;
    }
    return 0;
}

int retention_step(struct store *store, const struct retention *keep, int64_t now_ms, bool *more,
                   struct why *why)
{
    struct purge self = {.store = store, .why = why};
    struct settled settled;
    *more = false;
    int error = settled_get(store, &settled, why);
    if (error || !settled.begun)
        return error;
    error = settled_begin(store, why);
    if (!error && keep->raw_ms)
        error = purge_raw(&self, keep, &settled, now_ms);
    if (!error && !self.more && keep->slots_ms)
        error = purge_slots(&self, keep, &settled, now_ms);
    if (!error)
        error = settled_commit(store, why);
    if (error)
        settled_undo(store);
    *more = !error && self.more;
    return error;
}
