/* The facts that matter now, and what they do to the present: seats lent or out of service,
 * counts by a person; closures and special openings are opening.h's.
 *
 * Facts come from other programs (`lampion fact`), which write on connections of their own. A
 * reading connection looks every second whether there are new ones: reading never waits in WAL
 * mode and never holds the store thread up. On the loop only. */
#ifndef LAMPION_FACTBOOK_H
#define LAMPION_FACTBOOK_H

#include "dashboard/history/facts.h"
#include "dashboard/ingest/unshared.h"
#include "dashboard/presence/presence.h"

#define FACTBOOK_PERIOD_REAL_MS 1000
/* Seats lent so long ago still matter: a board may bring its events late. */
#define FACTBOOK_BACK_MS (62 * 86400000LL)
/* At a start: a count so old, if no door was anchored since, still holds. */
#define FACTBOOK_COUNT_BACK_MS (24 * 3600000LL)

struct factbook {
    struct store *reading;
    const struct place *place;
    struct facts facts;
    struct store_facts_mark mark;
    int64_t looked_real_ms;
    int64_t counted;   /* id of the newest count that was looked at */
    int64_t *since_ms; /* by zone: a count from before this is in its doors' anchors already */
    int64_t next_ms;   /* when a fact begins or ends */
    bool failed;
};

/* Reads what there is. `place` must outlive it. 0, or -errno with why; stop is due in both cases.
 */
int factbook_start(struct factbook *self, const char *path, const struct place *place,
                   int64_t now_ms, struct why *why);
void factbook_stop(struct factbook *self);

/* Looks, when it is time, and does to presence and ingest what begins or ends now. True when
 * something changed. */
bool factbook_turn(struct factbook *self, struct presence *presence, struct unshared *unshared,
                   int64_t now_real_ms, int64_t now_ms);

#endif
