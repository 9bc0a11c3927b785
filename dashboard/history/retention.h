/* What is kept how long: raw events for days, slots for years, hours and days for good.
 *
 * Raw events go when their day is settled and older than `raw_ms`; from then on that day is
 * settled for good, and what still comes of it is counted too late. */
#ifndef LAMPION_HISTORY_RETENTION_H
#define LAMPION_HISTORY_RETENTION_H

#include "dashboard/history/store.h"
#include <stdbool.h>

struct retention {
    int64_t raw_ms, slots_ms; /* 0: for good */
    int64_t warm_ms;          /* events that the oldest day still needs of the one before */
};

#define RETENTION_ROWS 500 /* of a step: a few ms */

/* Takes away at most RETENTION_ROWS rows in a transaction of its own. `more`: there are others.
 * 0 or -EIO with why. */
int retention_step(struct store *store, const struct retention *keep, int64_t now_ms, bool *more,
                   struct why *why);

#endif
