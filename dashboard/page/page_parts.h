/* What the pages of a place have in common: head, header, footer. `root` leads from the page's
 * address to that of the place's page ("", "../"). */
#ifndef LAMPION_PAGE_PAGE_PARTS_H
#define LAMPION_PAGE_PAGE_PARTS_H

#include "dashboard/page/fragment.h"
#include "dashboard/page/sentence.h"
#include <stdint.h>

const char *name_of(const struct place_text *name, enum language language, const char *otherwise);

/* What is written into every page and every beat of the live stream: see page_parts.c. */
uint32_t page_plan(const struct place *place);

/* The fragment's text; nothing when there is none of this id. */
void page_fragment(struct buffer *out, const struct fragments *fragments, const char *id);

/* From behind the title to the body. */
void page_head(struct buffer *out, const struct view *view, const char *root);
/* The same for what is embedded or hung up: no app, and a sheet of its own. */
void page_head_hung(struct buffer *out, const char *root, bool script);
/* The link that skips to the element `target`, the name of the place, the languages. */
void page_header(struct buffer *out, const struct view *view, const char *root, const char *target);
void page_main(struct buffer *out, const struct view *view, const char *root);
/* How the page is connected, and what is said to screen readers. */
void page_link(struct buffer *out, enum language language);
/* To the end of the page, from </main> on. */
void page_footer(struct buffer *out, const struct view *view, const struct fragments *fragments,
                 const char *root);

#endif
