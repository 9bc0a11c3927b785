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

/* Parts with the number at which the next one of their stream begins. */
#define PARTS                                                                                      \
    "(SELECT stream, first, boot, t0_ms, coalesce(lead(first) OVER (PARTITION BY stream ORDER BY " \
    "first), 9223372036854775807) AS next FROM part)"

/* When its events were is known: by its own clock or ours, or by a guess that can be. A board that
 * woke in 1970 may be placed yet, by the next that is heard of it; its events wait for that. */
#define PLACED                                                                                     \
    "(b.quality = 1 OR b.offset_ms IS NOT NULL OR p.t0_ms + c.offset_ms >= " SQL_TEXT(             \
        STORE_EPOCH_MS) ")"

/* A part whose oldest event lies before ?1: where it begins, the part that it is in, and what
 * lies before ?1 in that part. */
static const char oldest[] =
    "SELECT e.stream, e.seq, p.first, ?1 - p.t0_ms - c.offset_ms, p.next FROM " PARTS " p "
    "JOIN clock c ON c.boot = p.boot JOIN boot b ON b.id = p.boot "
    "JOIN event e ON e.stream = p.stream AND e.seq = (SELECT min(seq) FROM event "
    "WHERE stream = p.stream AND seq >= p.first AND seq < p.next) "
    "WHERE " PLACED " AND p.t0_ms + c.offset_ms + e.t < ?1 LIMIT 1";

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
    int error = run(self,
                    "DELETE FROM part WHERE stream = ?1 AND first < ?2 AND NOT EXISTS (SELECT 1 "
                    "FROM event e WHERE e.stream = part.stream AND e.seq >= part.first AND e.seq < "
                    "(SELECT min(q.first) FROM part q WHERE q.stream = part.stream AND q.first > "
                    "part.first))",
                    behind, 2);
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

/* The newest event of all whose time is known. */
static const char newest[] =
    "SELECT coalesce(max(p.t0_ms + c.offset_ms + e.t), 0) FROM stream s JOIN event e ON e.stream = "
    "s.id AND e.seq = (SELECT max(seq) FROM event WHERE stream = s.id) JOIN part p ON p.stream = "
    "s.id AND p.first = (SELECT max(first) FROM part WHERE stream = s.id AND first <= e.seq) "
    "JOIN clock c ON c.boot = p.boot";

/* The desk's clock is not taken at its word: it is at most a day after what was heard last. */
static int believe(struct purge *self, const struct settled *settled, int64_t *now_ms)
{
    int64_t heard_ms = 0;
    if (sql_number(self->store->db, newest, &heard_ms) != SQLITE_OK)
        return failed(self);
    heard_ms = heard_ms > settled->until_ms ? heard_ms : settled->until_ms;
    *now_ms = *now_ms < heard_ms + DAY_MS ? *now_ms : heard_ms + DAY_MS;
    return 0;
}

bool retention_steady(struct retention_clock *self, int64_t mono_ms, int64_t wall_ms)
{
    int64_t apart_ms = wall_ms - mono_ms, step_ms = apart_ms - self->apart_ms;
    if (!self->begun || step_ms > RETENTION_STEP_MS || step_ms < -RETENTION_STEP_MS)
        *self = (struct retention_clock){true, apart_ms, mono_ms};
    return mono_ms - self->since_ms >= RETENTION_STEADY_MS;
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
    error = believe(&self, &settled, &now_ms);
    if (!error)
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
