#include "dashboard/page/day_chart.h"

#include "dashboard/page/html.h"
#include "dashboard/page/moment.h"
#include "dashboard/page/usual_value.h"
#include <stdio.h>

/* The view box; text in it has the size of text beside it when it is as wide as a phone. */
#define WIDTH 328
#define HEIGHT 168
#define LEFT 28
#define TOP 10
#define BOTTOM 146
#define HOUR_MS 3600000LL

struct day {
    const struct view *view;
    const struct outlook_zone *zone;
    size_t first, end; /* quarters that are drawn */
    double top;
    int64_t step_ms; /* of today */
};

static int64_t now_of(const struct day *self)
{
    return self->view->snapshot->as_of_ms;
}

static double x_of(const struct day *self, int64_t utc_ms)
{
    int64_t from_ms = self->zone->quarters[self->first].from_ms;
    int64_t end_ms = self->zone->quarters[self->end - 1].from_ms + OUTLOOK_QUARTER_MS;
    return LEFT + (WIDTH - LEFT - 2) * (double)(utc_ms - from_ms) / (double)(end_ms - from_ms);
}

static double y_of(const struct day *self, double value)
{
    return BOTTOM - (BOTTOM - TOP) * value / self->top;
}

static void number_write(struct buffer *out, const char *format, double x, double y)
{
    char text[128];
    snprintf(text, sizeof text, format, x, y);
    buffer_text(out, text);
}

static bool quarter_says(const struct outlook_quarter *quarter)
{
    return quarter->open || quarter->p50 >= 0 || quarter->today >= 0;
}

static bool day_find(struct day *self)
{
    const struct outlook_zone *zone = self->zone;
    bool known = false;
    self->first = zone->quarter_count;
    self->end = 0;
    for (size_t q = 0; q < zone->quarter_count; q++) {
        if (quarter_says(&zone->quarters[q])) {
            self->first = self->first > q ? q : self->first;
            self->end = q + 1;
        }
        known = known || zone->quarters[q].p50 >= 0 || zone->quarters[q].today >= 0;
    }
    return known;
}

/* One side of the band from left to right, or back. */
static void band_write(struct buffer *out, const struct day *self, size_t from, size_t to)
{
    const struct outlook_quarter *quarters = self->zone->quarters;
    buffer_text(out, "<path class=band d=\"M");
    for (size_t q = from; q < to; q++) {
        double y = y_of(self, (double)quarters[q].p90);
        number_write(out, "%.1f %.1f ", x_of(self, quarters[q].from_ms), y);
        number_write(out, "%.1f %.1f ", x_of(self, quarters[q].from_ms + OUTLOOK_QUARTER_MS), y);
    }
    for (size_t q = to; q-- > from;) {
        double y = y_of(self, (double)quarters[q].p10);
        number_write(out, "%.1f %.1f ", x_of(self, quarters[q].from_ms + OUTLOOK_QUARTER_MS), y);
        number_write(out, "%.1f %.1f ", x_of(self, quarters[q].from_ms), y);
    }
    buffer_text(out, "z\"/>");
}

static bool has_band(const struct outlook_quarter *quarter)
{
    return quarter->p10 >= 0 && quarter->p90 >= 0;
}

static void bands_write(struct buffer *out, const struct day *self)
{
    const struct outlook_quarter *quarters = self->zone->quarters;
    for (size_t q = self->first; q < self->end; q++) {
        size_t to = q;
        while (to < self->end && has_band(&quarters[to])) {
            to++;
        }
        if (to > q) {
            band_write(out, self, q, to);
            q = to;
        }
    }
}

/* What was not observed of the hours that are over is hatched, never a gap. */
static void unknown_write(struct buffer *out, const struct day *self, int64_t from_ms)
{
    double x = x_of(self, from_ms), end = x_of(self, from_ms + self->step_ms);
    number_write(out, "<rect class=gap x=%.1f y=10 width=%.1f height=136 fill=url(#hatch) />", x,
                 end - x);
}

static void today_write(struct buffer *out, const struct day *self)
{
    const struct outlook_quarter *quarters = self->zone->quarters;
    struct buffer line = {0};
    bool drawn = false;
    for (size_t q = self->first; q < self->end; q++) {
        int64_t from_ms = quarters[q].from_ms, end_ms = from_ms + self->step_ms;
        if (from_ms % self->step_ms != 0 || end_ms > now_of(self) - OUTLOOK_QUARTER_MS) {
            if (from_ms + OUTLOOK_QUARTER_MS > now_of(self)) {
                break;
            }
        }
        float value = quarters[q].today;
        if (value < 0) {
            if (value == OUTLOOK_UNKNOWN && quarters[q].open && from_ms % self->step_ms == 0 &&
                end_ms < now_of(self) - self->step_ms) {
                unknown_write(out, self, from_ms);
                drawn = false;
            }
            continue;
        }
        double y = y_of(self, (double)value), end = x_of(self, end_ms);
        number_write(&line, drawn ? "L%.1f %.1f " : "M%.1f %.1f ", x_of(self, from_ms), y);
        number_write(&line, "L%.1f %.1f ", end < WIDTH - 2 ? end : WIDTH - 2, y);
        drawn = true;
    }
    html_write(out, "<path class=today d=\"%s\"/>", buffer_peek(&line));
    buffer_free(&line);
}

static void label_write(struct buffer *out, double x, double y, const char *anchor,
                        const char *words)
{
    number_write(out, "<text x=%.1f y=%.1f text-anchor=", x, y);
    html_write(out, "%s>%s</text>", anchor, words);
}

static void axes_write(struct buffer *out, const struct day *self)
{
    const struct view *view = self->view;
    struct buffer words = {0};
    usual_words(&words, view->language, self->zone->measure, (float)self->top);
    label_write(out, LEFT - 6, TOP + 5, "end", buffer_peek(&words));
    label_write(out, LEFT - 6, BOTTOM, "end", "0");
    buffer_free(&words);
    number_write(out, "<path class=axis d=\"M%.0f %.0fH326\"/>", LEFT, BOTTOM);
    size_t hours = (self->end - self->first) / 4, apart = hours > 24   ? 6
                                                          : hours > 12 ? 4
                                                          : hours > 6  ? 3
                                                                       : 2;
    for (size_t q = self->first; q < self->end; q++) {
        struct zonetime_local local;
        int64_t from_ms = self->zone->quarters[q].from_ms;
        zonetime_local(view->zone, from_ms, &local);
        double x = x_of(self, from_ms);
        if (local.minute == 0 && (size_t)local.hour % apart == 0 && x < WIDTH - 16) {
            moment_clock(&words, view->language, view->zone, from_ms, false);
            label_write(out, x, BOTTOM + 16, x < LEFT + 8 ? "start" : "middle",
                        buffer_peek(&words));
            buffer_free(&words);
        }
    }
}

static void drawing_write(struct buffer *out, const struct day *self)
{
    const struct outlook_quarter *quarters = self->zone->quarters;
    html_write(out,
               "<svg class=chart viewBox=\"0 0 %d %d\" role=img aria-labelledby=day-title>"
               "<defs><pattern id=hatch width=6 height=6 patternUnits=userSpaceOnUse "
               "patternTransform=rotate(45)><path d=\"M0 0V6\"/></pattern></defs>",
               WIDTH, HEIGHT);
    for (size_t q = self->first; q < self->end; q++) {
        size_t to = q;
        while (to < self->end && quarters[to].open) {
            to++;
        }
        if (to > q) {
            double x = x_of(self, quarters[q].from_ms);
            double end = x_of(self, quarters[to - 1].from_ms + OUTLOOK_QUARTER_MS);
            number_write(out, "<rect class=ground x=%.1f y=10 width=%.1f height=136 />", x,
                         end - x);
            q = to;
        }
    }
    bands_write(out, self);
    today_write(out, self);
    axes_write(out, self);
    double now = x_of(self, now_of(self));
    if (now >= LEFT && now <= WIDTH - 2) {
        number_write(out, "<path class=now-line d=\"M%.1f 6V%.0f\"/>", now, BOTTOM);
    }
    buffer_text(out, "</svg>\n");
}

static void cell_range(struct buffer *out, const struct day *self,
                       const struct outlook_quarter *quarter)
{
    enum language language = self->view->language;
    struct buffer low = {0}, high = {0}, words = {0};
    if (quarter->p10 == OUTLOOK_UNKNOWN) {
        usual_words(&words, language, self->zone->measure, OUTLOOK_UNKNOWN);
    } else {
        usual_words(&low, language, self->zone->measure, quarter->p10);
        usual_words(&high, language, self->zone->measure, quarter->p90);
        lang_write(&words, language, TEXT_RANGE, buffer_peek(&low), buffer_peek(&high));
    }
    html_write(out, "<td>%s</td>", buffer_peek(&words));
    buffer_free(&low);
    buffer_free(&high);
    buffer_free(&words);
}

static void row_write(struct buffer *out, const struct day *self,
                      const struct outlook_quarter *quarter)
{
    enum language language = self->view->language;
    struct buffer clock = {0}, today = {0};
    moment_clock(&clock, language, self->view->zone, quarter->from_ms, false);
    if (quarter->today == OUTLOOK_UNKNOWN && quarter->from_ms + self->step_ms > now_of(self)) {
        buffer_text(&today, lang_text(language, TEXT_TO_COME));
    } else {
        usual_words(&today, language, self->zone->measure, quarter->today);
    }
    html_write(out, "<tr><th scope=row>%s</th>", buffer_peek(&clock));
    cell_range(out, self, quarter);
    html_write(out, "<td>%s</td></tr>\n", buffer_peek(&today));
    buffer_free(&clock);
    buffer_free(&today);
}

/* An hour a row, by its first quarter. */
static void table_write(struct buffer *out, const struct day *self)
{
    enum language language = self->view->language;
    html_write(out,
               "<details><summary>%s</summary><table><caption>%s</caption>\n<tr><th scope=col>%s"
               "</th><th scope=col>%s</th><th scope=col>%s</th></tr>\n",
               lang_text(language, TEXT_AS_TABLE),
               lang_text(language, TEXT_MEASURE_TAKEN + self->zone->measure),
               lang_text(language, TEXT_HEAD_HOUR), lang_text(language, TEXT_HEAD_USUAL),
               lang_text(language, TEXT_HEAD_TODAY));
    for (size_t q = self->first; q < self->end; q++) {
        if (self->zone->quarters[q].from_ms % HOUR_MS == 0) {
            row_write(out, self, &self->zone->quarters[q]);
        }
    }
    buffer_text(out, "</table></details>\n");
}

void day_chart(struct buffer *out, const struct view *view, const struct outlook_zone *zone)
{
    html_write(out, "<h2 id=\"day-title\">%s</h2>\n", lang_text(view->language, TEXT_DAY_TITLE));
    struct day day = {.view = view, .zone = zone};
    if (!zone || !day_find(&day)) {
        html_write(out, "<p>%s</p>\n", lang_text(view->language, TEXT_DAY_NONE));
        return;
    }
    day.top = usual_top(zone);
    day.step_ms = view->snapshot->outlook->step_ms;
    usual_caption(out, view, zone, TEXT_DAY_ABOUT);
    drawing_write(out, &day);
    table_write(out, &day);
}
