/* What is kept how long: raw events for days, slots for years, hours and days for good.
 *
 * Raw events go when their day is settled and older than `raw_ms`; from then on that day is
 * settled for good, and what still comes of it is counted too late.
 *
 * A clock that leaps (a desk that wakes in 2035) takes nothing away: time goes on at most a day
 * after the newest event, and the caller asks only when its clock went steadily for an hour. Where
 * all boards are off, raw events stay until one speaks again. Events of a boot whose only clock is
 * a guess of before 2020 stay until it is placed. */
#ifndef LAMPION_HISTORY_RETENTION_H
#define LAMPION_HISTORY_RETENTION_H

#include "dashboard/history/store.h"
#include <stdbool.h>

struct retention {
    int64_t raw_ms, slots_ms; /* 0: for good */
    int64_t warm_ms;          /* events that the oldest day still needs of the one before */
};

#define RETENTION_STEADY_MS 3600000
#define RETENTION_STEP_MS 60000 /* a clock that is set by more has leapt */

struct retention_clock {
    bool begun;
    int64_t apart_ms; /* wall - mono */
    int64_t since_ms; /* mono: no leap since */
};
/* Whether the wall's clock has gone with the monotonic one for RETENTION_STEADY_MS. Pure. */
bool retention_steady(struct retention_clock *self, int64_t mono_ms, int64_t wall_ms);

#define RETENTION_ROWS 500 /* of a step: a few ms */

/* Takes away at most RETENTION_ROWS rows in a transaction of its own. `more`: there are others.
 * 0 or -EIO with why. */
int retention_step(struct store *store, const struct retention *keep, int64_t now_ms, bool *more,
                   struct why *why);

#endif
