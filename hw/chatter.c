#include "hw/chatter.h"

void chatter_start(struct chatter *self, int64_t t_ms)
{
    *self = (struct chatter){.from_ms = t_ms};
}

bool chatter_edge(struct chatter *self, int64_t t_ms)
{
    if (!self->on && t_ms >= self->from_ms + CHATTER_WINDOW_MS)
        chatter_start(self, t_ms);
    self->count++;
    if (self->on || self->count < CHATTER_EDGES)
        return false;
    *self = (struct chatter){.from_ms = t_ms, .on = true};
    return true;
}

int64_t chatter_deadline(const struct chatter *self)
{
    return self->on ? self->from_ms + CHATTER_WINDOW_MS : INT64_MAX;
}

bool chatter_tick(struct chatter *self, int64_t t_ms)
{
    if (t_ms < chatter_deadline(self))
        return false;
    *self = (struct chatter){.from_ms = t_ms, .on = self->count > CHATTER_QUIET};
    return !self->on;
}
