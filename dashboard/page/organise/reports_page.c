#include "dashboard/page/organise/reports_page.h"

#include "dashboard/page/html.h"
#include "dashboard/page/lang.h"
#include <stdio.h>
#include <string.h>

void period_select(struct buffer *out, const struct desk_frame *frame,
                   const struct report_preset *presets, size_t count, const char *chosen)
{
    desk_select_begin(out, frame, "period", DESK_REPORTS_PRESET);
    for (size_t i = 0; i < count; i++) {
        char text[120];
        snprintf(text, sizeof text, "%s (%s)", presets[i].period,
                 desk_text(frame->language, presets[i].what));
        desk_option(out, presets[i].period, text, chosen);
    }
    desk_select_end(out);
}

void period_field(struct buffer *out, const struct desk_frame *frame, const char *value)
{
    desk_field(out, frame,
               &(struct desk_field){.name = "other",
                                    .label = DESK_REPORTS_OTHER,
                                    .hint = DESK_DECLARED_PERIOD_HINT,
                                    .type = "text",
                                    .more = "maxlength=\"24\"",
                                    .value = value,
                                    .may_be_empty = true});
}

void against_select(struct buffer *out, const struct desk_frame *frame, bool year)
{
    desk_select_begin(out, frame, "against", DESK_REPORTS_AGAINST);
    desk_option(out, "before", desk_text(frame->language, DESK_REPORTS_BEFORE), NULL);
    desk_option(out, "year", desk_text(frame->language, DESK_REPORTS_YEAR_BEFORE),
                year ? "year" : NULL);
    desk_select_end(out);
}

static void form_write(struct buffer *out, const struct desk_frame *frame,
                       const struct reports_page *page)
{
    html_write(out, "<h2>%s</h2>\n", desk_text(frame->language, DESK_REPORTS_MAKE));
    desk_form_begin(out, frame);
    period_select(out, frame, page->presets, page->preset_count,
                  page->given(page->context, "period"));
    period_field(out, frame, page->given(page->context, "other"));
    against_select(out, frame, !strcmp(page->given(page->context, "against"), "year"));
    desk_select_begin(out, frame, "language", DESK_REPORTS_LANGUAGE);
    desk_option(out, "fr", "français", lang_code(frame->language));
    desk_option(out, "en", "English", lang_code(frame->language));
    desk_select_end(out);
    desk_select_begin(out, frame, "format", DESK_REPORTS_FORMAT);
    for (size_t i = 0; page->formats[i]; i++)
        desk_option(out, page->formats[i], page->formats[i], page->given(page->context, "format"));
    desk_select_end(out);
    desk_button(out, frame, "do", "make", DESK_REPORTS_MAKE);
    buffer_text(out, "</form>\n");
}

static void stage_write(struct buffer *out, const struct desk_frame *frame,
                        const struct report_row *row)
{
    static const enum desk_text texts[] = {DESK_REPORTS_WAITING, DESK_REPORTS_GATHERING,
                                           DESK_REPORTS_WRITING, DESK_REPORTS_DONE};
    if (row->stage == REPORT_FAILED) {
        desk_write(out, frame->language, DESK_REPORTS_FAILED, row->why.text);
        return;
    }
    const char *words = desk_text(frame->language, texts[row->stage]);
    if (row->stage != REPORT_DONE)
        html_write(out, "<progress max=\"3\" value=\"%d\" aria-label=\"%s\"></progress> ",
                   (int)row->stage, words);
    html_write(out, "%s", words);
}

static void files_write(struct buffer *out, const struct desk_frame *frame,
                        const struct report_row *row)
{
    buffer_text(out, "<ul class=\"files\">");
    for (size_t i = 0; i < row->file_count; i++)
        html_write(out, "<li><a href=\"report?id=%lld&amp;file=%s\">%s</a></li>",
                   (long long)row->id, row->files[i], row->files[i]);
    html_write(out, "</ul><details><summary>%s</summary><code class=\"hash\">%s</code></details>",
               desk_text(frame->language, DESK_REPORTS_HASH), row->sha256);
}

static void row_write(struct buffer *out, const struct desk_frame *frame,
                      const struct report_row *row)
{
    html_write(out, "<li><p><strong>%s</strong> / %s · %s, %s · ", row->period, row->against,
               row->format, lang_code(row->language));
    stage_write(out, frame, row);
    buffer_text(out, "</p>");
    if (row->stage == REPORT_DONE)
        files_write(out, frame, row);
    buffer_text(out, "</li>\n");
}

static void rows_write(struct buffer *out, const struct desk_frame *frame,
                       const struct reports_page *page)
{
    if (!page->row_count)
        return;
    if (frame->renews_s)
        html_write(out, "<p role=\"status\">%s</p>\n",
                   desk_text(frame->language, DESK_REPORTS_RENEWS));
    buffer_text(out, "<ul class=\"shelf\">\n");
    for (size_t i = 0; i < page->row_count; i++)
        row_write(out, frame, &page->rows[i]);
    html_write(out, "</ul>\n<p><small>%s</small></p>\n",
               desk_text(frame->language, DESK_REPORTS_KEPT));
}

void reports_page(struct buffer *out, const struct desk_frame *frame,
                  const struct reports_page *page)
{
    desk_frame_begin(out, frame);
    rows_write(out, frame, page);
    if (frame->may_change)
        form_write(out, frame, page);
    desk_frame_end(out, frame);
}
