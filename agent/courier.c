#include "agent/courier.h"

#include <string.h>

void courier_start(struct courier *self, struct outbox *outbox, uint64_t seed)
{
    *self =
        (struct courier){.outbox = outbox, .random = seed | 1, .retry_ms = COURIER_RETRY_MIN_MS};
}

/* The way is free: what waits may go at once. */
static void reset(struct courier *self)
{
    self->outstanding = 0;
    self->wait_until_ms = 0;
    self->retry_ms = COURIER_RETRY_MIN_MS;
}

void courier_connected(struct courier *self, int64_t now_ms)
{
    (void)now_ms;
    self->connected = true;
    reset(self);
}

void courier_lost(struct courier *self)
{
    self->connected = false;
    reset(self);
}

static uint64_t from_number(const struct courier *self)
{
    uint64_t base = outbox_base(self->outbox);
    return self->acknowledged + 1 > base ? self->acknowledged + 1 : base;
}

size_t courier_next(struct courier *self, int64_t now_ms, struct event *events, size_t capacity,
                    uint64_t *first)
{
    if (!self->connected || now_ms < self->wait_until_ms)
        return 0;
    *first = from_number(self);
    if (*first > outbox_head(self->outbox))
        return 0;
    return outbox_slice(self->outbox, *first, MESSAGE_MAX - EVENTS_ENVELOPE_MAX, events, capacity);
}

/* xorshift64 (Marsaglia 2003): spreading retries needs no better. */
static int64_t jitter(struct courier *self, int64_t range_ms)
{
    self->random ^= self->random << 13;
    self->random ^= self->random >> 7;
    self->random ^= self->random << 17;
    return (int64_t)(self->random % (uint64_t)(range_ms + 1));
}

static void wait(struct courier *self, int64_t now_ms)
{
    const int64_t longest_ms = COURIER_RETRY_MAX_MS * 4 / 5;
    self->wait_until_ms = now_ms + self->retry_ms + jitter(self, self->retry_ms / 4);
    self->retry_ms = self->retry_ms * 2 < longest_ms ? self->retry_ms * 2 : longest_ms;
}

void courier_sent(struct courier *self, uint64_t last, int64_t now_ms)
{
    self->outstanding = last;
    wait(self, now_ms);
}

void courier_failed(struct courier *self, int64_t now_ms)
{
    self->outstanding = 0;
    wait(self, now_ms);
}

static void new_run(struct courier *self, const struct ack_message *ack)
{
    memcpy(self->run, ack->run, sizeof self->run);
    self->acknowledged = ack->seq;
    outbox_acknowledge(self->outbox, ack->seq);
    reset(self);
}

void courier_ack(struct courier *self, const struct ack_message *ack, int64_t now_ms)
{
    if (strcmp(ack->stream, outbox_stream(self->outbox)) != 0 ||
        ack->seq > outbox_head(self->outbox))
        return;
    if (strcmp(ack->run, self->run) != 0) {
        new_run(self, ack);
        return;
    }
    if (ack->seq <= self->acknowledged)
        return;
    self->acknowledged = ack->seq;
    outbox_acknowledge(self->outbox, ack->seq);
    if (ack->seq >= self->outstanding) {
        reset(self);
    } else { /* it moves: give the rest its time */
        self->retry_ms = COURIER_RETRY_MIN_MS;
        wait(self, now_ms);
    }
}

int64_t courier_deadline(const struct courier *self)
{
    if (!self->connected || from_number(self) > outbox_head(self->outbox))
        return COURIER_NEVER;
    return self->wait_until_ms;
}
