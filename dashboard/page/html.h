/* Writing HTML that nobody can break out of: what comes from outside goes through %s, and %s
 * escapes. Literal HTML is the format itself. */
#ifndef LAMPION_PAGE_HTML_H
#define LAMPION_PAGE_HTML_H

#include "dashboard/page/buffer.h"

/* Like printf, but knows only %s (escaped for text and for attributes in double quotes), whole
 * numbers (%d, %ld, %lld, %zu) and %%. Anything else in the format is a bug. */
void html_write(struct buffer *out, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Text, escaped: & < > " ' as references; control characters that HTML forbids are left out. */
void html_text(struct buffer *out, const char *text);

#endif
