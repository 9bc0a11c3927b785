#include "dashboard/presence/room_state.h"

static void door_state_saved(struct room_door *self, struct saved *saved)
{
    saved_bool(saved, &self->known);
    saved_bool(saved, &self->open);
    saved_int(saved, &self->moved_ms);
    saved_bool(saved, &self->closed_seen);
    saved_int_within(saved, &self->windows, 0, INT32_MAX);
    saved_int(saved, &self->window);
    saved_bool(saved, &self->inside);
    saved_int(saved, &self->lost_ms);
}

void room_saved(struct room *self, struct saved *saved)
{
    struct room copy = *self;
    door_state_saved(&copy.door, saved);
    saved_double(saved, &copy.peak);
    saved_double(saved, &copy.nat_ms);
    saved_bool(saved, &copy.shared);
    saved_int(saved, &copy.dark_ms);
    saved_int(saved, &copy.empty_ms);
    for (int i = 0; i < ROOM_STEPS; i++)
        saved_int(saved, &copy.step_ms[i]);
    saved_bool(saved, &copy.lit);
    saved_bool(saved, &copy.occupied);
    saved_bool(saved, &copy.whole);
    saved_bool(saved, &copy.stirred);
    saved_int(saved, &copy.door_ms);
    saved_int(saved, &copy.at_ms);
    if (saved->reading && !saved->failed)
        *self = copy;
}

void room_sensor_saved(struct room_sensor *self, struct room_hold *hold, struct saved *saved)
{
    struct room_sensor copy = *self;
    struct room_hold held = *hold;
    int kind = copy.kind;
    saved_bool(saved, &held.known);
    saved_bool(saved, &held.motion);
    saved_int(saved, &held.motion_ms);
    saved_int_within(saved, &kind, 0, UINT8_MAX);
    saved_bool(saved, &copy.known);
    saved_bool(saved, &copy.motion);
    saved_int(saved, &copy.rise_ms);
    saved_int(saved, &copy.end_ms);
    saved_int(saved, &copy.counted_ms);
    saved_int(saved, &copy.watched_ms);
    saved_bool(saved, &copy.rose);
    saved_bool(saved, &copy.fell);
    saved_bool(saved, &copy.unseen);
    if (!saved->reading || saved->failed)
        return;
    copy.kind = (enum sensor_kind)kind;
    *self = copy;
    *hold = held;
}

static void share_saved(struct room_share *self, struct saved *saved)
{
    saved_int(saved, &self->known_ms);
    saved_int(saved, &self->used_ms);
    if (self->known_ms < 0 || self->used_ms < 0)
        saved->failed = true;
}

void room_learned_saved(struct room *self, struct saved *saved)
{
    struct room_week week = *self->week;
    struct room_gap gap = self->gap;
    saved_int(saved, &gap.count);
    saved_int(saved, &gap.total_ms);
    share_saved(&week.all, saved);
    for (int i = 0; i < 24; i++)
        share_saved(&week.days[i], saved);
    for (int i = 0; i < ROOM_WEEK_HOURS; i++)
        share_saved(&week.weeks[i], saved);
    saved_int(saved, &week.hour);
    if (!saved->reading || saved->failed || gap.count < 0 || gap.total_ms < 0)
        return;
    *self->week = week;
    self->gap = gap;
}
