/* Watches the deadlines of connections with one timer of the loop. */
#ifndef LAMPION_HTTP_GUARD_H
#define LAMPION_HTTP_GUARD_H

#include "dashboard/http/deadline.h"
#include <stdbool.h>
#include <systemd/sd-event.h>

struct guard {
    struct deadlines deadlines;
    sd_event_source *timer; /* NULL: stopped, nothing is timed */
    bool armed;
    void (*late)(struct deadline *deadline); /* it has passed, and was cleared */
};

/* 0 or -errno. */
int guard_start(struct guard *self, sd_event *loop, void (*late)(struct deadline *deadline));
void guard_stop(struct guard *self);

/* Starts a deadline from now, whether it was running or not. */
void guard_set(struct guard *self, struct deadline *deadline, enum deadline_kind kind);
void guard_clear(struct guard *self, struct deadline *deadline);

#endif
