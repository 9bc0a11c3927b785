/* The word to systemd while the program runs: alive, and a line for `systemctl status`.
 *
 * A timer on the program's loop asks its vital parts and feeds systemd's watchdog (WatchdogSec)
 * only while all of them move. Where systemd does not listen ($NOTIFY_SOCKET) nothing is done. */
#ifndef LAMPION_COMMON_WATCHDOG_H
#define LAMPION_COMMON_WATCHDOG_H

#include "agent/common/vital.h"
#include "agent/common/why.h"
#include <stdbool.h>
#include <systemd/sd-event.h>

#define WATCHDOG_STATUS_MAX 200

/* Says how it goes ("24 sensors, broker connected") and tells of parts whose movement is better
 * asked for than reported. */
typedef void watchdog_look(void *context, struct vital *vital, char status[WATCHDOG_STATUS_MAX]);

struct watchdog {
    struct vital vital; /* the owner tells it what moved */
    watchdog_look *look;
    void *context;
    sd_event_source *timer;
    bool hungry; /* a part is stuck: not fed, and said so */
    char status[WATCHDOG_STATUS_MAX];
};

/* A part without a patience has WatchdogSec. 0, or -errno with why. */
int watchdog_start(struct watchdog *self, sd_event *loop, const struct vital_part *parts,
                   size_t count, watchdog_look *look, void *context, struct why *why);
/* One that is all zero is allowed. */
void watchdog_stop(struct watchdog *self);

#endif
