#include "dashboard/presence/room_door.h"

#include "dashboard/presence/room_hold.h"
#include "dashboard/presence/room_purpose.h"

#define SINCE_JITTER_MS 1500 /* clocks of two machines: the same moment told twice */

void room_door_start(struct room_door *self)
{
    *self = (struct room_door){.moved_ms = ROOM_NEVER, .lost_ms = ROOM_NEVER};
}

static bool door_lost(struct room_door *self, int64_t now_ms, int64_t *at_ms)
{
    bool changed = self->known && self->inside;
    self->known = false;
    if (!changed)
        return false;
    self->inside = false;
    self->lost_ms = *at_ms = now_ms;
    return true;
}

/* Whether a door that was lost closed is as it was: it told the same moment. */
static bool is_unmoved(const struct room_door *self, const struct reading *reading)
{
    int64_t moved_ms = reading->since_ms - self->moved_ms;
    return !self->open && !reading->value && reading->has_since && self->moved_ms != ROOM_NEVER &&
           moved_ms > -SINCE_JITTER_MS && moved_ms < SINCE_JITTER_MS;
}

bool room_door_read(struct room_door *self, const struct reading *reading, int64_t now_ms,
                    int64_t *at_ms)
{
    if (reading->reason != READING_KNOWN || !reading->has_value)
        return door_lost(self, now_ms, at_ms);
    bool was_known = self->known, open = reading->value != 0;
    int64_t since_ms = reading->has_since && reading->since_ms < now_ms ? reading->since_ms
                       : was_known || reading->has_since                ? now_ms
                       : reading->began_ms                              ? reading->began_ms
                                                                        : now_ms;
    *at_ms = now_ms;
    self->known = true;
    if (!was_known && self->lost_ms != ROOM_NEVER && is_unmoved(self, reading)) {
        self->inside = true;
        self->lost_ms = ROOM_NEVER;
        return true;
    }
    bool again = reading->has_since && since_ms > self->moved_ms + SINCE_JITTER_MS;
    if (self->moved_ms != ROOM_NEVER && self->open == open && !(again && !open))
        return false;
    /* It moved; closed again since another moment: it was open in between, unseen. */
    self->closed_seen = !open && self->moved_ms != ROOM_NEVER;
    self->moved_ms = *at_ms = since_ms;
    self->open = open;
    self->inside = false;
    self->windows = 0;
    self->lost_ms = ROOM_NEVER;
    return true;
}

void room_door_motion(struct room_door *self, int64_t at_ms)
{
    if (self->lost_ms != ROOM_NEVER && at_ms >= self->lost_ms)
        self->lost_ms = ROOM_NEVER;
    if (!self->known || self->open || at_ms < self->moved_ms + ROOM_DOOR_SETTLE_MS)
        return;
    int64_t window = (at_ms - self->moved_ms) / ROOM_WINDOW_MS;
    if (self->windows && window <= self->window)
        return;
    self->window = window;
    self->inside = ++self->windows >= ROOM_DOOR_WINDOWS;
}

void room_door_unseen(struct room_door *self, int64_t end_ms)
{
    if (self->known && !self->open && end_ms >= self->moved_ms + ROOM_DOOR_PULSE_MS)
        self->inside = true;
}

bool room_door_left(const struct room_door *self, int64_t silent_ms, int64_t *left_ms)
{
    if (!self->known || self->open || !self->closed_seen || self->windows || self->inside ||
        silent_ms >= self->moved_ms + ROOM_DOOR_PULSE_MS)
        return false;
    *left_ms = self->moved_ms + ROOM_DOOR_WAIT_MS;
    return true;
}

bool room_door_doubts(const struct room_door *self)
{
    return self->lost_ms != ROOM_NEVER;
}
