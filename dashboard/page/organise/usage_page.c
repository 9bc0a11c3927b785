#include "dashboard/page/organise/usage_page.h"

#include "dashboard/page/html.h"
#include "dashboard/page/lang.h"
#include <stdio.h>

void usage_form(struct buffer *out, const struct desk_frame *frame,
                const struct report_preset *presets, size_t count, const char *period,
                const char *other, bool year)
{
    html_write(out, "<form method=\"get\">\n<input type=\"hidden\" name=\"lang\" value=\"%s\">\n",
               lang_code(frame->language));
    period_select(out, frame, presets, count, period);
    period_field(out, frame, other);
    against_select(out, frame, year);
    html_write(out, "<button>%s</button>\n</form>\n", desk_text(frame->language, DESK_USAGE_SHOW));
}
