#include "dashboard/history/reader.h"

#include "dashboard/history/sql.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

static void column_text(sqlite3_stmt *row, int column, char *text, size_t size)
{
    const unsigned char *value = sqlite3_column_text(row, column);
    snprintf(text, size, "%s", value == NULL ? "" : (const char *)value);
}

/* The end of a walk over rows that stopped with `rc`. */
static int walk_end(struct store *store, sqlite3_stmt *statement, int rc, struct why *why)
{
    int error = rc == SQLITE_DONE ? 0 : sql_failed(store, "cannot be read", why);
    sqlite3_finalize(statement);
    return error;
}

int reader_streams(struct store *store, void (*each)(void *context, const struct reader_stream *),
                   void *context, struct why *why)
{
    sqlite3_stmt *walk = sql_prepare(store,
                                     "SELECT agent.name, stream.name, durable FROM stream "
                                     "JOIN agent ON agent.id = stream.agent ORDER BY stream.id",
                                     why);
    int rc;
    if (walk == NULL)
        return -EIO;
    while ((rc = sqlite3_step(walk)) == SQLITE_ROW) {
        struct reader_stream stream;
        column_text(walk, 0, stream.agent, sizeof stream.agent);
        column_text(walk, 1, stream.stream, sizeof stream.stream);
        stream.durable = (uint64_t)sqlite3_column_int64(walk, 2);
        each(context, &stream);
    }
    return walk_end(store, walk, rc, why);
}

int reader_newest(struct store *store, const char *stream, struct reader_newest *newest,
                  struct why *why)
{
    *newest = (struct reader_newest){0};
    sqlite3_stmt *find = sql_prepare(
        store,
        "SELECT s.durable, e.seq, part.t0_ms + e.t + clock.offset_ms, sensor.name FROM stream s "
        "LEFT JOIN event e ON e.stream = s.id "
        "AND e.seq = (SELECT max(seq) FROM event WHERE stream = s.id) "
        "LEFT JOIN part ON part.stream = s.id "
        "AND part.first = (SELECT max(first) FROM part WHERE stream = s.id AND first <= e.seq) "
        "LEFT JOIN clock ON clock.boot = part.boot LEFT JOIN sensor ON sensor.id = e.sensor "
        "WHERE s.name = ?1",
        why);
    if (find == NULL)
        return -EIO;
    sqlite3_bind_text(find, 1, stream, -1, SQLITE_STATIC);
    int rc = sqlite3_step(find);
    if (rc == SQLITE_ROW) {
        newest->durable = (uint64_t)sqlite3_column_int64(find, 0);
        newest->seq = (uint64_t)sqlite3_column_int64(find, 1);
        newest->at_ms = sqlite3_column_int64(find, 2);
        column_text(find, 3, newest->sensor, sizeof newest->sensor);
        rc = SQLITE_DONE;
    }
    return walk_end(store, find, rc, why);
}

/* Sensors found so far, by id. */
struct seen {
    int64_t max;
    unsigned char *found;
};

static int seen_init(struct seen *seen, struct store *store, struct why *why)
{
    if (sql_number(store->db, "SELECT coalesce(max(id), 0) FROM sensor", &seen->max) != SQLITE_OK)
        return sql_failed(store, "cannot be read", why);
    seen->found = calloc((size_t)seen->max + 1, 1);
    if (seen->found == NULL)
        return why_set(why, EIO, "history %s: out of memory", store->path);
    return 0;
}

/* Who and when: of the event (stream, seq, sensor, t). A row only where its clock is known. */
static const char level_place[] =
    "SELECT agent.name, sensor.name, part.t0_ms + clock.offset_ms FROM part "
    "JOIN clock ON clock.boot = part.boot JOIN sensor ON sensor.id = ?3 "
    "JOIN agent ON agent.id = sensor.agent "
    "WHERE part.stream = ?1 AND part.first <= ?2 AND clock.offset_ms IS NOT NULL "
    "AND part.first = (SELECT max(first) FROM part WHERE stream = ?1 AND first <= ?2)";

static bool level_read(sqlite3_stmt *walk, sqlite3_stmt *place, struct reader_level *level)
{
    for (int i = 0; i < 3; i++)
        sqlite3_bind_int64(place, i + 1, sqlite3_column_int64(walk, i));
    bool known = sqlite3_step(place) == SQLITE_ROW;
    if (known) {
        column_text(place, 0, level->agent, sizeof level->agent);
        column_text(place, 1, level->sensor, sizeof level->sensor);
        level->at_ms = sqlite3_column_int64(place, 2) + sqlite3_column_int64(walk, 3);
        level->value = sqlite3_column_int(walk, 4);
    }
    sqlite3_reset(place);
    return known;
}

/* Streams with parts that reach ?1 or later, and the first event of those. */
static const char recent_parts[] =
    "SELECT part.stream, min(part.first) FROM part JOIN clock ON clock.boot = part.boot "
    "WHERE part.t0_ms + clock.offset_ms >= ?1 GROUP BY part.stream ORDER BY part.stream DESC";

struct level_walk {
    struct seen seen;
    int64_t since_ms;
    sqlite3_stmt *parts, *events, *place;
    void (*each)(void *context, const struct reader_level *);
    void *context;
};

static int levels_of_stream(struct level_walk *self)
{
    int rc;
    sqlite3_bind_int64(self->events, 1, sqlite3_column_int64(self->parts, 0));
    sqlite3_bind_int64(self->events, 2, sqlite3_column_int64(self->parts, 1));
    while ((rc = sqlite3_step(self->events)) == SQLITE_ROW) {
        int64_t sensor = sqlite3_column_int64(self->events, 2);
        struct reader_level level;
        if (sensor > self->seen.max || self->seen.found[sensor])
            continue;
        self->seen.found[sensor] = 1;
        if (level_read(self->events, self->place, &level) && level.at_ms >= self->since_ms)
            self->each(self->context, &level);
    }
    sqlite3_reset(self->events);
    return rc;
}

/* From the newest event back, the first level of each sensor: no sorting, nothing to keep up. */
static int walk_levels(struct store *store, struct level_walk *self, struct why *why)
{
    int rc = SQLITE_DONE;
    self->place = sql_prepare(store, level_place, why);
    self->events = self->place ? sql_prepare(store,
                                             "SELECT stream, seq, sensor, t, value FROM event "
                                             "WHERE stream = ?1 AND seq >= ?2 AND kind = 0 "
                                             "ORDER BY seq DESC",
                                             why)
                               : NULL;
    self->parts = self->events ? sql_prepare(store, recent_parts, why) : NULL;
    if (self->parts == NULL)
        return -EIO;
    sqlite3_bind_int64(self->parts, 1, self->since_ms - SQL_PART_T_MAX_MS);
    while (rc == SQLITE_DONE && (rc = sqlite3_step(self->parts)) == SQLITE_ROW)
        rc = levels_of_stream(self);
    return walk_end(store, self->parts, rc, why);
}

int reader_levels(struct store *store, int64_t since_ms,
                  void (*each)(void *context, const struct reader_level *), void *context,
                  struct why *why)
{
    struct level_walk walk = {.since_ms = since_ms, .each = each, .context = context};
    if (seen_init(&walk.seen, store, why) != 0)
        return -EIO;
    int error = walk_levels(store, &walk, why);
    sqlite3_finalize(walk.place);
    sqlite3_finalize(walk.events);
    free(walk.seen.found);
    return error;
}

int reader_anchors(struct store *store, void (*each)(void *context, const struct reader_anchor *),
                   void *context, struct why *why)
{
    sqlite3_stmt *walk = sql_prepare(
        store,
        "SELECT agent.name, sensor.name, stream.name, total_in, total_out, carried, "
        "slack, at_ms, zone FROM anchor JOIN sensor ON sensor.id = anchor.sensor "
        "JOIN agent ON agent.id = sensor.agent LEFT JOIN stream ON stream.id = anchor.stream "
        "WHERE zone <> '' OR NOT EXISTS (SELECT 1 FROM anchor newer WHERE newer.sensor = "
        "anchor.sensor AND newer.zone <> '') ORDER BY anchor.sensor, zone",
        why);
    int rc;
    if (walk == NULL)
        return -EIO;
    while ((rc = sqlite3_step(walk)) == SQLITE_ROW) {
        struct reader_anchor anchor = {.in = sqlite3_column_int64(walk, 3),
                                       .out = sqlite3_column_int64(walk, 4),
                                       .carried = sqlite3_column_int64(walk, 5),
                                       .slack = sqlite3_column_int64(walk, 6),
                                       .at_ms = sqlite3_column_int64(walk, 7)};
        column_text(walk, 0, anchor.agent, sizeof anchor.agent);
        column_text(walk, 1, anchor.sensor, sizeof anchor.sensor);
        column_text(walk, 2, anchor.stream, sizeof anchor.stream);
        column_text(walk, 8, anchor.zone, sizeof anchor.zone);
        each(context, &anchor);
    }
    return walk_end(store, walk, rc, why);
}

int reader_totals(struct store *store, const char *agent, const char *sensor,
                  struct reader_totals *totals, struct why *why)
{
    sqlite3_stmt *sum =
        sql_prepare(store,
                    "SELECT sum(iif(value > 0, value, 0)), sum(iif(value < 0, -value, 0)), "
                    "count(*) FROM event WHERE kind = 2 AND sensor = (SELECT sensor.id FROM sensor "
                    "JOIN agent ON agent.id = sensor.agent "
                    "WHERE agent.name = ?1 AND sensor.name = ?2)",
                    why);
    if (sum == NULL)
        return -EIO;
    sqlite3_bind_text(sum, 1, agent, -1, SQLITE_STATIC);
    sqlite3_bind_text(sum, 2, sensor, -1, SQLITE_STATIC);
    int rc = sqlite3_step(sum);
    if (rc == SQLITE_ROW) {
        totals->in = sqlite3_column_int64(sum, 0);
        totals->out = sqlite3_column_int64(sum, 1);
        totals->events = sqlite3_column_int64(sum, 2);
        rc = SQLITE_DONE;
    }
    return walk_end(store, sum, rc, why);
}

int reader_door_totals(struct store *store, const char *agent, const char *sensor, int64_t *in,
                       int64_t *out, struct why *why)
{
    sqlite3_stmt *find = sql_prepare(
        store,
        "WITH door(id) AS (SELECT sensor.id FROM sensor JOIN agent ON agent.id = sensor.agent "
        "WHERE agent.name = ?1 AND sensor.name = ?2), told(i, o) AS (SELECT value2, value3 FROM "
        "event WHERE kind = 2 AND sensor = (SELECT id FROM door) UNION ALL SELECT total_in, "
        "total_out FROM anchor WHERE sensor = (SELECT id FROM door)) "
        "SELECT coalesce(max(i), 0), coalesce(max(o), 0) FROM told",
        why);
    if (find == NULL)
        return -EIO;
    sqlite3_bind_text(find, 1, agent, -1, SQLITE_STATIC);
    sqlite3_bind_text(find, 2, sensor, -1, SQLITE_STATIC);
    int rc = sqlite3_step(find);
    if (rc == SQLITE_ROW) {
        *in = sqlite3_column_int64(find, 0);
        *out = sqlite3_column_int64(find, 1);
        rc = SQLITE_DONE;
    }
    return walk_end(store, find, rc, why);
}

int reader_clock(struct store *store, const char *agent, const char *boot, int *quality,
                 struct why *why)
{
    sqlite3_stmt *find = sql_prepare(
        store,
        "SELECT CASE WHEN wall_ms IS NULL THEN -1 ELSE quality END FROM boot JOIN agent "
        "ON agent.id = boot.agent WHERE agent.name = ?1 AND boot.name = ?2",
        why);
    *quality = -1;
    if (find == NULL)
        return -EIO;
    sqlite3_bind_text(find, 1, agent, -1, SQLITE_STATIC);
    sqlite3_bind_text(find, 2, boot, -1, SQLITE_STATIC);
    int rc = sqlite3_step(find);
    if (rc == SQLITE_ROW) {
        *quality = sqlite3_column_int(find, 0);
        rc = SQLITE_DONE;
    }
    return walk_end(store, find, rc, why);
}
