/* Sensors and boards as organisers see them: what is wrong and what to do, boards with the quality
 * of their clocks, every sensor with its last word; and the seats, to find out which is which.
 * Pure.
 */
#ifndef LAMPION_PAGE_ORGANISE_SENSORS_PAGE_H
#define LAMPION_PAGE_ORGANISE_SENSORS_PAGE_H

#include "dashboard/page/buffer.h"
#include "dashboard/page/organise/frame.h"
#include "dashboard/page/organise/present.h"

/* A sensor that changed so lately is lit. */
#define IDENTIFY_LIT_MS 10000
#define IDENTIFY_RENEWS_S 2

void sensors_page(struct buffer *out, const struct desk_frame *frame,
                  const struct desk_present *present);
/* The frame's renews_s says whether it follows. */
void identify_page(struct buffer *out, const struct desk_frame *frame,
                   const struct desk_present *present);

#endif
