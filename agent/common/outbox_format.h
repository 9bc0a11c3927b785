/* The file of an outbox, as both programs know it: the agent writes it, `lampion ingest` reads
 * one that was carried by hand. An SQLite database (WAL), application id OUTBOX_APPLICATION_ID,
 * user_version OUTBOX_FORMAT_VERSION.
 *
 * An agent keeps two such files of one form: PLACE.AGENT.run.db on tmpfs and PLACE.AGENT.spill.db
 * on disk. What an agent holds is the union of both: (stream, seq) means one event wherever it
 * stands. Pure; the SQLite calls are each program's own. */
#ifndef LAMPION_COMMON_OUTBOX_FORMAT_H
#define LAMPION_COMMON_OUTBOX_FORMAT_H

#include "agent/common/message.h"

#define OUTBOX_APPLICATION_ID 0x4c614f62 /* "LaOb" */
#define OUTBOX_FORMAT_VERSION 1

/* The tables, with what their columns mean. */
extern const char outbox_schema[];

/* The columns of `event` behind stream and seq; NULL where not `has`. */
enum { OUTBOX_VALUES = 3 };
struct outbox_row {
    const char *sensor; /* NULL: a beat */
    int kind;           /* the code of the file, see the schema */
    int64_t t_ms;
    bool has[OUTBOX_VALUES];
    int64_t values[OUTBOX_VALUES];
    const char *why; /* NULL but for a fault */
};

/* The texts belong to the event. */
struct outbox_row outbox_row_of(const struct event *event);
/* 0, or -EINVAL when the row is no event that could be sent (a damaged file). */
int outbox_row_event(const struct outbox_row *row, struct event *event);

/* The pair for events with this time asleep, from one with another: as if it had been read
 * without the sleep in between. The boot's age, mono_ms + suspended_ms, is the same. */
struct message_clock outbox_clock_at(struct message_clock clock, int64_t asleep_ms);

#endif
