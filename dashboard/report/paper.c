#include "dashboard/report/paper.h"

#include "dashboard/page/html.h"
#include <math.h>
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

void paper_head(struct buffer *out, const struct report *report, const char *caption,
                const enum word *columns)
{
    html_write(out, "<caption>%s</caption><thead><tr>", caption);
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

void paper_keep(char text[PAPER_TEXT_MAX], struct buffer *from)
{
    size_t length = strlen(buffer_peek(from));
    if (length >= PAPER_TEXT_MAX) /* never half a letter */
        for (length = PAPER_TEXT_MAX - 1; (buffer_peek(from)[length] & 0xC0) == 0x80;)
            length--;
    snprintf(text, PAPER_TEXT_MAX, "%.*s", (int)length, buffer_peek(from));
    buffer_free(from);
}

const char *paper_place(const struct report *report)
{
    const char *name = report->place->name.in[report->language];
    return name ? name : report->place->id;
}

const char *paper_zone(const struct report *report, const struct report_zone *zone)
{
    const char *name = zone->name.in[report->language];
    (void)report;
    return name ? name : zone->id;
}

enum measure paper_measure(const struct report_zone *zone)
{
    return zone->counts ? MEASURE_VISITS : zone->kind == ZONE_SEATS ? MEASURE_SEATS : MEASURE_ROOM;
}

void paper_chart_words(const struct report *report, struct chart *chart)
{
    chart->states[CHART_PARTLY] = word(report->language, WORD_PARTLY);
    chart->states[CHART_UNKNOWN] = word(report->language, WORD_NOT_OBSERVED);
    chart->states[CHART_WITHHELD] = word(report->language, WORD_WITHHELD);
}

void paper_scale(const struct report *report, struct chart *chart, enum indicator_unit unit,
                 char texts[3][PAPER_TEXT_MAX])
{
    for (int i = 0; i < 3; i++) {
        struct buffer text = {0};
        double value = chart->top * i / 2;
        word_number(&text, report->language, value, value == floor(value) ? 0 : 1);
        buffer_text(&text, paper_words(report->language)->measures[unit]);
        paper_keep(texts[i], &text);
        chart->scale[i] = texts[i];
    }
}

void paper_chart(struct buffer *out, const struct chart *chart, bool in_columns,
                 void (*draw)(struct buffer *out, const struct chart *chart))
{
    html_write(out, "<figure><figcaption>%s</figcaption>\n", chart->title);
    draw(out, chart);
    html_write(out, "<div class=\"%s\">\n", in_columns ? "columns" : "plain");
    chart_table(out, chart);
    buffer_text(out, "</div></figure>\n");
}

void paper_value(struct buffer *out, const struct report *report, enum chart_state state,
                 enum indicator_unit unit, double value)
{
    if (state <= CHART_PARTLY)
        word_value(out, report->language, unit, value);
    else
        buffer_text(out, word(report->language, state == CHART_CLOSED     ? WORD_CLOSED
                                                : state == CHART_WITHHELD ? WORD_WITHHELD
                                                                          : WORD_NOT_OBSERVED));
}

void paper_charts(struct buffer *out, const struct report *report)
{
    paper_section(out, report, "charts", WORD_CHARTS);
    for (size_t i = 0; i < report->zone_count; i++) {
        buffer_text(out, "<div class=\"zone\">\n");
        html_write(out, "<h3>%s</h3>\n", paper_zone(report, &report->zones[i]));
        paper_days(out, report, i);
        paper_week(out, report, i);
        buffer_text(out, "</div>\n");
    }
    buffer_text(out, "</section>\n");
}
