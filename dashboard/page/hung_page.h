/* The page of a place to embed elsewhere (widget) and to hang up (kiosk): the same fragments as the
 * place's own page, in another frame. Pure. */
#ifndef LAMPION_PAGE_HUNG_PAGE_H
#define LAMPION_PAGE_HUNG_PAGE_H

#include "dashboard/page/place_page.h"

/* A still picture asks for itself again this often, and is not to be believed after so many turns
 * that did not come. */
#define KIOSK_STILL_S 60
#define KIOSK_STILL_TURNS 3

/* For an iframe: the answer of the place, or of the zone (an index; ZONE_NONE: the place). Links
 * lead out of the frame. Malloc'ed; NULL when out of memory. */
char *widget_page(const struct view *view, const struct fragments *fragments, size_t zone,
                  size_t *length);

/* For a screen in the hall. `still`: black and white, without a script, for electronic paper. */
char *kiosk_page(const struct view *view, const struct fragments *fragments, bool still,
                 size_t *length);

#endif
