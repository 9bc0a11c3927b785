#include "hw/debounce.h"

void debounce_start(struct debounce *self, int64_t window_ms, int level, int64_t t_ms)
{
    *self = (struct debounce){
        .window_ms = window_ms, .settled = level, .raw = level, .raw_at_ms = t_ms};
}

bool debounce_edge(struct debounce *self, int level, int64_t t_ms)
{
    /* A repeated level means that the opposite edge was lost in between: the level has stood
     * only since now, so a pending one starts its window again. */
    self->raw = level;
    self->raw_at_ms = t_ms;
    if (self->window_ms > 0 || level == self->settled)
        return false;
    self->settled = level;
    return true;
}

int64_t debounce_deadline(const struct debounce *self)
{
    return self->raw == self->settled ? INT64_MAX : self->raw_at_ms + self->window_ms;
}

bool debounce_tick(struct debounce *self, int64_t t_ms)
{
    if (t_ms < debounce_deadline(self))
        return false;
    self->settled = self->raw;
    return true;
}
