#include "agent/common/watchdog.h"

#include "agent/common/log.h"
#include "agent/common/time.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <systemd/sd-daemon.h>

#define STANDARD_MS 60000 /* without WatchdogSec */
#define ASK_MS 5000

static void tell_stuck(struct watchdog *self, const struct vital_part *part, int64_t now_ms)
{
    int64_t still_s = (now_ms - part->moved_ms) / 1000;
    snprintf(self->status, sizeof self->status, "%s has not moved for %" PRId64 " s", part->name,
             still_s);
    sd_notifyf(0, "STATUS=%s", self->status);
    if (!self->hungry)
        log_error("watchdog",
                  "%s has not moved for %" PRId64 " s: systemd is not told any more "
                  "that we live and will start us anew",
                  part->name, still_s);
    self->hungry = true;
}

static void ask(struct watchdog *self)
{
    char status[WATCHDOG_STATUS_MAX] = "";
    int64_t now_ms = clock_real_ms();
    self->look(self->context, &self->vital, status);
    const struct vital_part *part = vital_stuck(&self->vital, now_ms);
    if (part) {
        tell_stuck(self, part, now_ms);
        return;
    }
    if (self->hungry)
        log_info("watchdog", "all parts move again");
    self->hungry = false;
    sd_notify(0, "WATCHDOG=1");
    if (strcmp(status, self->status) != 0)
        sd_notifyf(0, "STATUS=%s", status);
    memcpy(self->status, status, sizeof status);
}

static int on_timer(sd_event_source *source, uint64_t usec, void *context)
{
    struct watchdog *self = context;
    (void)usec;
    ask(self);
    sd_event_source_set_time_relative(source, (uint64_t)self->vital.ask_ms * 1000);
    return sd_event_source_set_enabled(source, SD_EVENT_ONESHOT);
}

static int64_t watchdog_ms(void)
{
    uint64_t usec;
    return sd_watchdog_enabled(0, &usec) > 0 ? (int64_t)(usec / 1000) : STANDARD_MS;
}

static int64_t least(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

int watchdog_start(struct watchdog *self, sd_event *loop, const struct vital_part *parts,
                   size_t count, watchdog_look *look, void *context, struct why *why)
{
    int64_t patience_ms = watchdog_ms();
    *self = (struct watchdog){.look = look, .context = context};
    vital_start(&self->vital, parts, count, least(ASK_MS, patience_ms / 4), clock_real_ms());
    for (size_t i = 0; i < count; i++)
        if (!parts[i].patience_ms)
            self->vital.parts[i].patience_ms = patience_ms;
    if (!getenv("NOTIFY_SOCKET"))
        return 0;
    int error =
        sd_event_add_time_relative(loop, &self->timer, CLOCK_MONOTONIC, 0, 1, on_timer, self);
    return error < 0 ? why_set(why, -error, "watchdog: %s", strerror(-error)) : 0;
}

void watchdog_stop(struct watchdog *self)
{
    sd_event_source_unref(self->timer);
    self->timer = NULL;
}
