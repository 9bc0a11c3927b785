/* The description of the place: what is in force, its versions, a new one. Pure. */
#ifndef LAMPION_PAGE_ORGANISE_PLACE_PAGE_DESK_H
#define LAMPION_PAGE_ORGANISE_PLACE_PAGE_DESK_H

#include "dashboard/page/organise/frame.h"
#include <stdint.h>

struct version_row {
    int64_t version;
    char from[24], applied[24]; /* "" in force for ever */
};

struct description_page {
    int64_t version;      /* in force */
    const char *text;     /* of the field: what is in force, or what was sent */
    const char *from_day; /* as sent */
    bool compared;        /* `diff` is of what was sent: it may be applied */
    const char *diff;     /* lines */
    const struct version_row *rows;
    size_t count;
};
void description_page(struct buffer *out, const struct desk_frame *frame,
                      const struct description_page *page);

#endif
