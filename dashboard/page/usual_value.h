/* Values of the outlook in words: "12", "45 %", "a few", "unknown". */
#ifndef LAMPION_PAGE_USUAL_VALUE_H
#define LAMPION_PAGE_USUAL_VALUE_H

#include "dashboard/page/lang.h"
#include "dashboard/page/sentence.h"

/* The greatest that a chart of the zone shows, > 0. */
double usual_top(const struct outlook_zone *zone);

/* Plain text; `value` may be OUTLOOK_UNKNOWN or OUTLOOK_FEW. */
void usual_words(struct buffer *out, enum language language, enum outlook_measure measure,
                 float value);

/* "Seats taken · from 11 days like this", as a paragraph of HTML. */
void usual_caption(struct buffer *out, const struct view *view, const struct outlook_zone *zone,
                   enum text about);

#endif
