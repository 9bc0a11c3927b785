/* One zone on the page: name, state in word, shape and colour, picture, counts, people, and why
 * something is not known. */
#ifndef LAMPION_PAGE_ZONE_CARD_H
#define LAMPION_PAGE_ZONE_CARD_H

#include "dashboard/page/sentence.h"

/* A card has three parts, which change at different times. */
enum zone_part { ZONE_HEAD, ZONE_NUMBERS, ZONE_WHYS, ZONE_PARTS };

/* The letter that begins the id of a part's fragment: "z-openspace". */
char zone_part_letter(enum zone_part part);

/* `level` of the heading, 2 to 6. */
void zone_write(struct buffer *out, const struct view *view, const struct snapshot_zone *zone,
                enum zone_part part, int level);

#endif
