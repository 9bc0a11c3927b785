/* The settled history: from raw events to slots, hours and days, the same in the daemon and in
 * replay.
 *
 * Settled by UTC days: each follows from its events and the state before it (settle_day.h). What
 * changes the past (an agent's backlog, a better clock, a card carried by hand, a description from
 * an earlier date) is noticed by the next step, and everything from there on is settled again, as
 * long as the raw events are kept. Every step is crash safe, and each of its transactions small. */
#ifndef LAMPION_SETTLE_H
#define LAMPION_SETTLE_H

#include "dashboard/history/store.h"
#include <stdbool.h>

/* Events of a slot come within so much of its end, or it is settled again. */
#define SETTLE_GRACE_MS 150000

/* What a day needs of the events before it: nothing, its state has all. Stores from before that was
 * so have states of six hours before their day, and keep those events. */
#define SETTLE_STATE_MS (6 * 3600000LL)

enum settle_way {
    SETTLE_ALONE,        /* nobody else is in a hurry */
    SETTLE_BESIDE_OTHERS /* pauses between transactions, and leaves checkpoints to the writer */
};

struct settle;

/* `store` (STORE_WRITE) must outlive it; no other thread uses it meanwhile. NULL with why. */
struct settle *settle_open(struct store *store, enum settle_way way, struct why *why);
void settle_close(struct settle *self); /* NULL is allowed */

/* Looks for what changed, and settles at most one UTC day towards `until_ms`. `more`: it is not
 * there yet. 0, or -EIO (try again) or -EINVAL (a description that cannot be read) with why. */
int settle_step(struct settle *self, int64_t until_ms, bool *more, struct why *why);

/* All that can be settled: up to `until_ms`; INT64_MIN: to the end of the last slot that an event
 * lies behind. */
int settle_all(struct settle *self, int64_t until_ms, struct why *why);

#endif
