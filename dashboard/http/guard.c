#include "dashboard/http/guard.h"

#include "agent/common/time.h"

/* The timer is set to the deadline that is earliest now and left alone until then: deadlines come
 * and go with every request. */
static void guard_arm(struct guard *self)
{
    int64_t next_ms = deadline_next_ms(&self->deadlines);
    if (!self->timer || self->armed || next_ms == INT64_MAX) {
        return;
    }
    sd_event_source_set_time(self->timer, (uint64_t)next_ms * 1000);
    sd_event_source_set_enabled(self->timer, SD_EVENT_ONESHOT);
    self->armed = true;
}

static int on_time(sd_event_source *source, uint64_t usec, void *context)
{
    struct guard *self = context;
    int64_t now_ms = clock_real_ms();
    (void)source, (void)usec;
    self->armed = false;
    for (struct deadline *passed = deadline_passed(&self->deadlines, now_ms); passed;
         passed = deadline_passed(&self->deadlines, now_ms)) {
        deadline_clear(&self->deadlines, passed);
        self->late(passed);
    }
    guard_arm(self);
    return 0;
}

int guard_start(struct guard *self, sd_event *loop, void (*late)(struct deadline *deadline))
{
    self->late = late;
    int err = sd_event_add_time(loop, &self->timer, CLOCK_MONOTONIC, 0, 1, on_time, self);
    if (err < 0) {
        return err;
    }
    sd_event_source_set_enabled(self->timer, SD_EVENT_OFF);
    guard_arm(self);
    return 0;
}

void guard_stop(struct guard *self)
{
    self->timer = sd_event_source_disable_unref(self->timer);
}

void guard_set(struct guard *self, struct deadline *deadline, enum deadline_kind kind)
{
    deadline_clear(&self->deadlines, deadline);
    deadline_set(&self->deadlines, deadline, kind, clock_real_ms());
    guard_arm(self);
}

void guard_clear(struct guard *self, struct deadline *deadline)
{
    deadline_clear(&self->deadlines, deadline);
}
