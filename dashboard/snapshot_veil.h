/* What the privacy policy of the place takes from the present before anybody sees it. Pure.
 *
 * - A zone that is `private` says nothing but its name, to nobody.
 * - Outside of opening hours, where the policy hides them, no number and no state; nor while a
 *   switch that tells the opening is not known. Sensors whose word is missing are still named: that
 *   says nothing of people; faults and suspicions do, and are not.
 * - A zone of fewer seats than `live_minimum` says nothing: its number would be somebody's seat.
 *   Such zones are in the totals together, when they are two at least and have seats enough.
 * - Heads below `live_minimum` are "none to (live_minimum - 1)", never a number; none is, too.
 * - `bucket`: seats free are told as at least so many, never more than there are, and one at least
 *   where there is one; heads as an interval of whole buckets.
 * - A hall that contains a zone of which nothing is said says nothing: not its
 *   count, which could be subtracted, and not its state, which changes with it.
 *
 * Taken once is taken: it may run again over what it left. */
#ifndef LAMPION_SNAPSHOT_VEIL_H
#define LAMPION_SNAPSHOT_VEIL_H

#include "dashboard/snapshot.h"

/* How long a statement holds that rests on no sensor. */
#define VEIL_HOLDS_MS 30000

/* Seats of small zones, which are told together or not at all. */
struct veil_group {
    int64_t zones, seats, free, held, unknown;
};

/* Of one zone; the numbers of a small one are added to `small`. */
void veil_zone(struct snapshot_zone *zone, const struct place *place, struct veil_group *small);
/* When all zones are veiled: halls that would tell of them; the totals are still to be made. */
void veil_halls(struct snapshot *self);
/* Whether the group may be in the totals; it is bucketed then. */
bool veil_tells_group(const struct place_privacy *privacy, struct veil_group *small);
void veil_present(struct snapshot_present *present, const struct place_privacy *privacy);

/* Where the policy's step is longer than a minute, numbers change at its boundaries only: within
 * a step `now` says what `before` (published, or NULL) said, with its time of reading. But what
 * was free and is not, or is not known any more, is said at once: nobody is to come in vain. */
void veil_keep_step(struct snapshot *now, const struct snapshot *before);

#endif
