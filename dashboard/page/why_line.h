/* Why something is not known, as one line of plain text. */
#ifndef LAMPION_PAGE_WHY_LINE_H
#define LAMPION_PAGE_WHY_LINE_H

#include "dashboard/page/buffer.h"
#include "dashboard/snapshot.h"
#include "dashboard/zonetime.h"

/* For people: "Le capteur desks/seat-07 ne répond plus depuis 7 h 12". */
void why_line(struct buffer *out, const struct snapshot_why *why, enum language language,
              const struct zonetime *zone, int64_t now_ms);

/* For machines, in English: "desks/seat-07 silent since 07:12". */
void why_terse(struct buffer *out, const struct snapshot_why *why, const struct zonetime *zone,
               int64_t now_ms);

#endif
