/* The usual week as a heat map, with a sentence that says what it shows and a table of 28 cells: a
 * day a row, four parts of the day. */
#ifndef LAMPION_PAGE_WEEK_CHART_H
#define LAMPION_PAGE_WEEK_CHART_H

#include "dashboard/page/sentence.h"

/* `zone` NULL: nothing is known. Elements below an h2. */
void week_chart(struct buffer *out, const struct view *view, const struct outlook_zone *zone);

#endif
