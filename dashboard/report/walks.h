/* What walks through the doors of a zone have shown of its counting error. Pure.
 *
 * `lampion-agent doctor --walk` has somebody pass a door N times and counts the X passages that
 * came out wrong; the desk keeps it as a declared figure `walk-error` with a text "AGENT/SENSOR: X
 * of N passages wrong, ...". The share that is wrong lies, 19 times in 20, within Wilson's score
 * interval (E. B. Wilson, JASA 22, 1927; z = 1.96). A wrong passage may be one that was missed or
 * one that was counted twice or the wrong way: so with w its upper end, of V entries counted the
 * truth is within V / (1 + w) and V / (1 - w).
 *
 * A head count by a person (a fact `count`) is no walk. It sets the count and both its bounds, so
 * it narrows person-hours where it was made (presence/hall.h); of visits it says nothing: whoever
 * came in unseen and left unseen is in no difference between the counted and the true number,
 * errors of both directions cancel, and so a difference bounds the share of wrong passages from
 * below only, where an interval needs it from above. Nor is the number that stood before the count
 * kept.
 *
 * Known only when every door of the zone was walked; the worst of them is that of the zone. Of each
 * the newest walk that stands counts. */
#ifndef LAMPION_REPORT_WALKS_H
#define LAMPION_REPORT_WALKS_H

#include "dashboard/facts.h"
#include "dashboard/report/indicator.h"

/* `facts`: those that touch the period. */
struct indicator_error walks_error(const struct facts *facts, const struct place *place,
                                   const char *zone);

/* The upper end of Wilson's interval for `wrong` of `walked`, 95 %. */
double walks_upper(int wrong, int walked);

#endif
