#include "agent/common/outbox_format.h"

#include <errno.h>
#include <string.h>

const char outbox_schema[] =
    /* Whose outbox it is: one row. */
    "CREATE TABLE board (place TEXT NOT NULL, agent TEXT NOT NULL) STRICT;"
    /* Streams: each numbers its events from 1 and lives within one boot of the board. In the
     * order of `born`; the last is the one that grows. */
    "CREATE TABLE stream ("
    "  id            INTEGER PRIMARY KEY,"
    "  born          INTEGER NOT NULL,"
    "  name          TEXT NOT NULL UNIQUE,"
    "  boot          TEXT NOT NULL,"    /* the kernel's boot id, with the best pair known: */
    "  mono_ms       INTEGER NOT NULL," /* CLOCK_MONOTONIC ... */
    "  wall_ms       INTEGER,"          /* ... and UTC; NULL: never known */
    "  quality       INTEGER NOT NULL," /* 1: the pair was synchronised */
    "  suspended_ms  INTEGER NOT NULL," /* slept within the boot, as of the pair */
    "  acknowledged  INTEGER NOT NULL," /* the newest word of a collector, 0: none */
    "  lost          INTEGER NOT NULL," /* dropped without acknowledgement: how many, ... */
    "  lost_first    INTEGER NOT NULL," /* ... and within these numbers */
    "  lost_last     INTEGER NOT NULL,"
    "  conn          INTEGER NOT NULL" /* connections counted within the stream */
    ") STRICT;"
    /* Events. kind  value                             value2            value3
     *   0 level     0 or 1
     *   1 beat      1: opens; else NULL
     *   2 pass      people: in positive, out negative total in after it total out after it
     *   3 count     the number                        ms that it holds
     *   4 reset
     *   5 fault     (why) */
    "CREATE TABLE event ("
    "  stream     INTEGER NOT NULL REFERENCES stream,"
    "  seq        INTEGER NOT NULL,"
    "  sensor     TEXT," /* NULL: a beat */
    "  kind       INTEGER NOT NULL,"
    "  t_ms       INTEGER NOT NULL," /* CLOCK_MONOTONIC of the stream's boot */
    "  asleep_ms  INTEGER NOT NULL," /* slept within the boot, as of the event */
    "  value      INTEGER,"
    "  value2     INTEGER,"
    "  value3     INTEGER,"
    "  why        TEXT,"
    "  PRIMARY KEY (stream, seq)"
    ") STRICT, WITHOUT ROWID;"
    /* Running totals of doors, so that they go on when the process is started again. */
    "CREATE TABLE total ("
    "  stream     INTEGER NOT NULL REFERENCES stream,"
    "  sensor     TEXT NOT NULL,"
    "  total_in   INTEGER NOT NULL,"
    "  total_out  INTEGER NOT NULL,"
    "  PRIMARY KEY (stream, sensor)"
    ") STRICT, WITHOUT ROWID;";

/* event.kind in the file: never to be changed. */
static const int codes[] = {
    [EVENT_LEVEL] = 0, [EVENT_BEAT] = 1,  [EVENT_PASS] = 2,
    [EVENT_COUNT] = 3, [EVENT_RESET] = 4, [EVENT_FAULT] = 5,
};
#define CODE_COUNT (int)(sizeof codes / sizeof *codes)

static void set(struct outbox_row *row, int column, int64_t value)
{
    row->has[column] = true;
    row->values[column] = value;
}

struct outbox_row outbox_row_of(const struct event *event)
{
    struct outbox_row row = {.kind = codes[event->kind], .t_ms = event->t_ms};
    row.sensor = event->kind == EVENT_BEAT ? NULL : event->sensor;
    switch (event->kind) {
    case EVENT_LEVEL:
        set(&row, 0, event->value);
        break;
    case EVENT_PASS:
        set(&row, 0, event->direction == PASS_IN ? event->people : -event->people);
        set(&row, 1, event->in);
        set(&row, 2, event->out);
        break;
    case EVENT_COUNT:
        set(&row, 0, event->value);
        set(&row, 1, event->ttl_ms);
        break;
    case EVENT_FAULT:
        row.why = event->why;
        break;
    case EVENT_BEAT:
        if (event->value)
            set(&row, 0, event->value);
        break;
    case EVENT_RESET:
        break;
    }
    return row;
}

static bool copy_text(char *to, size_t size, const char *text)
{
    if (strlen(text) >= size)
        return false;
    strcpy(to, text);
    return true;
}

static void set_pass(struct event *event, const struct outbox_row *row)
{
    int64_t people = row->values[0];
    event->direction = people < 0 ? PASS_OUT : PASS_IN;
    event->people = people > 100 || people < -100 ? 0 : (int)(people < 0 ? -people : people);
    event->in = row->values[1];
    event->out = row->values[2];
}

int outbox_row_event(const struct outbox_row *row, struct event *event)
{
    int kind = 0;
    while (kind < CODE_COUNT && codes[kind] != row->kind)
        kind++;
    if (kind == CODE_COUNT)
        return -EINVAL;
    *event = (struct event){.kind = (enum event_kind)kind, .t_ms = row->t_ms};
    if ((row->sensor && !copy_text(event->sensor, sizeof event->sensor, row->sensor)) ||
        (row->why && !copy_text(event->why, sizeof event->why, row->why)))
        return -EINVAL;
    if (kind == EVENT_PASS)
        set_pass(event, row);
    else
        event->value = row->values[0];
    if (kind == EVENT_COUNT)
        event->ttl_ms = row->values[1];
    return event_is_valid(event) ? 0 : -EINVAL;
}

struct message_clock outbox_clock_at(struct message_clock clock, int64_t asleep_ms)
{
    clock.mono_ms += clock.suspended_ms - asleep_ms;
    clock.suspended_ms = asleep_ms;
    return clock;
}
