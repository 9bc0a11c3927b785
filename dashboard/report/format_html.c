#include "dashboard/report/format_html.h"

#include "dashboard/page/asset.h"
#include "dashboard/page/chart.h"
#include "dashboard/page/html.h"
#include "dashboard/page/lang.h"
#include "dashboard/report/paper.h"
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

void paper_say(struct buffer *out, const struct report *report, const char *tag, enum word word,
               const char *a, const char *b)
{
    struct buffer text = {0};
    word_write(&text, report->language, word, a, b);
    if (tag)
        html_write(out, "<%s>", tag);
    html_text(out, buffer_peek(&text));
    if (tag)
        html_write(out, "</%s>\n", tag);
    out->failed = out->failed || text.failed;
    buffer_free(&text);
}

void paper_section(struct buffer *out, const struct report *report, const char *id, enum word title)
{
    html_write(out, "<section id=\"%s\" aria-labelledby=\"%s-h\"><h2 id=\"%s-h\">%s</h2>\n", id, id,
               id, word(report->language, title));
}

void paper_head(struct buffer *out, const struct report *report, enum word caption, const char *a,
                const enum word *columns)
{
    if (caption != WORD_COUNT)
        paper_say(out, report, "caption", caption, a, NULL);
    buffer_text(out, "<thead><tr>");
    for (; *columns != WORD_COUNT; columns++)
        html_write(out, "<th scope=\"col\">%s</th>", word(report->language, *columns));
    buffer_text(out, "</tr></thead><tbody>\n");
}

void paper_cell(struct buffer *out, const char *class, struct buffer *text)
{
    if (class)
        html_write(out, "<td class=\"%s\">%s</td>", class, buffer_peek(text));
    else
        html_write(out, "<td>%s</td>", buffer_peek(text));
    out->failed = out->failed || text->failed;
    buffer_free(text);
}

/* A string of CSS: whatever is not plain as its number, so that nothing ends it (CSS Syntax 4.3.7).
 */
static void css_string(struct buffer *out, const char *text)
{
    char escaped[16];
    for (; *text; text++) {
        unsigned char c = (unsigned char)*text;
        if (c < 0x20)
            snprintf(escaped, sizeof escaped, " ");
        else if (c >= 0x80 || isalnum(c) || c == ' ' || c == '.' || c == ',' || c == '-')
            snprintf(escaped, sizeof escaped, "%c", c);
        else
            snprintf(escaped, sizeof escaped, "\\%x ", c);
        buffer_text(out, escaped);
    }
}

/* What stands at the foot of every page: place, period, data until; the page. */
static void foot(struct buffer *out, const struct report *report)
{
    struct buffer text = {0};
    const char *name = report->place->name.in[report->language];
    buffer_text(&text, name ? name : report->place->id);
    buffer_text(&text, " · ");
    word_period(&text, report->language, &report->period);
    if (report->place->uri) {
        buffer_text(&text, " · ");
        buffer_text(&text, report->place->uri);
    }
    buffer_text(out, "@page{@bottom-left{content:\"");
    css_string(out, buffer_peek(&text));
    buffer_text(out, "\"}@bottom-right{content:counter(page) \" / \" counter(pages)}}\n");
    buffer_free(&text);
}

static void head(struct buffer *out, const struct report *report)
{
    const struct asset *style = asset_find("paper.css");
    const char *name = report->place->name.in[report->language];
    struct buffer period = {0};
    word_period(&period, report->language, &report->period);
    html_write(out,
               "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\"/>\n"
               "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n"
               "<meta name=\"generator\" content=\"lampion %s\"/>\n<title>%s, %s: %s</title>\n",
               lang_code(report->language), report->version ? report->version : "",
               name ? name : report->place->id, buffer_peek(&period),
               word(report->language, WORD_KIND));
    buffer_text(out, "<style>\n");
    if (style)
        buffer_add(out, (const char *)style->bytes, style->length);
    foot(out, report);
    buffer_text(out, "</style>\n</head>\n<body>\n");
    buffer_free(&period);
}

int format_html(const struct report *report, struct buffer *out)
{
    head(out, report);
    chart_define(out);
    paper_cover(out, report);
    buffer_text(out, "<main>\n");
    paper_figures(out, report);
    paper_charts(out, report);
    paper_zones(out, report);
    paper_gaps(out, report);
    paper_facts(out, report);
    paper_method(out, report);
    paper_end(out, report);
    buffer_text(out, "</main>\n</body>\n</html>\n");
    return out->failed ? -ENOMEM : 0;
}
