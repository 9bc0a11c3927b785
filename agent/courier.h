/* The courier: carries the outbox to the collector. Pure; times are real ms.
 *
 * One events message outstanding; sent again after 1.5 s doubling to 48 s, each lengthened by
 * up to a quarter at random (so never past 60 s), until acknowledged. An ack moves on; one of
 * another `run` says where its stream stands, also further back (a restored database), and makes
 * every other stream doubtful: they are sent again, to be told. Numbers that are no longer held
 * are skipped, which `base` declares. A late ack of an earlier run may send it forward wrongly;
 * the collector refuses the gap, and its answer sends it back; meanwhile the outbox lets go of
 * nothing. */
#ifndef LAMPION_AGENT_COURIER_H
#define LAMPION_AGENT_COURIER_H

#include "agent/outbox.h"

#define COURIER_NEVER INT64_MAX
#define COURIER_RETRY_MIN_MS 1500
#define COURIER_RETRY_MAX_MS 60000

struct courier {
    struct outbox *outbox;
    char run[STREAM_MAX]; /* of the newest ack; empty: none yet */
    char outstanding_stream[STREAM_MAX];
    uint64_t outstanding;  /* last number of the message on its way, 0 = none */
    int64_t wait_until_ms; /* nothing is sent before; 0 = free */
    int64_t retry_ms;      /* the next wait, without jitter */
    bool connected;
    uint64_t random; /* jitter */
};

void courier_start(struct courier *self, struct outbox *outbox, uint64_t seed);
void courier_connected(struct courier *self, int64_t now_ms);
void courier_lost(struct courier *self);

/* What to send now: the message, with up to `capacity` events in `message->events`; 0 = nothing.
 * Call courier_sent when it was handed over, or courier_failed when that failed. */
size_t courier_next(struct courier *self, int64_t now_ms, struct events_message *message,
                    size_t capacity);
void courier_sent(struct courier *self, const struct events_message *message, int64_t now_ms);
void courier_failed(struct courier *self, int64_t now_ms);

void courier_ack(struct courier *self, const struct ack_message *ack, int64_t now_ms);

/* When courier_next may have something again without a new event or ack. */
int64_t courier_deadline(const struct courier *self);

#endif
