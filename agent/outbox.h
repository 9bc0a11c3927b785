/* The outbox: numbered events until they are acknowledged.
 *
 * An outbox draws a random stream when it is made and numbers events from 1. Of what is
 * acknowledged the newest OUTBOX_TAIL events are kept, so that a collector that lost its
 * database can ask again. For now it is kept in memory; the face is what a store on tmpfs will
 * have. Bounded by size: past it the tail goes first, then the oldest unacknowledged events are
 * dropped and counted as a loss, which `base` and `hello` declare. */
#ifndef LAMPION_AGENT_OUTBOX_H
#define LAMPION_AGENT_OUTBOX_H

#include "agent/common/message.h"

#define OUTBOX_TAIL 2000 /* acknowledged events kept */

struct outbox;

/* Room for `max_events` (>= 1); memory is taken as it fills. NULL when out of memory or without
 * randomness. */
struct outbox *outbox_new(size_t max_events);
void outbox_free(struct outbox *self);

const char *outbox_stream(const struct outbox *self);

/* Numbers an event and keeps it; returns its number. Where memory does not suffice the oldest
 * event makes room, as at the bound. */
uint64_t outbox_append(struct outbox *self, const struct event *event);

uint64_t outbox_base(const struct outbox *self);    /* oldest number held, or head + 1 when empty */
uint64_t outbox_head(const struct outbox *self);    /* newest number given, 0 = none */
uint64_t outbox_waiting(const struct outbox *self); /* events held and not acknowledged */

/* Copies up to `capacity` events from number `from` (>= base) on, stopping before the encoded
 * size passes `max_bytes` (but at least one). Returns how many. */
size_t outbox_slice(const struct outbox *self, uint64_t from, size_t max_bytes,
                    struct event *events, size_t capacity);

/* Everything up to and with `seq` is on the collector's disk, and nothing above it: a lower
 * number than before makes what is still held above it unacknowledged again. */
void outbox_acknowledge(struct outbox *self, uint64_t seq);

/* Events dropped unacknowledged: count and the span of numbers (0, 0: none). */
uint64_t outbox_lost(const struct outbox *self, uint64_t *first, uint64_t *last);

#endif
