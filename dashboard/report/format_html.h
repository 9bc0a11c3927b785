/* A report as one HTML file, made for printing on A4: style and charts within, no script, nothing
 * fetched from anywhere. Also well-formed XML. Pure.
 * Source of the layout: CSS Paged Media Level 3 (margin boxes), CSS Fragmentation Level 3. */
#ifndef LAMPION_REPORT_FORMAT_HTML_H
#define LAMPION_REPORT_FORMAT_HTML_H

#include "dashboard/page/buffer.h"
#include "dashboard/report/report.h"

/* Appends. 0, or -ENOMEM. */
int format_html(const struct report *report, struct buffer *out);

#endif
