/* The chance of a free seat later today, as the page's outlook has it: hours with their chance, or
 * in plain words why there is none to tell. The inside of the element "later". */
#ifndef LAMPION_PAGE_LATER_H
#define LAMPION_PAGE_LATER_H

#include "dashboard/page/sentence.h"

void later_write(struct buffer *out, const struct view *view);
/* The same for one zone; NULL where nothing is known of it. */
void later_zone_write(struct buffer *out, const struct view *view, const struct outlook_zone *zone);

#endif
