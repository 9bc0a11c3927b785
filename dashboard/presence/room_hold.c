#include "dashboard/presence/room_hold.h"

void room_hold_start(struct room_hold *self)
{
    *self = (struct room_hold){.motion_ms = ROOM_NEVER};
}

void room_hold_read(struct room_hold *self, const struct reading *reading, int64_t now_ms)
{
    bool moved = self->known && self->motion;
    self->known = reading->reason == READING_KNOWN && reading->has_value;
    if (!self->known) {
        if (moved)
            self->motion_ms = now_ms;
        return;
    }
    if (reading->value)
        self->motion_ms = now_ms;
    else if (reading->has_since)
        self->motion_ms = reading->since_ms;
    else if (moved)
        self->motion_ms = now_ms;
    self->motion = reading->value != 0;
}

static bool is_held(const struct room_hold *self, int64_t hold_ms, int64_t now_ms)
{
    return self->motion_ms != ROOM_NEVER && now_ms < self->motion_ms + hold_ms;
}

enum room_state room_hold_at(const struct room_hold *self, int64_t hold_ms, int64_t now_ms)
{
    if (!self->known)
        return ROOM_UNKNOWN;
    return self->motion || is_held(self, hold_ms, now_ms) ? ROOM_OCCUPIED : ROOM_EMPTY;
}

int64_t room_hold_deadline(const struct room_hold *self, int64_t hold_ms, int64_t now_ms)
{
    if (!self->known || self->motion || !is_held(self, hold_ms, now_ms))
        return INT64_MAX;
    return self->motion_ms + hold_ms;
}

enum room_state room_join(enum room_state a, enum room_state b)
{
    if (a == ROOM_OCCUPIED || b == ROOM_OCCUPIED)
        return ROOM_OCCUPIED;
    return a == ROOM_UNKNOWN || b == ROOM_UNKNOWN ? ROOM_UNKNOWN : ROOM_EMPTY;
}
