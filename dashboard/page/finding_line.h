/* What is wrong with a sensor or a zone, and what to do next, as plain text for those who look
 * after the place. */
#ifndef LAMPION_PAGE_FINDING_LINE_H
#define LAMPION_PAGE_FINDING_LINE_H

#include "dashboard/page/buffer.h"
#include "dashboard/presence/health.h"

/* "desks/seat-07", or the zone's id. */
void finding_who(struct buffer *out, const struct health_finding *finding,
                 const struct place *place);
/* "desks/seat-07 is never used though the others are: sit down on it and …" */
void finding_line(struct buffer *out, const struct health_finding *finding,
                  const struct place *place, enum language language);

#endif
