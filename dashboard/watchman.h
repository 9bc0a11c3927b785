/* The watchman: looks at the collector every WATCHMAN_LOOK_MS, and tells those named under
 * `notify:` of what they would want to know (dashboard/notify/alarm.h). On the loop. */
#ifndef LAMPION_WATCHMAN_H
#define LAMPION_WATCHMAN_H

#include "dashboard/collector.h"
#include "dashboard/notify/alarm.h"
#include "dashboard/notify/messenger.h"

#define WATCHMAN_LOOK_MS 10000
#define WATCHMAN_FILES_MS (5 * 60000) /* disk and backups */

struct watchman {
    const struct collector *collector;
    struct alarms *alarms;
    struct messenger *messenger;
    sd_event_source *timer;
    int64_t started_ms, looked_at_files_ms;
};

/* Nothing is watched when nobody is to be told. The collector and its config outlive it. 0, or
 * -errno with why; watchman_stop is due in both cases. */
int watchman_start(struct watchman *self, const struct collector *collector, sd_event *loop,
                   struct why *why);
void watchman_stop(struct watchman *self);

#endif
