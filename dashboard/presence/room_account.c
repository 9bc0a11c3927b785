/* What a room says of itself, and until when it does. */
#include "dashboard/presence/room.h"

#include <math.h>

static int64_t least(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static double log_odds(double probability)
{
    return log(probability / (1 - probability));
}

/* A room without any motion is known empty after it was watched for the least hold. */
static int64_t ready_ms(const struct room *self, const struct room_sensor *sensor)
{
    double nats = log_odds(self->params.prior) - log_odds(self->params.free_below);
    int64_t watch_ms = (int64_t)ceil(fmax(0, nats) * self->params.nat_ms);
    return sensor->watched_ms + (watch_ms > self->params.keep_ms ? watch_ms : self->params.keep_ms);
}

static bool is_ready(const struct room *self, int64_t now_ms)
{
    for (size_t i = 0; i < self->sensor_count; i++)
        if (now_ms < ready_ms(self, &self->sensors[i]))
            return false;
    return true;
}

static enum room_state hold_at(const struct room *self, int64_t now_ms)
{
    enum room_state state = self->sensor_count ? ROOM_EMPTY : ROOM_UNKNOWN;
    for (size_t i = 0; i < self->sensor_count; i++)
        state = room_join(state, room_hold_at(&self->holds[i], self->hold_ms, now_ms));
    return state;
}

enum room_state room_at(const struct room *self, int64_t now_ms)
{
    if (self->hold_ms >= 0)
        return hold_at(self, now_ms);
    if (self->lit || (self->occupied && now_ms < self->empty_ms))
        return ROOM_OCCUPIED;
    if (!self->sensor_count || !self->whole || !is_ready(self, now_ms))
        return ROOM_UNKNOWN;
    return self->has_door && room_door_doubts(&self->door) ? ROOM_UNKNOWN : ROOM_EMPTY;
}

static int percent_at(const struct room *self, int64_t now_ms)
{
    for (size_t i = 0; i < ROOM_STEPS; i++)
        if (now_ms < self->step_ms[i])
            return room_steps[i];
    return 0;
}

static int64_t lit_since(const struct room *self)
{
    int64_t since_ms = INT64_MAX;
    for (size_t i = 0; i < self->sensor_count; i++)
        if (self->sensors[i].known && self->sensors[i].motion)
            since_ms = least(since_ms, self->sensors[i].rise_ms);
    return since_ms == INT64_MAX ? 0 : since_ms;
}

static int64_t last_motion(const struct room *self)
{
    int64_t last_ms = 0;
    for (size_t i = 0; i < self->sensor_count; i++)
        if (self->sensors[i].end_ms > last_ms)
            last_ms = self->sensors[i].end_ms;
    return last_ms;
}

static struct room_account empty_account(const struct room *self)
{
    int64_t left_ms;
    if (self->has_door && room_door_left(&self->door, self->dark_ms, &left_ms))
        return (struct room_account){ROOM_DOOR_LEFT, self->door.moved_ms, -1};
    return (struct room_account){ROOM_SILENT, last_motion(self), -1};
}

static struct room_account unknown_account(const struct room *self, int64_t now_ms)
{
    if (self->has_door && room_door_doubts(&self->door))
        return (struct room_account){ROOM_DOOR_LOST, self->door.lost_ms, -1};
    if (self->hold_ms < 0 && self->whole && self->sensor_count && !is_ready(self, now_ms))
        return (struct room_account){ROOM_WATCHED_BRIEF, 0, -1};
    return (struct room_account){ROOM_SAYS_NOTHING, 0, -1};
}

struct room_account room_account_at(const struct room *self, int64_t now_ms)
{
    enum room_state state = room_at(self, now_ms);
    bool plain = self->hold_ms >= 0;
    if (state == ROOM_EMPTY)
        return empty_account(self);
    if (state == ROOM_UNKNOWN)
        return unknown_account(self, now_ms);
    if (self->lit)
        return (struct room_account){ROOM_SEES_MOTION, lit_since(self), -1};
    if (!plain && self->has_door && self->door.inside)
        return (struct room_account){ROOM_DOOR_KEEPS, self->door.moved_ms, -1};
    return (struct room_account){ROOM_SAW_MOTION, last_motion(self),
                                 plain ? -1 : percent_at(self, now_ms)};
}

static int64_t filter_deadline(const struct room *self, int64_t now_ms)
{
    int64_t next_ms = INT64_MAX;
    if (self->lit)
        return next_ms;
    if (self->occupied && now_ms < self->empty_ms) {
        next_ms = self->empty_ms;
        for (size_t i = 0; i < ROOM_STEPS; i++)
            if (now_ms < self->step_ms[i])
                next_ms = least(next_ms, self->step_ms[i]);
        return next_ms;
    }
    for (size_t i = 0; i < self->sensor_count; i++)
        if (self->sensors[i].known && now_ms < ready_ms(self, &self->sensors[i]))
            next_ms = least(next_ms, ready_ms(self, &self->sensors[i]));
    return next_ms;
}

int64_t room_deadline(const struct room *self, int64_t now_ms)
{
    if (self->hold_ms < 0)
        return filter_deadline(self, now_ms);
    int64_t next_ms = INT64_MAX;
    for (size_t i = 0; i < self->sensor_count; i++)
        next_ms = least(next_ms, room_hold_deadline(&self->holds[i], self->hold_ms, now_ms));
    return next_ms;
}
