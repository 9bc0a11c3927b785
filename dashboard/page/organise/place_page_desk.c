#include "dashboard/page/organise/place_page_desk.h"

#include "dashboard/page/html.h"
#include "dashboard/page/lang.h"
#include <stdio.h>

static void versions_write(struct buffer *out, const struct desk_frame *frame,
                           const struct description_page *page)
{
    static const enum desk_text heads[] = {DESK_PLACE_VERSION, DESK_PLACE_FROM, DESK_PLACE_APPLIED,
                                           DESK_PLACE_EXPORT};
    html_write(out, "<h2>%s</h2>\n", desk_text(frame->language, DESK_PLACE_VERSIONS));
    desk_table_begin(out, frame, DESK_PLACE_VERSIONS, heads, 4);
    for (size_t i = 0; i < page->count; i++) {
        const struct version_row *row = &page->rows[i];
        html_write(out,
                   "<tr><th scope=\"row\">%lld</th><td>%s</td><td>%s</td>"
                   "<td><a href=\"?version=%lld\">place-%lld.yaml</a></td></tr>\n",
                   (long long)row->version,
                   *row->from ? row->from : desk_text(frame->language, DESK_PLACE_FIRST),
                   row->applied, (long long)row->version, (long long)row->version);
    }
    desk_table_end(out);
}

static void diff_write(struct buffer *out, const struct desk_frame *frame,
                       const struct description_page *page)
{
    html_write(out, "<h2>%s</h2>\n", desk_text(frame->language, DESK_PLACE_DIFF));
    if (*page->diff)
        html_write(out, "<pre tabindex=\"0\">%s</pre>\n", page->diff);
    else
        html_write(out, "<p>%s</p>\n", desk_text(frame->language, DESK_PLACE_SAME));
}

static void form_write(struct buffer *out, const struct desk_frame *frame,
                       const struct description_page *page)
{
    html_write(out, "<h2>%s</h2>\n", desk_text(frame->language, DESK_PLACE_NEW));
    desk_form_begin(out, frame);
    html_write(out,
               "<p class=\"field wide\"><label for=\"text\">%s</label>"
               "<textarea id=\"text\" name=\"text\" rows=\"24\" spellcheck=\"false\" required>\n%s"
               "</textarea></p>\n",
               desk_text(frame->language, DESK_PLACE_YAML), page->text);
    desk_field(out, frame,
               &(struct desk_field){"from_day", DESK_PLACE_FROM_DAY, NULL, DESK_TEXT_COUNT, "date",
                                    NULL, page->from_day, true});
    desk_button(out, frame, "do", "look", DESK_PLACE_CHECK);
    if (page->compared && *page->diff)
        desk_button(out, frame, "do", "apply", DESK_PLACE_APPLY);
    buffer_text(out, "</form>\n");
}

void description_page(struct buffer *out, const struct desk_frame *frame,
                      const struct description_page *page)
{
    char version[24];
    desk_frame_begin(out, frame);
    snprintf(version, sizeof version, "%lld", (long long)page->version);
    buffer_text(out, "<p>");
    desk_write(out, frame->language, DESK_PLACE_FORCE, version);
    html_write(out, " · <a href=\"?version=%s\">%s</a></p>\n", version,
               desk_text(frame->language, DESK_PLACE_EXPORT));
    if (page->compared)
        diff_write(out, frame, page);
    if (frame->may_change)
        form_write(out, frame, page);
    else
        html_write(out, "<pre tabindex=\"0\">%s</pre>\n", page->text);
    versions_write(out, frame, page);
    desk_frame_end(out, frame);
}
