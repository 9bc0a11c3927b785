#include "agent/common/vital.h"

#include <assert.h>

void vital_start(struct vital *self, const struct vital_part *parts, size_t count, int64_t ask_ms,
                 int64_t now_ms)
{
    assert(count <= VITAL_PARTS_MAX);
    *self = (struct vital){.count = count, .ask_ms = ask_ms, .asked_ms = now_ms};
    for (size_t i = 0; i < count; i++) {
        self->parts[i] = parts[i];
        self->parts[i].moved_ms = now_ms;
    }
}

void vital_moved(struct vital *self, size_t part, int64_t now_ms)
{
    assert(part < self->count);
    if (now_ms > self->parts[part].moved_ms)
        self->parts[part].moved_ms = now_ms;
}

/* Takes out of the reckoning what nobody could use. */
static void forget_pause(struct vital *self, int64_t now_ms)
{
    int64_t pause_ms = now_ms - self->asked_ms - self->ask_ms;
    self->asked_ms = now_ms;
    if (pause_ms <= self->ask_ms)
        return;
    for (size_t i = 0; i < self->count; i++)
        if (self->parts[i].moved_ms < now_ms - pause_ms)
            self->parts[i].moved_ms += pause_ms;
}

const struct vital_part *vital_stuck(struct vital *self, int64_t now_ms)
{
    const struct vital_part *worst = NULL;
    forget_pause(self, now_ms);
    for (size_t i = 0; i < self->count; i++) {
        const struct vital_part *part = &self->parts[i];
        if (now_ms - part->moved_ms > part->patience_ms &&
            (!worst || part->moved_ms < worst->moved_ms))
            worst = part;
    }
    return worst;
}
