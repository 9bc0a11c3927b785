/* One zone on the page: name, state in word, shape and colour, picture, counts, people, and why
 * something is not known. */
#ifndef LAMPION_PAGE_ZONE_CARD_H
#define LAMPION_PAGE_ZONE_CARD_H

#include "dashboard/page/sentence.h"

/* `level` of its heading, 2 to 6. */
void zone_card(struct buffer *out, const struct view *view, const struct snapshot_zone *zone,
               int level);

#endif
