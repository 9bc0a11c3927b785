#include "dashboard/presence/seat.h"

void seat_start(struct seat *self, int64_t release_ms)
{
    *self = (struct seat){.release_ms = release_ms, .left_ms = SEAT_NEVER_LEFT};
}

void seat_restore(struct seat *self, int value, int64_t at_ms)
{
    self->taken = value != 0;
    self->word_ms = at_ms;
    if (!value)
        self->left_ms = at_ms;
}

void seat_read(struct seat *self, const struct reading *reading, int64_t now_ms)
{
    self->known = reading->reason == READING_KNOWN && reading->has_value;
    if (!self->known)
        return;
    int64_t before_ms = self->word_ms;
    self->word_ms = reading->word_ms;
    if (reading->value) {
        self->taken = true;
        return;
    }
    if (reading->has_since)
        self->left_ms = reading->since_ms; /* the board saw it being left */
    else if (self->taken)
        self->left_ms = now_ms; /* left while nobody looked: the latest it can have been */
    else if (before_ms && reading->began_ms >= before_ms + SEAT_UNSEEN_MS)
        self->left_ms = reading->began_ms; /* taken and left meanwhile, as far as we know */
    self->taken = false;
}

static bool is_held(const struct seat *self, int64_t now_ms)
{
    return self->left_ms != SEAT_NEVER_LEFT && now_ms < self->left_ms + self->release_ms;
}

enum seat_state seat_at(const struct seat *self, int64_t now_ms)
{
    if (!self->known)
        return SEAT_UNKNOWN;
    if (self->taken)
        return SEAT_TAKEN;
    return is_held(self, now_ms) ? SEAT_HELD : SEAT_FREE;
}

int64_t seat_deadline(const struct seat *self, int64_t now_ms)
{
    return seat_at(self, now_ms) == SEAT_HELD ? self->left_ms + self->release_ms : INT64_MAX;
}
