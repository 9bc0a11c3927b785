/* A frame of the live stream: what viewers are told at once, one for all viewers of a kind,
 * counted by references. Events of it (text/event-stream, WHATWG HTML 9.2):
 *   place     the JSON of /api/v1/place
 *   fragment  {"id":"n-openspace","html":"…"}: the new inside of an element of the page
 *   beat      {"as_of":"…","holds_until":"…"}: ends every frame, and comes at least every 15 s */
#ifndef LAMPION_HTTP_FRAME_H
#define LAMPION_HTTP_FRAME_H

#include "dashboard/http/edition.h"

struct frame {
    int references;
    size_t length;
    char *bytes;
};

/* `page` viewers follow the page and get its fragments; they have no use for the JSON. */
enum frame_parts { FRAME_ALL, FRAME_PAGE, FRAME_PARTS };

/* All there is. NULL when out of memory. */
struct frame *frame_full(const struct edition *edition, enum frame_parts parts);
/* What `edition` says otherwise than `told`. */
struct frame *frame_change(const struct edition *told, const struct edition *edition,
                           enum frame_parts parts);

/* Whether the two say the same but for when it was read. */
bool editions_same(const struct edition *a, const struct edition *b);

struct frame *frame_ref(struct frame *self);
void frame_unref(struct frame *self); /* NULL is allowed */

#endif
