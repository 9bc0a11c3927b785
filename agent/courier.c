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

size_t courier_next(struct courier *self, int64_t now_ms, struct events_message *message,
                    size_t capacity)
{
    if (!self->connected || now_ms < self->wait_until_ms)
        return 0;
    return outbox_take(self->outbox, message, MESSAGE_MAX - EVENTS_ENVELOPE_MAX, capacity);
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

void courier_sent(struct courier *self, const struct events_message *message, int64_t now_ms)
{
    memcpy(self->outstanding_stream, message->stream, sizeof self->outstanding_stream);
    self->outstanding = message->first + message->count - 1;
    wait(self, now_ms);
}

void courier_failed(struct courier *self, int64_t now_ms)
{
    self->outstanding = 0;
    wait(self, now_ms);
}

/* Another collector, or another database: what it has is not known, but for this one stream. */
static void new_run(struct courier *self, const struct ack_message *ack)
{
    memcpy(self->run, ack->run, sizeof self->run);
    outbox_doubt(self->outbox);
    outbox_acknowledge(self->outbox, ack->stream, ack->seq);
    reset(self);
}

void courier_ack(struct courier *self, const struct ack_message *ack, int64_t now_ms)
{
    bool same = strcmp(ack->run, self->run) == 0;
    if (!outbox_holds(self->outbox, ack->stream, ack->seq))
        return;
    if (!same) {
        new_run(self, ack);
        return;
    }
    if (ack->seq <= outbox_acknowledged(self->outbox, ack->stream))
        return;
    outbox_acknowledge(self->outbox, ack->stream, ack->seq);
    if (strcmp(ack->stream, self->outstanding_stream) != 0)
        return;
    if (ack->seq >= self->outstanding) {
        reset(self);
    } else { /* it moves: give the rest its time */
        self->retry_ms = COURIER_RETRY_MIN_MS;
        wait(self, now_ms);
    }
}

int64_t courier_deadline(const struct courier *self)
{
    if (!self->connected || outbox_waiting(self->outbox) == 0)
        return COURIER_NEVER;
    return self->wait_until_ms;
}
