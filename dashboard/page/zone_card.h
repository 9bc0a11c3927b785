/* One zone on the page (its name is the page's): state in word, shape and colour, picture, counts,
 * people, and why something is not known. */
#ifndef LAMPION_PAGE_ZONE_CARD_H
#define LAMPION_PAGE_ZONE_CARD_H

#include "dashboard/page/sentence.h"

/* A card has three parts, which change at different times. */
enum zone_part { ZONE_HEAD, ZONE_NUMBERS, ZONE_WHYS, ZONE_PARTS };

/* The letter that begins the id of a part's fragment: "z-openspace". */
char zone_part_letter(enum zone_part part);

/* "Open space 12 free", plain text. */
void zone_words(struct buffer *out, const struct view *view, const struct place_zone *zone);
/* The zone in a word or two, with its shape: "12 free". The inside of the element "g-<zone>". */
void zone_glance(struct buffer *out, const struct view *view, const struct snapshot_zone *zone);

void zone_write(struct buffer *out, const struct view *view, const struct snapshot_zone *zone,
                enum zone_part part);

#endif
