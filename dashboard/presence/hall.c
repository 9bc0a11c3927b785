#include "dashboard/presence/hall.h"

static bool is_settled(const struct hall *self)
{
    for (size_t i = 0; i < self->door_count; i++)
        if (door_net(&self->doors[i]) != 0 || self->doors[i].anchor.slack > 0 ||
            !self->doors[i].anchored)
            return false;
    return true;
}

static int64_t quiet_at_ms(const struct hall *self)
{
    int64_t since_ms = self->quiet_since_ms;
    for (size_t i = 0; i < self->door_count; i++)
        if (self->doors[i].pass_ms > since_ms)
            since_ms = self->doors[i].pass_ms;
    return since_ms + self->quiet_ms;
}

static void reset_at_quiet(struct hall *self, bool empty, int64_t now_ms)
{
    if (!empty) {
        self->quiet_since_ms = 0;
        return;
    }
    if (!self->quiet_since_ms)
        self->quiet_since_ms = now_ms;
    if (now_ms < quiet_at_ms(self) || is_settled(self))
        return;
    for (size_t i = 0; i < self->door_count; i++)
        door_anchor(&self->doors[i], 0, 0, now_ms);
}

/* People are inside whom the doors missed: the door that was passed last is the likeliest. */
static void lift(struct hall *self, int64_t by, int64_t now_ms)
{
    struct door *door = &self->doors[0];
    for (size_t i = 1; i < self->door_count; i++)
        if (self->doors[i].pass_ms > door->pass_ms)
            door = &self->doors[i];
    bool anchored = door->anchored; /* a lower bound alone makes nothing certain */
    door_anchor(door, door_net(door) + by, door->anchor.slack, now_ms);
    door->anchored = anchored;
}

static bool all_known(const struct hall *self)
{
    for (size_t i = 0; i < self->door_count; i++)
        if (!self->doors[i].known)
            return false;
    return self->door_count > 0;
}

/* Who says at one door that nobody is inside says it of all of them. */
static void heed_reset(struct hall *self, int64_t now_ms)
{
    bool was_reset = false;
    for (size_t i = 0; i < self->door_count; i++)
        was_reset = was_reset || self->doors[i].was_reset;
    for (size_t i = 0; was_reset && i < self->door_count; i++) {
        if (!self->doors[i].was_reset)
            door_anchor(&self->doors[i], 0, 0, now_ms);
        self->doors[i].was_reset = false;
    }
}

struct present hall_update(struct hall *self, int64_t at_least, bool empty, int64_t now_ms)
{
    if (!all_known(self)) {
        self->quiet_since_ms = 0;
        return (struct present){at_least > 0 ? at_least : PRESENT_UNKNOWN, PRESENT_UNKNOWN,
                                PRESENT_UNKNOWN};
    }
    heed_reset(self, now_ms);
    reset_at_quiet(self, empty, now_ms);
    int64_t count = 0, slack = 0;
    bool anchored = true;
    for (size_t i = 0; i < self->door_count; i++) {
        count += door_net(&self->doors[i]);
        slack += self->doors[i].anchor.slack;
        anchored = anchored && self->doors[i].anchored;
    }
    if (count < at_least) {
        lift(self, at_least - count, now_ms);
        count = at_least;
    }
    int64_t low = anchored && count - slack > at_least ? count - slack : at_least;
    return (struct present){low, count, anchored ? count + slack : PRESENT_UNKNOWN};
}

int64_t hall_deadline(const struct hall *self)
{
    return self->quiet_since_ms && !is_settled(self) ? quiet_at_ms(self) : INT64_MAX;
}
