#include "dashboard/page/chart.h"

#include "dashboard/page/html.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

#define WIDTH 680.0
#define LEFT 52.0 /* of the axis' words */
#define HEIGHT 116.0
#define TOP 16.0   /* of the words above a full bar */
#define LETTER 5.2 /* about the width of one; the font is the reader's */
#define UNDER 20.0 /* of the ticks */

static const char *const classes[CHART_STATES] = {"given", "partly", "unknown", "withheld",
                                                  "closed"};

double chart_top(double greatest)
{
    if (!(greatest > 0))
        return 1;
    double unit = pow(10, floor(log10(greatest)));
    static const double steps[] = {1, 2, 4, 6, 8, 10};
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
        if (greatest <= steps[i] * unit * (1 + 1e-9))
            return fmax(steps[i] * unit, 1);
    return 10 * unit;
}

void chart_define(struct buffer *out)
{
    buffer_text(out, "<svg class=\"defs\" width=\"0\" height=\"0\" aria-hidden=\"true\"><defs>"
                     "<pattern id=\"c-unknown\" width=\"6\" height=\"6\" "
                     "patternUnits=\"userSpaceOnUse\"><path d=\"M-1 7L7-1M-1 1L1-1M5 7L7 5\" "
                     "stroke=\"#6b7280\" stroke-width=\"1\" fill=\"none\"/></pattern>"
                     "<pattern id=\"c-withheld\" width=\"5\" height=\"5\" "
                     "patternUnits=\"userSpaceOnUse\"><circle cx=\"2.5\" cy=\"2.5\" r=\"0.9\" "
                     "fill=\"#566072\"/></pattern></defs></svg>\n");
}

static void number(struct buffer *out, const char *name, double value)
{
    char text[48];
    snprintf(text, sizeof text, " %s=\"%.1f\"", name, value);
    buffer_text(out, text);
}

static void rectangle(struct buffer *out, const char *class, double x, double y, double width,
                      double height)
{
    html_write(out, "<rect class=\"%s\"", class);
    number(out, "x", x);
    number(out, "y", y);
    number(out, "width", width);
    number(out, "height", height);
    buffer_text(out, "/>");
}

static void line(struct buffer *out, const char *class, double x1, double y1, double x2, double y2)
{
    html_write(out, "<line class=\"%s\"", class);
    number(out, "x1", x1);
    number(out, "y1", y1);
    number(out, "x2", x2);
    number(out, "y2", y2);
    buffer_text(out, "/>");
}

static void label(struct buffer *out, const char *class, double x, double y, const char *text)
{
    if (!*text)
        return;
    html_write(out, "<text class=\"%s\"", class);
    number(out, "x", x);
    number(out, "y", y);
    html_write(out, ">%s</text>", text);
}

static void begin(struct buffer *out, const char *kind, const char *id, const char *title,
                  const char *about, double width, double height)
{
    char box[64];
    snprintf(box, sizeof box, "0 0 %.0f %.0f", width, height);
    html_write(out,
               "<svg class=\"chart %s\" viewBox=\"%s\" role=\"img\" aria-labelledby=\"%s-t "
               "%s-d\"><title id=\"%s-t\">%s</title><desc id=\"%s-d\">%s</desc>",
               kind, box, id, id, id, title, id, about);
}

static double text_width(const char *text)
{
    double letters = 0;
    for (; *text; text++)
        letters += ((unsigned char)*text & 0xC0) != 0x80; /* UTF-8: one for each that begins */
    return letters * LETTER;
}

static double share(const struct chart *chart, const struct chart_point *point)
{
    double part = point->value / chart->top;
    return part < 0 ? 0 : part > 1 ? 1 : part;
}

/* One bar in its column from x on. */
static void bar(struct buffer *out, const struct chart *chart, const struct chart_point *point,
                double x, double y, double width, double height)
{
    double gap = width > 6 ? 2 : width / 4;
    double long_as = share(chart, point) * height;
    if (point->state == CHART_UNKNOWN || point->state == CHART_WITHHELD)
        rectangle(out, classes[point->state], x + gap / 2, y, width - gap, height);
    else if (point->state == CHART_CLOSED && !(point->value > 0))
        line(out, "closed", x + width / 3, y + height, x + 2 * width / 3, y + height);
    else if (point->value > 0)
        rectangle(out, classes[point->state == CHART_CLOSED ? CHART_GIVEN : point->state],
                  x + gap / 2, y + height - fmax(long_as, 1), width - gap, fmax(long_as, 1));
}

/* What the patterns mean; only those that are there. */
static void legend(struct buffer *out, const char *const states[CHART_STATES],
                   const bool there[CHART_STATES])
{
    if (!there[CHART_PARTLY] && !there[CHART_UNKNOWN] && !there[CHART_WITHHELD])
        return;
    buffer_text(out, "<p class=\"legend\">");
    for (int i = CHART_PARTLY; i <= CHART_WITHHELD; i++) {
        if (!there[i])
            continue;
        html_write(out,
                   "<span><svg class=\"chart key\" viewBox=\"0 0 18 12\" aria-hidden=\"true\">"
                   "<rect class=\"%s\" x=\"1\" y=\"1\" width=\"16\" height=\"10\"/></svg> "
                   "%s</span> ",
                   classes[i], states[i]);
    }
    buffer_text(out, "</p>\n");
}

static void chart_legend(struct buffer *out, const struct chart *chart)
{
    bool there[CHART_STATES] = {false};
    for (size_t i = 0; i < chart->count; i++)
        there[chart->points[i].state] = true;
    legend(out, chart->states, there);
}

/* Below the bars, those that touch no other. */
static void ticks(struct buffer *out, const struct chart *chart, double width)
{
    double free_from = 0;
    for (size_t i = 0; i < chart->count; i++) {
        double at = LEFT + width * ((double)i + 0.5), half = text_width(chart->points[i].tick) / 2;
        if (!*chart->points[i].tick || at - half < free_from || at + half > WIDTH + 2)
            continue;
        label(out, "tick", at, TOP + HEIGHT + 14, chart->points[i].tick);
        free_from = at + half + LETTER;
    }
}

/* What each bar says, above it, when there is room for all. */
static void bar_words(struct buffer *out, const struct chart *chart, double width)
{
    for (size_t i = 0; i < chart->count; i++)
        if (text_width(chart->points[i].words) + LETTER > width &&
            chart->points[i].state <= CHART_PARTLY)
            return;
    for (size_t i = 0; i < chart->count; i++)
        if (chart->points[i].state <= CHART_PARTLY)
            label(out, "tick", LEFT + width * ((double)i + 0.5),
                  TOP + HEIGHT * (1 - share(chart, &chart->points[i])) - 4, chart->points[i].words);
}

void chart_bars(struct buffer *out, const struct chart *chart)
{
    if (chart->count == 0)
        return;
    double width = (WIDTH - LEFT) / (double)chart->count;
    begin(out, "bars", chart->id, chart->title, chart->about, WIDTH, TOP + HEIGHT + UNDER);
    for (int i = 0; i < 3; i++) {
        double y = TOP + HEIGHT * (2 - i) / 2;
        line(out, i == 0 ? "axis" : "grid", LEFT, y, WIDTH, y);
        label(out, "scale", LEFT - 6, y + 4, chart->scale[i]);
    }
    for (size_t i = 0; i < chart->count; i++)
        bar(out, chart, &chart->points[i], LEFT + width * (double)i, TOP, width, HEIGHT);
    ticks(out, chart, width);
    bar_words(out, chart, width);
    buffer_text(out, "</svg>\n");
    chart_legend(out, chart);
}

void chart_rows(struct buffer *out, const struct chart *chart)
{
    const double row = 24, left = 190, right = 110, long_as = WIDTH - left - right;
    if (chart->count == 0)
        return;
    begin(out, "rows", chart->id, chart->title, chart->about, WIDTH,
          row * (double)chart->count + 4);
    for (size_t i = 0; i < chart->count; i++) {
        const struct chart_point *point = &chart->points[i];
        double y = 2 + row * (double)i;
        bool given = point->state == CHART_GIVEN || point->state == CHART_PARTLY;
        double end = given ? share(chart, point) * long_as : long_as / 4;
        label(out, "row", left - 8, y + 16, point->tick);
        if (point->state != CHART_CLOSED)
            rectangle(out, classes[point->state], left, y + 4, fmax(end, 1), row - 8);
        label(out, "value", left + (point->state == CHART_CLOSED ? 0 : end) + 8, y + 16,
              point->words);
    }
    line(out, "axis", left, 0, left, row * (double)chart->count + 4);
    buffer_text(out, "</svg>\n");
    chart_legend(out, chart);
}

void chart_table(struct buffer *out, const struct chart *chart)
{
    bool notes = false;
    for (size_t i = 0; i < chart->count; i++)
        notes = notes || *chart->points[i].note;
    if (chart->count == 0)
        return;
    html_write(out,
               "<table class=\"series\"><caption>%s</caption><thead><tr><th scope=\"col\">%s</th>"
               "<th scope=\"col\" class=\"n\">%s</th>",
               chart->title, chart->head[0], chart->head[1]);
    if (notes)
        html_write(out, "<th scope=\"col\">%s</th>", chart->head[2]);
    buffer_text(out, "</tr></thead><tbody>\n");
    for (size_t i = 0; i < chart->count; i++) {
        const struct chart_point *point = &chart->points[i];
        html_write(out, "<tr class=\"%s\"><th scope=\"row\">%s</th><td class=\"n\">%s</td>",
                   classes[point->state], point->name, point->words);
        if (notes)
            html_write(out, "<td>%s</td>", point->note);
        buffer_text(out, "</tr>\n");
    }
    buffer_text(out, "</tbody></table>\n");
}

static void heat_cell(struct buffer *out, const struct chart_heat *heat, int day, int hour,
                      double x, double y, double width, double height)
{
    static const char *const shades[] = {"h0", "h1", "h2", "h3", "h4"};
    enum chart_state state = heat->cells[day][hour].state;
    double value = fmin(fmax(heat->cells[day][hour].value, 0), 1);
    char text[24];
    if (state == CHART_UNKNOWN || state == CHART_WITHHELD) {
        rectangle(out, classes[state], x + 1, y + 1, width - 2, height - 2);
    } else if (state == CHART_GIVEN || state == CHART_PARTLY) {
        int shade = (int)fmin(4, 5 * value / heat->top);
        rectangle(out, shades[shade], x + 1, y + 1, width - 2, height - 2);
        if (state == CHART_PARTLY)
            rectangle(out, "part", x + 2.5, y + 2.5, width - 5, height - 5);
        snprintf(text, sizeof text, "%.0f", 100 * value);
        label(out, shade >= 3 ? "in pale" : "in", x + width / 2, y + height / 2 + 4, text);
    }
}

void chart_heat(struct buffer *out, const struct chart_heat *heat)
{
    const double row = 22, left = 90, head = 18;
    bool there[CHART_STATES] = {false};
    double width = (WIDTH - left) / (heat->last - heat->first + 1);
    if (heat->last < heat->first)
        return;
    double widest = 0;
    for (int hour = heat->first; hour <= heat->last; hour++)
        widest = fmax(widest, text_width(heat->hours[hour]) + LETTER);
    int every = (int)ceil(widest / width); /* so that heads do not touch */
    begin(out, "heat", heat->id, heat->title, heat->about, WIDTH, head + row * CHART_DAYS);
    for (int hour = heat->first; hour <= heat->last; hour += every)
        label(out, "tick", left + width * (hour - heat->first) + width / 2, 12, heat->hours[hour]);
    for (int day = 0; day < CHART_DAYS; day++) {
        double y = head + row * day;
        label(out, "row", left - 8, y + 15, heat->days[day]);
        for (int hour = heat->first; hour <= heat->last; hour++) {
            heat_cell(out, heat, day, hour, left + width * (hour - heat->first), y, width, row);
            there[heat->cells[day][hour].state] = true;
        }
    }
    buffer_text(out, "</svg>\n");
    legend(out, heat->states, there);
}
