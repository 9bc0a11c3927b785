/* The use of the place over a period: what to ask for; the figures themselves are the report's
 * sections (dashboard/report/paper.h). Pure. */
#ifndef LAMPION_PAGE_ORGANISE_USAGE_PAGE_H
#define LAMPION_PAGE_ORGANISE_USAGE_PAGE_H

#include "dashboard/page/organise/reports_page.h"

/* A form that asks by its address: no token. `other`: a period typed in; `year`: against a year
 * before. */
void usage_form(struct buffer *out, const struct desk_frame *frame,
                const struct report_preset *presets, size_t count, const char *period,
                const char *other, bool year);

#endif
