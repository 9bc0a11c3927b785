/* Today so far as a line over the usual band (p10 to p90), within the hours that are open; with its
 * table. Writes in words when nothing is known of it. */
#ifndef LAMPION_PAGE_DAY_CHART_H
#define LAMPION_PAGE_DAY_CHART_H

#include "dashboard/page/sentence.h"

/* `zone` NULL: nothing is known. Elements below an h2. */
void day_chart(struct buffer *out, const struct view *view, const struct outlook_zone *zone);

#endif
