/* The small rows that events refer to: agents, sensors, boots, streams, faults.
 *
 * A board's time in the file is the age of its boot: its CLOCK_MONOTONIC and what it had slept
 * until then. Only so does one clock of a boot place the events of before and after a sleep.
 *
 * Each is found or made once and then remembered. Not for other rooms; used by the writer
 * within its transaction. What a transaction that failed taught is forgotten with
 * rows_forget: then all is read again from the file. Functions return SQLITE_OK or an SQLite
 * result code. */
#ifndef LAMPION_HISTORY_ROWS_H
#define LAMPION_HISTORY_ROWS_H

#include "agent/common/message.h"
#include "dashboard/history/sql.h"

struct rows;

/* NULL with why. */
struct rows *rows_new(struct store *store, struct why *why);
void rows_free(struct rows *self);
void rows_forget(struct rows *self);
/* Forgets when more is remembered than it is worth; before a transaction. */
void rows_trim(struct rows *self);

int rows_agent(struct rows *self, const char *name, int64_t *id);
int rows_sensor(struct rows *self, int64_t agent, const char *name, int64_t *id);
int rows_fault(struct rows *self, const char *why, int64_t *id);

/* A stream and its newest part. Changes are the caller's to write (rows_save_*). */
struct row_stream {
    int64_t id, agent;
    int64_t durable;
    bool durable_changed;
    bool has_part;
    int64_t part_boot, part_t0_ms;
};
/* The pointer holds until the next call. */
int rows_stream(struct rows *self, int64_t agent, const char *name, struct row_stream **stream);
/* Begins a new part with event `first`. */
int rows_open_part(struct rows *self, struct row_stream *stream, int64_t first, int64_t boot,
                   int64_t t0_ms);
int rows_save_durable(struct rows *self, struct row_stream *stream);

/* The boot, with what this clock (its mono_ms the boot's age; and the offset heard live, unless
 * NULL) adds to what is known
 * of it. */
int rows_boot(struct rows *self, int64_t agent, const struct message_clock *clock,
              const int64_t *offset_ms, int64_t *id);

#endif
