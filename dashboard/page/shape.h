/* The shapes of states, one family of inline SVG: free an open ring, held a ring with a dot, busy
 * half filled, full and taken filled, unknown a dashed ring with hatching. They are defined once a
 * page (shapes_define) and used by name, so that an update stays small. */
#ifndef LAMPION_PAGE_SHAPE_H
#define LAMPION_PAGE_SHAPE_H

#include "dashboard/page/buffer.h"
#include <stdint.h>

enum shape {
    SHAPE_UNKNOWN,
    SHAPE_FREE,
    SHAPE_BUSY,
    SHAPE_FULL, /* up to here in the order of enum zone_state */
    SHAPE_HELD,
    SHAPE_TAKEN,
    SHAPE_CLOSED,
    SHAPE_COUNT,
};

/* The class that carries the colour of a shape's state. */
const char *shape_class(enum shape shape);

/* The definitions, once a page, anywhere in its body. */
void shapes_define(struct buffer *out);

void shape_write(struct buffer *out, enum shape shape);

/* A picture of seats, sorted by state (never by seat), row by row; each number >= 0. */
void shape_seats(struct buffer *out, int64_t free, int64_t held, int64_t taken, int64_t unknown);

#endif
