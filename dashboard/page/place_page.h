/* The public page of a place, and the fragments of it that change. One renderer for both: the
 * page is its frame with the fragments in it. Pure. */
#ifndef LAMPION_PAGE_PLACE_PAGE_H
#define LAMPION_PAGE_PLACE_PAGE_H

#include "dashboard/page/fragment.h"
#include "dashboard/page/lang.h"
#include "dashboard/page/sentence.h"

/* open, answer, more, later, times, day, z-<zone>…; 0 or -ENOMEM. The caller frees with
 * fragments_free. */
int place_fragments(const struct view *view, struct fragments *fragments);

/* The whole page, malloc'ed; NULL when out of memory. */
char *place_page(const struct view *view, const struct fragments *fragments, size_t *length);

/* A page that says one thing, with a link to the place's page. `root` leads from its address to
 * that page ("", "../"). The place may be NULL. */
char *message_page(enum language language, const struct place *place, const char *root,
                   enum text what, enum text more, size_t *length);

#endif
