/* The objections that matter now: which zones are contested (presence/contest.h), and how many
 * there were, for the foot of the page.
 *
 * They come through the store, from the page and from the organisers' desk, which write on
 * connections of their own; a reading connection looks every second. On the loop only. */
#ifndef LAMPION_OBJECTIONS_H
#define LAMPION_OBJECTIONS_H

#include "dashboard/history/objections.h"
#include "dashboard/presence/contest.h"
#include "dashboard/snapshot.h"

#define OBJECTIONS_PERIOD_REAL_MS 1000

struct objections {
    struct store *reading;
    const struct place *place;
    struct contest *contests; /* by zone */
    struct objection_sums sums;
    int64_t newest; /* id of the newest that was looked at */
    int64_t looked_real_ms;
    bool failed;
};

/* `place` must outlive it. 0, or -errno with why; stop is due in both cases. */
int objections_start(struct objections *self, const char *path, const struct place *place,
                     struct why *why);
void objections_stop(struct objections *self);

/* Looks at the next turn, whatever the time: something was just written. */
void objections_hurry(struct objections *self);
/* Looks when it is time. True when something changed. */
bool objections_turn(struct objections *self, int64_t now_real_ms, int64_t now_ms);
/* What is contested goes into a snapshot that was just made. */
void objections_mark(struct objections *self, const struct presence *presence,
                     struct snapshot *snapshot);

#endif
