/* Raw events in the order in which they happened: what the settled history is made of.
 *
 * Within a boot the order is the sequence, never wall time: where the clock puts an event before
 * the one that came before it, it counts as at the same time. Boots and agents are merged by UTC,
 * so that the order does not depend on which of them was heard first (a card that is carried in
 * late holds an older boot). Events of a boot whose clock nobody knows have no place. */
#ifndef LAMPION_HISTORY_PAST_H
#define LAMPION_HISTORY_PAST_H

#include "dashboard/history/store.h"
#include <stdbool.h>
#include <stddef.h>

/* event.kind of the schema. */
enum past_kind { PAST_LEVEL, PAST_BEAT, PAST_PASS, PAST_COUNT, PAST_RESET, PAST_FAULT };

struct past_event {
    int64_t at_ms; /* UTC */
    int64_t boot, stream, seq;
    int64_t agent;
    int64_t sensor; /* id in the store; 0: a beat */
    enum past_kind kind;
    int64_t value, value2, value3; /* as the schema has them; 0 where there is none. Of a fault
                                    * value2 is whether it stands, 2: nothing is known of the
                                    * sensor until it speaks (past.c) */
};

struct past_sensor {
    int64_t id, agent;
    char agent_name[40], name[40];
};

struct past;

/* Reads where the events lie (not the events). `store` must outlive it. NULL with why. */
struct past *past_open(struct store *store, struct why *why);
void past_close(struct past *self); /* NULL is allowed */

/* All sensors that ever spoke, by id. */
size_t past_sensor_count(const struct past *self);
const struct past_sensor *past_sensor(const struct past *self, size_t i);

/* UTC of the first event there is; INT64_MAX: none that has a place. */
int64_t past_first_ms(const struct past *self);
/* Of the first that begins a part at or after `from_ms`; INT64_MAX: none. */
int64_t past_next_ms(const struct past *self, int64_t from_ms);
/* Of the newest. */
int past_last_ms(struct past *self, int64_t *at_ms, struct why *why);

/* The events of [from_ms, to_ms), in order; the array is malloc'ed and the caller's. */
int past_read(struct past *self, int64_t from_ms, int64_t to_ms, struct past_event **events,
              size_t *count, struct why *why);

#endif
