/* The page of one zone: what it is like now and why, later today, today so far against the usual
 * day, the usual week. Its fragments are those of the place's page. Pure. */
#ifndef LAMPION_PAGE_ZONE_PAGE_H
#define LAMPION_PAGE_ZONE_PAGE_H

#include "dashboard/page/place_page.h"

/* The zone is an index into the snapshot's; malloc'ed; NULL when out of memory. */
char *zone_page(const struct view *view, const struct fragments *fragments, size_t zone,
                size_t *length);

#endif
