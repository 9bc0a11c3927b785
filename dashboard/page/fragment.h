/* Pieces of a page that change by themselves, each the inside of the element with its id. */
#ifndef LAMPION_PAGE_FRAGMENT_H
#define LAMPION_PAGE_FRAGMENT_H

#include "dashboard/page/buffer.h"
#include <stdbool.h>
#include <stddef.h>

#define FRAGMENT_ID_MAX 48

struct fragment {
    char id[FRAGMENT_ID_MAX];
    char *html;
    bool clock; /* says only when it was read */
};

struct fragments {
    struct fragment *list;
    size_t count;
};

/* The next one, of room for `room`, with the text of `html`, which is emptied. -ENOMEM when that
 * had failed; then the fragments are left as they were. */
int fragments_add(struct fragments *self, size_t room, const char *id, struct buffer *html,
                  bool clock);
void fragments_free(struct fragments *self);

/* NULL when there is none of this id. */
const struct fragment *fragments_find(const struct fragments *self, const char *id);

#endif
