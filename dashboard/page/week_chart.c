#include "dashboard/page/week_chart.h"

#include "dashboard/page/html.h"
#include "dashboard/page/lang_tables.h"
#include "dashboard/page/usual_value.h"
#include <stdio.h>

#define DAYS 7
#define HOURS 24
#define PARTS 4
#define LEFT 36
#define ROW 22
#define LEVELS 5

static const int part_begins[PARTS + 1] = {0, 12, 14, 18, HOURS};

struct week {
    const struct view *view;
    const struct outlook_zone *zone;
    int first, end; /* hours that are drawn */
    double top;
};

static bool week_find(struct week *self)
{
    self->first = HOURS;
    self->end = 0;
    self->top = self->zone->measure == OUTLOOK_USE ? 1 : (double)self->zone->seats;
    for (int day = 0; day < DAYS; day++) {
        for (int hour = 0; hour < HOURS; hour++) {
            float value = self->zone->week[day][hour];
            if (value != OUTLOOK_UNKNOWN) {
                self->first = hour < self->first ? hour : self->first;
                self->end = hour >= self->end ? hour + 1 : self->end;
                self->top = (double)value > self->top ? (double)value : self->top;
            }
        }
    }
    self->top = self->top > 0 ? self->top : 1;
    return self->zone->week_days > 0 && self->end > 0;
}

/* The mean of a part's hours; a few somewhere in it: a few; unknown when none is known. */
static float part_value(const struct week *self, int day, int part)
{
    double sum = 0;
    int count = 0;
    bool few = false;
    for (int hour = part_begins[part]; hour < part_begins[part + 1]; hour++) {
        float value = self->zone->week[day][hour];
        few = few || value == OUTLOOK_FEW;
        if (value >= 0) {
            sum += (double)value;
            count++;
        }
    }
    return few ? OUTLOOK_FEW : count ? (float)(sum / count) : OUTLOOK_UNKNOWN;
}

static void part_name(struct buffer *out, enum language language, int day, int part)
{
    buffer_text(out, lang_table(language)->weekdays[day]);
    buffer_text(out, " ");
    buffer_text(out, lang_text(language, TEXT_PART_MORNING + part));
}

static void summary_write(struct buffer *out, const struct week *self)
{
    enum language language = self->view->language;
    int calm = -1, full = -1;
    for (int i = 0; i < DAYS * PARTS; i++) {
        float value = part_value(self, i / PARTS, i % PARTS);
        float few_is = value == OUTLOOK_FEW ? 0 : value; /* fewer than any number that is told */
        if (value == OUTLOOK_UNKNOWN) {
            continue;
        }
        float calmest = calm < 0 ? 0 : part_value(self, calm / PARTS, calm % PARTS);
        float fullest = full < 0 ? 0 : part_value(self, full / PARTS, full % PARTS);
        calm = calm < 0 || few_is < (calmest == OUTLOOK_FEW ? 0 : calmest) ? i : calm;
        full = full < 0 || few_is > (fullest == OUTLOOK_FEW ? 0 : fullest) ? i : full;
    }
    struct buffer a = {0}, b = {0}, words = {0};
    part_name(&a, language, calm / PARTS, calm % PARTS);
    part_name(&b, language, full / PARTS, full % PARTS);
    lang_write(&words, language, TEXT_WEEK_SUMMARY, buffer_peek(&a), buffer_peek(&b));
    html_write(out, "<p>%s</p>\n", buffer_peek(&words));
    buffer_free(&a);
    buffer_free(&b);
    buffer_free(&words);
}

static void cell_write(struct buffer *out, const struct week *self, int day, int hour, int width)
{
    float value = self->zone->week[day][hour];
    int level = value < 0 ? 0 : (int)((double)value / self->top * LEVELS);
    int x = LEFT + (hour - self->first) * width, y = day * ROW;
    if (value == OUTLOOK_UNKNOWN) {
        html_write(out, "<path class=none d=\"M%d %dh4\"/>", x + width / 2 - 2, y + ROW / 2);
        return; /* closed then, or never observed */
    }
    html_write(out, "<rect class=\"h%d\" x=%d y=%d width=%d height=%d rx=2 />",
               level >= LEVELS ? LEVELS - 1 : level, x + 1, y + 1, width - 2, ROW - 2);
}

static void hour_label(struct buffer *out, const struct week *self, int hour, int width)
{
    html_write(out, "<text x=%d y=%d>%d%s</text>", LEFT + (hour - self->first) * width,
               DAYS * ROW + 14, hour, self->view->language == LANGUAGE_FR ? " h" : ":00");
}

static void drawing_write(struct buffer *out, const struct week *self)
{
    int hours = self->end - self->first, width = 292 / hours;
    width = width > 30 ? 30 : width;
    html_write(out, "<svg class=chart viewBox=\"0 0 %d %d\" role=img aria-labelledby=week-title>",
               LEFT + 292, DAYS * ROW + 20);
    for (int day = 0; day < DAYS; day++) {
        char name[16]; /* the first three letters, all of one byte in our languages */
        snprintf(name, sizeof name, "%.3s", lang_table(self->view->language)->weekdays[day]);
        html_write(out, "<text x=0 y=%d>%s</text>", day * ROW + 15, name);
        for (int hour = self->first; hour < self->end; hour++) {
            cell_write(out, self, day, hour, width);
        }
    }
    for (int hour = self->first; hour<self->end; hour += hours> 12 ? 4 : 3) {
        hour_label(out, self, hour, width);
    }
    buffer_text(out, "</svg>\n");
}

static void table_write(struct buffer *out, const struct week *self)
{
    enum language language = self->view->language;
    html_write(out,
               "<details><summary>%s</summary><table><caption>%s</caption>\n<tr><th scope=col>%s",
               lang_text(language, TEXT_AS_TABLE),
               lang_text(language, TEXT_MEASURE_TAKEN + self->zone->measure),
               lang_text(language, TEXT_HEAD_DAY));
    for (int part = 0; part < PARTS; part++) {
        html_write(out, "</th><th scope=col>%s", lang_text(language, TEXT_PART_MORNING + part));
    }
    buffer_text(out, "</th></tr>\n");
    for (int day = 0; day < DAYS; day++) {
        html_write(out, "<tr><th scope=row>%s</th>", lang_table(language)->weekdays[day]);
        for (int part = 0; part < PARTS; part++) {
            struct buffer words = {0};
            usual_words(&words, language, self->zone->measure, part_value(self, day, part));
            html_write(out, "<td>%s</td>", buffer_peek(&words));
            buffer_free(&words);
        }
        buffer_text(out, "</tr>\n");
    }
    buffer_text(out, "</table></details>\n");
}

void week_chart(struct buffer *out, const struct view *view, const struct outlook_zone *zone)
{
    html_write(out, "<h2 id=\"week-title\">%s</h2>\n", lang_text(view->language, TEXT_WEEK_TITLE));
    struct week week = {.view = view, .zone = zone};
    if (!zone || !week_find(&week)) {
        html_write(out, "<p>%s</p>\n", lang_text(view->language, TEXT_WEEK_NONE));
        return;
    }
    summary_write(out, &week);
    drawing_write(out, &week);
    table_write(out, &week);
}
