/* The hours of the day and the usual week of a zone: how full it is while open and observed. */
#include "dashboard/page/html.h"
#include "dashboard/page/lang.h"
#include "dashboard/page/lang_tables.h"
#include "dashboard/report/paper.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define DAYS CHART_DAYS
#define HOURS CHART_HOURS

/* Of an hour of the week, or several: seconds open, those that are given and known, those that
 * are withheld; and use, weighted by what it rests on. */
struct hour_sum {
    double open_s, known_s, withheld_s;
    double used, weight;
};

static void add(struct hour_sum *to, const struct hour_sum *more)
{
    to->open_s += more->open_s;
    to->known_s += more->known_s;
    to->withheld_s += more->withheld_s;
    to->used += more->used;
    to->weight += more->weight;
}

static double use_of(const struct hour_sum *sum)
{
    return sum->weight > 0 ? sum->used / sum->weight : 0;
}

static enum chart_state state_of(const struct report *report, const struct hour_sum *sum)
{
    double known = sum->open_s > 0 ? sum->known_s / sum->open_s : 0;
    if (sum->open_s == 0)
        return CHART_CLOSED;
    if (sum->weight > 0 && known >= report->rules.withhold_below)
        return known < report->rules.flag_below ? CHART_PARTLY : CHART_GIVEN;
    return sum->withheld_s > 0 && sum->withheld_s >= (sum->open_s - sum->known_s) / 2
               ? CHART_WITHHELD
               : CHART_UNKNOWN;
}

static double known_share(const struct report_hour *hour)
{
    if (hour->given != GIVEN || hour->length_s == 0)
        return 0;
    return hour->seats_s > 0 ? 1 - (double)hour->seats_unknown_s / hour->seats_s
                             : 1 - (double)hour->uncounted_s / hour->length_s;
}

/* The week of the report (report.h), with how much of it was observed. */
static void sum_week(const struct report_zone *zone, struct hour_sum week[DAYS][HOURS])
{
    memset(week, 0, sizeof(struct hour_sum) * DAYS * HOURS);
    for (size_t d = 0; d < zone->day_count; d++)
        for (size_t i = 0; i < zone->days[d].hour_count; i++) {
            const struct report_hour *hour = &zone->hours[zone->days[d].hour_first + i];
            int at = (int)(hour->local % 100);
            if (at >= HOURS || hour->open_s == 0)
                continue;
            struct hour_sum *sum = &week[civil_weekday(zone->days[d].day) - 1][at];
            sum->open_s += hour->open_s;
            sum->known_s += hour->open_s * known_share(hour);
            sum->withheld_s += hour->given == GIVEN_WITHHELD ? hour->open_s : 0;
        }
    for (int day = 0; day < DAYS; day++)
        for (int at = 0; at < HOURS; at++) {
            week[day][at].weight = zone->week[day][at].known_s;
            week[day][at].used = zone->week[day][at].use * zone->week[day][at].known_s;
        }
}

/* The hours that are ever open; false: so little of them is told that a picture would show nothing
 * but that. */
static bool span_of(const struct report *report, struct hour_sum week[DAYS][HOURS], int *first,
                    int *last)
{
    int open = 0, told = 0;
    bool used = false;
    *first = HOURS;
    *last = -1;
    for (int at = 0; at < HOURS; at++)
        for (int day = 0; day < DAYS; day++) {
            enum chart_state state = state_of(report, &week[day][at]);
            if (state == CHART_CLOSED)
                continue;
            *first = at < *first ? at : *first;
            *last = at;
            open++;
            told += state <= CHART_PARTLY;
            used = used || (state <= CHART_PARTLY && use_of(&week[day][at]) > 0);
        }
    return used && 4 * told >= open;
}

static void say_use(struct buffer *out, const struct report *report, const struct hour_sum *sum)
{
    paper_value(out, report, state_of(report, sum), UNIT_PERCENT, 100 * use_of(sum));
}

/* ---- Hours of the day */

static void draw_hours(struct buffer *out, const struct report *report, size_t index,
                       struct hour_sum week[DAYS][HOURS], int first, int last)
{
    struct chart_point points[HOURS];
    char ticks[HOURS][PAPER_TEXT_MAX], words[HOURS][PAPER_TEXT_MAX], scale[3][PAPER_TEXT_MAX];
    char id[32];
    double greatest = 0;
    size_t count = 0, told = 0;
    struct buffer text = {0}, title = {0};
    for (int at = first; at <= last; at++, count++) {
        struct hour_sum sum = {0};
        for (int day = 0; day < DAYS; day++)
            add(&sum, &week[day][at]);
        enum chart_state state = state_of(report, &sum);
        word_hour(&text, report->language, at);
        paper_keep(ticks[count], &text);
        say_use(&text, report, &sum);
        paper_keep(words[count], &text);
        points[count] =
            (struct chart_point){ticks[count],
                                 ticks[count],
                                 words[count],
                                 state == CHART_PARTLY ? word(report->language, WORD_PARTLY) : "",
                                 state <= CHART_PARTLY ? 100 * use_of(&sum) : 0,
                                 state};
        told += state <= CHART_PARTLY || state == CHART_CLOSED;
        greatest = fmax(greatest, points[count].value);
    }
    if (!(greatest > 0) || 2 * told < count)
        return; /* the week has the little there is */
    snprintf(id, sizeof id, "hours-%zu", index);
    word_write(&title, report->language, WORD_HOURS_CHART,
               paper_zone(report, &report->zones[index]), NULL);
    struct chart chart = {.id = id,
                          .title = buffer_peek(&title),
                          .about = word(report->language, WORD_HOURS_ABOUT),
                          .head = {word(report->language, WORD_CHART_HOUR),
                                   word(report->language, WORD_USE),
                                   word(report->language, WORD_CHART_NOTE)},
                          .top = chart_top(greatest),
                          .points = points,
                          .count = count};
    paper_chart_words(report, &chart);
    paper_scale(report, &chart, UNIT_PERCENT, scale);
    paper_chart(out, &chart, count > 8, chart_bars);
    buffer_free(&title);
}

/* ---- The usual week */

#define PARTS 4 /* of a day, as people say it */

static int part_of(int hour)
{
    return hour < 12 ? 0 : hour < 14 ? 1 : hour < 18 ? 2 : 3;
}

/* "lundi, après-midi (14–18 h) (42 %)" */
static void say_part(struct buffer *out, const struct report *report, enum word sentence, int day,
                     int part, double use)
{
    struct buffer when = {0}, share = {0};
    buffer_text(&when, lang_table(report->language)->weekdays[day]);
    buffer_text(&when, ", ");
    buffer_text(&when, word(report->language, WORD_PART_0 + part));
    word_value(&share, report->language, UNIT_PERCENT, 100 * use);
    paper_say(out, report, NULL, sentence, buffer_peek(&when), buffer_peek(&share));
    buffer_free(&when);
    buffer_free(&share);
}

static void say_extremes(struct buffer *out, const struct report *report,
                         struct hour_sum parts[DAYS][PARTS])
{
    const struct hour_sum *most = NULL, *least = NULL;
    for (int i = 0; i < DAYS * PARTS; i++) {
        const struct hour_sum *sum = &parts[i / PARTS][i % PARTS];
        if (state_of(report, sum) > CHART_PARTLY)
            continue;
        most = !most || use_of(sum) > use_of(most) ? sum : most;
        least = !least || use_of(sum) < use_of(least) ? sum : least;
    }
    if (!most || use_of(most) <= use_of(least)) /* nothing stands out */
        return;
    buffer_text(out, "<p>");
    int at = (int)(most - &parts[0][0]);
    say_part(out, report, WORD_WEEK_BUSY, at / PARTS, at % PARTS, use_of(most));
    buffer_text(out, " ");
    at = (int)(least - &parts[0][0]);
    say_part(out, report, WORD_WEEK_CALM, at / PARTS, at % PARTS, use_of(least));
    buffer_text(out, "</p>\n");
}

static void table(struct buffer *out, const struct report *report, const char *title,
                  struct hour_sum parts[DAYS][PARTS])
{
    bool open[PARTS] = {false};
    for (int i = 0; i < DAYS * PARTS; i++)
        open[i % PARTS] = open[i % PARTS] || parts[i / PARTS][i % PARTS].open_s > 0;
    html_write(out,
               "<table class=\"week\"><caption>%s</caption><thead><tr><th scope=\"col\">%s</th>",
               title, word(report->language, WORD_CHART_DAY));
    for (int part = 0; part < PARTS; part++)
        if (open[part])
            html_write(out, "<th scope=\"col\" class=\"n\">%s</th>",
                       word(report->language, WORD_PART_0 + part));
    buffer_text(out, "</tr></thead><tbody>\n");
    for (int day = 0; day < DAYS; day++) {
        html_write(out, "<tr><th scope=\"row\">%s</th>",
                   lang_table(report->language)->weekdays[day]);
        for (int part = 0; part < PARTS; part++) {
            struct buffer text = {0};
            if (!open[part])
                continue;
            say_use(&text, report, &parts[day][part]);
            paper_cell(out, "n", &text);
        }
        buffer_text(out, "</tr>\n");
    }
    buffer_text(out, "</tbody></table>\n");
}

static void set_cells(const struct report *report, struct chart_heat *heat,
                      struct hour_sum week[DAYS][HOURS])
{
    double greatest = 0;
    for (int day = 0; day < DAYS; day++)
        for (int at = 0; at < HOURS; at++) {
            heat->cells[day][at].state = state_of(report, &week[day][at]);
            heat->cells[day][at].value = use_of(&week[day][at]);
            if (heat->cells[day][at].state <= CHART_PARTLY)
                greatest = fmax(greatest, heat->cells[day][at].value);
        }
    heat->top = fmin(chart_top(100 * greatest) / 100, 1);
}

static void draw_week(struct buffer *out, const struct report *report, size_t index,
                      struct hour_sum week[DAYS][HOURS], int first, int last)
{
    struct hour_sum parts[DAYS][PARTS] = {0};
    char id[32], hours[HOURS][PAPER_TEXT_MAX];
    struct buffer text = {0}, title = {0};
    snprintf(id, sizeof id, "week-%zu", index);
    word_write(&title, report->language, WORD_WEEK_CHART, paper_zone(report, &report->zones[index]),
               NULL);
    struct chart_heat heat = {
        .id = id,
        .title = buffer_peek(&title),
        .about = word(report->language, WORD_WEEK_ABOUT),
        .first = first,
        .last = last,
        .states = {[CHART_PARTLY] = word(report->language, WORD_PARTLY),
                   [CHART_UNKNOWN] = word(report->language, WORD_NOT_OBSERVED),
                   [CHART_WITHHELD] = word(report->language, WORD_WITHHELD)}};
    for (int at = 0; at < HOURS; at++) {
        word_hour(&text, report->language, at);
        paper_keep(hours[at], &text);
        heat.hours[at] = hours[at];
        for (int day = 0; day < DAYS; day++)
            add(&parts[day][part_of(at)], &week[day][at]);
    }
    for (int day = 0; day < DAYS; day++)
        heat.days[day] = lang_table(report->language)->weekdays[day];
    set_cells(report, &heat, week);
    html_write(out, "<figure><figcaption>%s</figcaption>\n", buffer_peek(&title));
    chart_heat(out, &heat);
    html_write(out, "<p class=\"note\">%s</p>\n", heat.about);
    say_extremes(out, report, parts);
    table(out, report, buffer_peek(&title), parts);
    buffer_text(out, "</figure>\n");
    buffer_free(&title);
}

void paper_week(struct buffer *out, const struct report *report, size_t index)
{
    const struct report_zone *zone = &report->zones[index];
    struct hour_sum week[DAYS][HOURS];
    int first, last;
    sum_week(zone, week);
    if (span_of(report, week, &first, &last)) {
        draw_hours(out, report, index, week, first, last);
        draw_week(out, report, index, week, first, last);
    } else {
        paper_say(out, report, "p", zone->hours_withheld ? WORD_WEEK_WITHHELD : WORD_WEEK_NONE,
                  paper_zone(report, zone), NULL);
    }
}
