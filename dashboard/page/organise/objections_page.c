#include "dashboard/page/organise/pages.h"

#include "agent/common/time.h"
#include "dashboard/page/html.h"

static void verdict_write(struct buffer *out, const struct desk_frame *frame,
                          const struct objection *objection)
{
    if (objection->verdict != VERDICT_NONE) {
        html_write(out, "%s",
                   desk_text(frame->language, objection->verdict == VERDICT_CONFIRMED
                                                  ? DESK_JUDGED_WRONG
                                                  : DESK_JUDGED_RIGHT));
    } else if (frame->may_change) {
        desk_form_begin(out, frame);
        html_write(out, "<input type=\"hidden\" name=\"id\" value=\"%lld\">",
                   (long long)objection->id);
        desk_button(out, frame, "do", "confirm", DESK_CONFIRM);
        desk_button(out, frame, "do", "refuse", DESK_REFUSE);
        buffer_text(out, "</form>");
    }
}

static void row_write(struct buffer *out, const struct desk_frame *frame,
                      const struct objection *objection)
{
    char text[TIME_TEXT_MAX];
    time_format_s(objection->at_ms, text);
    html_write(out,
               "<tr><td><time datetime=\"%s\">%s</time></td><th scope=\"row\">%s</th><td>%s</td>"
               "<td>",
               text, text, objection->zone,
               desk_text(frame->language, DESK_CLAIM_TAKEN + objection->claim));
    verdict_write(out, frame, objection);
    buffer_text(out, "</td></tr>\n");
}

void objections_page(struct buffer *out, const struct desk_frame *frame,
                     const struct objection *objections, size_t count)
{
    enum language language = frame->language;
    desk_frame_begin(out, frame);
    html_write(out, "<p>%s</p>\n", desk_text(language, DESK_OBJECTIONS_WHAT));
    if (count) {
        html_write(out,
                   "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"%s\"><table>"
                   "<thead><tr><th scope=\"col\">%s</th><th scope=\"col\">%s</th>"
                   "<th scope=\"col\">%s</th><th scope=\"col\">%s</th></tr></thead><tbody>\n",
                   desk_text(language, frame->title), desk_text(language, DESK_WHEN),
                   desk_text(language, DESK_ZONE), desk_text(language, DESK_CLAIM_SAID),
                   desk_text(language, DESK_STATE));
        for (size_t i = 0; i < count; i++)
            row_write(out, frame, &objections[i]);
        buffer_text(out, "</tbody></table></div>\n");
    } else {
        html_write(out, "<p>%s</p>\n", desk_text(language, DESK_NONE));
    }
    desk_frame_end(out, frame);
}
