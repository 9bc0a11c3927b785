/* A report as one HTML file, made for printing on A4: style and charts within, no script, nothing
 * fetched from anywhere. Also well-formed XML.
 * Layout: CSS Paged Media Level 3 (margin boxes), CSS Fragmentation Level 3. */
#include "dashboard/page/asset.h"
#include "dashboard/page/html.h"
#include "dashboard/page/lang.h"
#include "dashboard/report/formats.h"
#include "dashboard/report/paper.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

/* A string of CSS: whatever is not plain as its number, so that nothing ends it, nor the style
 * around it (CSS Syntax Level 3, 4.3.7). */
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

/* What stands at the foot of every page: place, period, address, date of the data; the page. */
static void foot(struct buffer *out, const struct report *report)
{
    struct buffer text = {0};
    buffer_text(&text, paper_place(report));
    buffer_text(&text, ", ");
    word_period(&text, report->language, &report->period);
    buffer_text(&text, " · ");
    if (report->place->uri) {
        buffer_text(&text, report->place->uri);
        buffer_text(&text, " · ");
    }
    buffer_text(&text, word(report->language, WORD_UNTIL));
    buffer_text(&text, " ");
    word_until(&text, report);
    buffer_text(out, "@page{@bottom-left{content:\"");
    css_string(out, buffer_peek(&text));
    buffer_text(out, "\"}@bottom-right{content:counter(page) \" / \" counter(pages)}}\n");
    buffer_free(&text);
}

static void head(struct buffer *out, const struct report *report)
{
    const struct asset *style = asset_find("paper.css");
    struct buffer period = {0};
    word_period(&period, report->language, &report->period);
    html_write(out,
               "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\"/>\n"
               "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n"
               "<meta name=\"generator\" content=\"lampion %s\"/>\n<title>%s, %s: %s</title>\n",
               lang_code(report->language), report->version, paper_place(report),
               buffer_peek(&period), word(report->language, WORD_KIND));
    buffer_text(out, "<style>\n");
    if (style)
        buffer_add(out, (const char *)style->bytes, style->length);
    foot(out, report);
    buffer_text(out, "</style>\n</head>\n<body>\n");
    buffer_free(&period);
}

static void document(struct buffer *out, const struct report *report)
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
}

int format_html(const struct report *report, const char *path, struct why *why)
{
    struct buffer out = {0};
    document(&out, report);
    FILE *file = out.failed ? NULL : fopen(path, "w");
    int error = out.failed ? ENOMEM : file ? 0 : errno;
    if (file && fwrite(out.bytes, 1, out.length, file) != out.length)
        error = errno;
    if (file && fclose(file) != 0 && !error)
        error = errno;
    buffer_free(&out);
    return error ? why_set(why, error, "%s: cannot be written: %s", path, strerror(error)) : 0;
}
