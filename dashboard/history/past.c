#include "dashboard/history/past.h"

#include "dashboard/history/sql.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A part of a stream (see the schema) with what its `t` counts from, in UTC. */
struct part {
    int64_t agent, boot, stream, first, end; /* numbers [first, end) */
    int64_t from_ms;
};

struct past {
    struct store *store;
    struct part *parts; /* by from_ms */
    size_t part_count, part_room;
    struct past_sensor *sensors;
    size_t sensor_count, sensor_room;
    sqlite3_stmt *events;
};

static int out_of_memory(struct why *why)
{
    return why_set(why, EIO, "out of memory");
}

/* Room for one more of `size` bytes; NULL when there is none. */
static void *room_for(void *array, size_t count, size_t *room, size_t size)
{
    if (count < *room)
        return array;
    *room = *room ? *room * 2 : 64;
    return reallocarray(array, *room, size);
}

static int compare_parts(const void *a, const void *b)
{
    const struct part *left = a, *right = b;
    if (left->from_ms != right->from_ms)
        return left->from_ms < right->from_ms ? -1 : 1;
    if (left->stream != right->stream)
        return left->stream < right->stream ? -1 : 1;
    return left->first < right->first ? -1 : left->first > right->first;
}

static int add_part(struct past *self, sqlite3_stmt *row)
{
    struct part *parts =
        room_for(self->parts, self->part_count, &self->part_room, sizeof *self->parts);
    if (parts == NULL)
        return -ENOMEM;
    self->parts = parts;
    parts[self->part_count++] = (struct part){.agent = sqlite3_column_int64(row, 0),
                                              .boot = sqlite3_column_int64(row, 1),
                                              .stream = sqlite3_column_int64(row, 2),
                                              .first = sqlite3_column_int64(row, 3),
                                              .end = sqlite3_column_int64(row, 4),
                                              .from_ms = sqlite3_column_int64(row, 5)};
    return 0;
}

static int add_sensor(struct past *self, sqlite3_stmt *row)
{
    struct past_sensor *sensors =
        room_for(self->sensors, self->sensor_count, &self->sensor_room, sizeof *self->sensors);
    if (sensors == NULL)
        return -ENOMEM;
    self->sensors = sensors;
    struct past_sensor *sensor = &sensors[self->sensor_count++];
    *sensor = (struct past_sensor){.id = sqlite3_column_int64(row, 0),
                                   .agent = sqlite3_column_int64(row, 1)};
    snprintf(sensor->agent_name, sizeof sensor->agent_name, "%s", sqlite3_column_text(row, 2));
    snprintf(sensor->name, sizeof sensor->name, "%s", sqlite3_column_text(row, 3));
    return 0;
}

static int walk(struct past *self, const char *sql, int (*add)(struct past *, sqlite3_stmt *),
                struct why *why)
{
    int rc, error = 0;
    sqlite3_stmt *rows = sql_prepare(self->store, sql, why);
    if (rows == NULL)
        return -EIO;
    while ((rc = sqlite3_step(rows)) == SQLITE_ROW && !error)
        error = add(self, rows);
    if (error)
        out_of_memory(why);
    else if (rc != SQLITE_DONE)
        error = sql_failed(self->store, "raw events", why);
    sqlite3_finalize(rows);
    return error;
}

static const char parts_sql[] =
    "SELECT boot.agent, part.boot, part.stream, part.first, coalesce(lead(part.first) OVER "
    "(PARTITION BY part.stream ORDER BY part.first), stream.durable + 1), "
    "part.t0_ms + clock.offset_ms FROM part JOIN boot ON boot.id = part.boot "
    "JOIN clock ON clock.boot = part.boot JOIN stream ON stream.id = part.stream "
    "WHERE clock.offset_ms IS NOT NULL";

static const char sensors_sql[] = "SELECT sensor.id, agent.id, agent.name, sensor.name FROM sensor "
                                  "JOIN agent ON agent.id = sensor.agent ORDER BY sensor.id";

/* Faults that are over when they are told: something passed that could not be counted; and "over",
 * which says that none stands any more. All others stand until the sensor's next word. */
#define MOMENTARY                                                                                  \
    "'jump','too-fast','unclear','two-people','too-short','both-pressed','nobody-inside','over'"

/* The sensor itself is not heard any more, as said by who listens to it. */
#define LOST "'silent','offline'"

static const char events_sql[] =
    "SELECT seq, sensor, t, kind, value, iif(kind = 5, (SELECT (why NOT IN (" MOMENTARY
    ")) + (why IN (" LOST
    ")) FROM fault WHERE fault.id = value), value2), value3 FROM event WHERE stream = ?1 AND "
    "seq >= ?2 AND seq < ?3 AND t >= ?4 AND t < ?5 ORDER BY seq";

struct past *past_open(struct store *store, struct why *why)
{
    struct past *self = calloc(1, sizeof *self);
    if (self == NULL) {
        out_of_memory(why);
        return NULL;
    }
    self->store = store;
    self->events = sql_prepare(store, events_sql, why);
    if (self->events == NULL || walk(self, parts_sql, add_part, why) ||
        walk(self, sensors_sql, add_sensor, why)) {
        past_close(self);
        return NULL;
    }
    if (self->part_count)
        qsort(self->parts, self->part_count, sizeof *self->parts, compare_parts);
    return self;
}

void past_close(struct past *self)
{
    if (self == NULL)
        return;
    sqlite3_finalize(self->events);
    free(self->parts);
    free(self->sensors);
    free(self);
}

/* The first part that may reach `from_ms`. */
static size_t first_part(const struct past *self, int64_t from_ms)
{
    size_t low = 0, high = self->part_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (self->parts[middle].from_ms < from_ms - SQL_PART_T_MAX_MS)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

int64_t past_next_ms(const struct past *self, int64_t from_ms)
{
    size_t i = first_part(self, from_ms);
    while (i < self->part_count && self->parts[i].from_ms < from_ms)
        i++;
    return i < self->part_count ? self->parts[i].from_ms : INT64_MAX;
}

size_t past_sensor_count(const struct past *self)
{
    return self->sensor_count;
}

const struct past_sensor *past_sensor(const struct past *self, size_t i)
{
    return &self->sensors[i];
}

int64_t past_first_ms(const struct past *self)
{
    return self->part_count ? self->parts[0].from_ms : INT64_MAX;
}

struct window {
    struct past_event *events;
    size_t count, room;
};

static int read_part(struct past *self, const struct part *part, int64_t from_ms, int64_t to_ms,
                     struct window *window, struct why *why)
{
    int rc;
    sqlite3_stmt *rows = self->events;
    const int64_t bounds[] = {part->stream, part->first, part->end, from_ms - part->from_ms,
                              to_ms - part->from_ms};
    for (int i = 0; i < 5; i++)
        sqlite3_bind_int64(rows, i + 1, bounds[i]);
    while ((rc = sqlite3_step(rows)) == SQLITE_ROW) {
        struct past_event *events =
            room_for(window->events, window->count, &window->room, sizeof *window->events);
        if (events == NULL)
            break;
        window->events = events;
        events[window->count++] =
            (struct past_event){.at_ms = part->from_ms + sqlite3_column_int64(rows, 2),
                                .boot = part->boot,
                                .stream = part->stream,
                                .seq = sqlite3_column_int64(rows, 0),
                                .agent = part->agent,
                                .sensor = sqlite3_column_int64(rows, 1),
                                .kind = (enum past_kind)sqlite3_column_int(rows, 3),
                                .value = sqlite3_column_int64(rows, 4),
                                .value2 = sqlite3_column_int64(rows, 5),
                                .value3 = sqlite3_column_int64(rows, 6)};
    }
    sqlite3_reset(rows);
    if (rc == SQLITE_ROW)
        return out_of_memory(why);
    return rc == SQLITE_DONE ? 0 : sql_failed(self->store, "raw events", why);
}

static int by_number(const void *a, const void *b)
{
    const struct past_event *left = a, *right = b;
    if (left->stream != right->stream)
        return left->stream < right->stream ? -1 : 1;
    return left->seq < right->seq ? -1 : left->seq > right->seq;
}

static int by_time(const void *a, const void *b)
{
    const struct past_event *left = a, *right = b;
    if (left->at_ms != right->at_ms)
        return left->at_ms < right->at_ms ? -1 : 1;
    return by_number(a, b);
}

/* Into the order of happening; a boot's own order is kept. */
static void put_in_order(struct window *window)
{
    struct past_event *events = window->events;
    if (window->count == 0)
        return;
    qsort(events, window->count, sizeof *events, by_number);
    for (size_t i = 1; i < window->count; i++)
        if (events[i].stream == events[i - 1].stream && events[i].boot == events[i - 1].boot &&
            events[i].at_ms < events[i - 1].at_ms)
            events[i].at_ms = events[i - 1].at_ms;
    qsort(events, window->count, sizeof *events, by_time);
}

int past_read(struct past *self, int64_t from_ms, int64_t to_ms, struct past_event **events,
              size_t *count, struct why *why)
{
    struct window window = {0};
    int error = 0;
    for (size_t i = first_part(self, from_ms); !error && i < self->part_count; i++) {
        if (self->parts[i].from_ms >= to_ms + SQL_PART_T_MAX_MS) /* `t` may be below 0 */
            break;
        error = read_part(self, &self->parts[i], from_ms, to_ms, &window, why);
    }
    if (error) {
        free(window.events);
        return error;
    }
    put_in_order(&window);
    *events = window.events;
    *count = window.count;
    return 0;
}

int past_last_ms(struct past *self, int64_t *at_ms, struct why *why)
{
    struct past_event *events = NULL;
    size_t count = 0;
    *at_ms = INT64_MIN;
    /* A part that begins later ends later, but for those that overlap. */
    for (size_t i = self->part_count; i-- > 0;) {
        if (*at_ms != INT64_MIN && self->parts[i].from_ms + SQL_PART_T_MAX_MS < *at_ms)
            break;
        int64_t from_ms = self->parts[i].from_ms;
        int error = past_read(self, from_ms, from_ms + SQL_PART_T_MAX_MS + 1, &events, &count, why);
        if (error)
            return error;
        if (count && events[count - 1].at_ms > *at_ms)
            *at_ms = events[count - 1].at_ms;
        free(events);
    }
    return 0;
}
