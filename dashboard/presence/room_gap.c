#include "dashboard/presence/room_gap.h"

void room_gap_start(struct room_gap *self, double start_ms, int64_t window_ms)
{
    *self =
        (struct room_gap){.start_ms = start_ms, .window_ms = window_ms, .prior = ROOM_GAP_PRIOR};
}

void room_gap_learn(struct room_gap *self, int64_t silence_ms)
{
    if (silence_ms < self->window_ms)
        return;
    if (self->count >= ROOM_GAP_MEMORY) {
        self->count /= 2;
        self->total_ms /= 2;
    }
    self->count++;
    self->total_ms += silence_ms - self->window_ms;
}

double room_gap_mean(const struct room_gap *self)
{
    double mean_ms = (self->prior * self->start_ms + (double)self->total_ms) /
                     (self->prior + (double)self->count);
    if (mean_ms < self->start_ms / 2)
        return self->start_ms / 2;
    return mean_ms > self->start_ms * 4 ? self->start_ms * 4 : mean_ms;
}
