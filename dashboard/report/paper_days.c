/* A bar a day, a week or a month of the period, and the table behind. */
#include "dashboard/page/html.h"
#include "dashboard/page/lang.h"
#include "dashboard/page/lang_tables.h"
#include "dashboard/report/paper.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* Longer periods than these are drawn by week, or by month: so many bars can still be read. */
#define DAYS_MOST 62
#define WEEKS_MOST 27

enum step { BY_DAY, BY_WEEK, BY_MONTH };

/* A bar, its days and its texts. */
struct group {
    int64_t first, last;
    char tick[PAPER_TEXT_MAX], name[PAPER_TEXT_MAX], words[PAPER_TEXT_MAX], note[PAPER_TEXT_MAX];
};

static enum step step_of(const struct period *period)
{
    int64_t days = period_days(period);
    return days <= DAYS_MOST ? BY_DAY : days <= 7 * WEEKS_MOST ? BY_WEEK : BY_MONTH;
}

/* The last day of the step that `day` lies in. */
static int64_t step_end(enum step step, int64_t day)
{
    struct civil date = civil_from_days(day);
    if (step == BY_WEEK)
        return day + 7 - civil_weekday(day);
    if (step == BY_MONTH)
        return day + civil_month_days(date.year, date.month) - date.day;
    return day;
}

static void name_group(const struct report *report, enum step step, struct group *group)
{
    enum language language = report->language;
    struct buffer text = {0};
    struct civil date = civil_from_days(group->first);
    if (step == BY_MONTH) {
        word_month(&text, language, date.month, 0);
        paper_keep(group->tick, &text);
        word_month(&text, language, date.month, date.year);
        paper_keep(group->name, &text);
        return;
    }
    if (step == BY_WEEK)
        word_date_short(&text, language, group->first);
    else
        word_number(&text, language, date.day, 0);
    paper_keep(group->tick, &text);
    word_day_short(&text, language, group->first);
    paper_keep(group->name, &text);
}

/* What the days of a group hold together: those that are given, and how much that is of it. */
struct held {
    struct slot sum;
    double given_s, all_s; /* opening time, or days where there is none */
    int64_t withheld, settled;
    bool open;
};

static void hold_day(struct held *held, const struct report_day *day, double usual_s)
{
    bool settled = day->given != GIVEN_NOT_SETTLED;
    double weight_s = usual_s == 0 ? 86400 : settled ? (double)day->slot.open_s : usual_s;
    held->all_s += weight_s;
    held->settled += settled;
    held->withheld += day->given == GIVEN_WITHHELD;
    held->open = held->open || day->slot.open_s > 0 || day->slot.open_unknown_s > 0;
    if (day->given != GIVEN)
        return;
    held->given_s += weight_s;
    slot_add(&held->sum, &day->slot);
}

/* Of a day of the zone as a rule, for days of which nothing is known. */
static double usual_open_s(const struct report_zone *zone)
{
    double open_s = 0, days = 0;
    for (size_t i = 0; i < zone->day_count; i++)
        if (zone->days[i].given != GIVEN_NOT_SETTLED) {
            open_s += (double)zone->days[i].slot.open_s;
            days++;
        }
    return days > 0 ? open_s / days : 0;
}

static double ratio(double part, double whole)
{
    return whole > 0 ? part / whole : 0;
}

/* Share known of the days that are given; the value, people or per cent. */
static double known_of(enum measure measure, const struct slot *slot, double *value)
{
    double all = (double)slot->open_s, unknown = (double)slot->open[SLOT_USE_UNKNOWN];
    double part = (double)slot->open[SLOT_IN_USE];
    if (measure == MEASURE_VISITS) {
        *value = (double)slot->all[SLOT_IN];
        all = (double)slot->all[SLOT_SENSORS];
        return ratio(all - (double)slot->all[SLOT_SILENT], all);
    }
    if (measure == MEASURE_SEATS) {
        all = (double)slot->open[SLOT_SEATS];
        unknown = (double)slot->open[SLOT_SEATS_UNKNOWN];
        part = (double)slot->open[SLOT_USED];
    }
    *value = 100 * ratio(part, all - unknown);
    return ratio(all - unknown, all);
}

static enum chart_state judge(const struct report *report, enum measure measure,
                              const struct held *held, double known)
{
    bool closed = held->settled > 0 && !held->open && measure != MEASURE_VISITS;
    if (closed && held->withheld == 0)
        return CHART_CLOSED;
    if (held->withheld > 0 && held->withheld == held->settled)
        return CHART_WITHHELD;
    if (known <= 0 || known < report->rules.withhold_below)
        return held->withheld > 0 && held->given_s < held->all_s / 2 ? CHART_WITHHELD
                                                                     : CHART_UNKNOWN;
    return known < report->rules.flag_below ? CHART_PARTLY : CHART_GIVEN;
}

static void note_group(const struct report *report, const struct held *held, enum chart_state state,
                       double known, struct group *group)
{
    enum language language = report->language;
    char number[LANG_NUMBER_MAX];
    struct buffer text = {0}, share = {0};
    if (state == CHART_PARTLY) {
        word_share(&share, language, known);
        word_write(&text, language, WORD_PARTLY_OF, buffer_peek(&share), NULL);
    }
    if (state <= CHART_PARTLY && held->withheld > 0) {
        buffer_text(&text, text.length ? ", " : "");
        word_write(&text, language, held->withheld == 1 ? WORD_LEFT_OUT_ONE : WORD_LEFT_OUT_MANY,
                   lang_number(language, held->withheld, number), NULL);
    }
    paper_keep(group->note, &text);
    buffer_free(&share);
}

static void fill(const struct report *report, const struct report_zone *zone, struct group *group,
                 struct chart_point *point)
{
    enum measure measure = paper_measure(zone);
    double usual_s = usual_open_s(zone), value = 0;
    struct buffer words = {0};
    struct held held = {0};
    slot_start(&held.sum, 0);
    for (int64_t day = group->first; day <= group->last; day++) {
        size_t at = (size_t)(day - report->period.first);
        if (at < zone->day_count)
            hold_day(&held, &zone->days[at], usual_s);
    }
    double known = known_of(measure, &held.sum, &value);
    known *= held.all_s > 0 ? held.given_s / held.all_s : 1;
    point->state = judge(report, measure, &held, known);
    point->value = point->state <= CHART_PARTLY ? value : 0;
    paper_value(&words, report, point->state, measure == MEASURE_VISITS ? UNIT_COUNT : UNIT_PERCENT,
                value);
    paper_keep(group->words, &words);
    note_group(report, &held, point->state, known, group);
}

/* How many bars; the first `room` of them into `groups`. */
static size_t make_groups(const struct report *report, enum step step, struct group *groups,
                          size_t room)
{
    size_t count = 0;
    for (int64_t day = report->period.first; day <= report->period.last; count++) {
        int64_t end = step_end(step, day);
        end = end < report->period.last ? end : report->period.last;
        if (count < room) {
            groups[count].first = day;
            groups[count].last = end;
            name_group(report, step, &groups[count]);
        }
        day = end + 1;
    }
    return count;
}

static void draw(struct buffer *out, const struct report *report, size_t index,
                 const struct chart_point *points, size_t count)
{
    static const enum word titles[] = {WORD_CHART_VISITS, WORD_CHART_SEATS, WORD_CHART_ROOM};
    static const enum word steps[] = {WORD_CHART_DAILY, WORD_CHART_WEEKLY, WORD_CHART_MONTHLY};
    static const enum word heads[] = {WORD_CHART_DAY, WORD_CHART_WEEK, WORD_CHART_MONTH};
    enum language language = report->language;
    enum measure measure = paper_measure(&report->zones[index]);
    enum step step = step_of(&report->period);
    char id[32], scale[3][PAPER_TEXT_MAX];
    double greatest = 0;
    struct buffer title = {0};
    for (size_t i = 0; i < count; i++)
        greatest = fmax(greatest, points[i].value);
    snprintf(id, sizeof id, "days-%zu", index);
    word_write(&title, language, titles[measure], paper_zone(report, &report->zones[index]),
               word(language, steps[step]));
    struct chart chart = {.id = id,
                          .title = buffer_peek(&title),
                          .about = word(language, WORD_CHART_ABOUT),
                          .head = {word(language, heads[step]), word(language, WORD_VALUE),
                                   word(language, WORD_CHART_NOTE)},
                          .top = chart_top(greatest),
                          .points = points,
                          .count = count};
    paper_chart_words(report, &chart);
    paper_scale(report, &chart, measure == MEASURE_VISITS ? UNIT_COUNT : UNIT_PERCENT, scale);
    paper_chart(out, &chart, count > 8, chart_bars);
    buffer_free(&title);
}

void paper_days(struct buffer *out, const struct report *report, size_t index)
{
    const struct report_zone *zone = &report->zones[index];
    enum step step = step_of(&report->period);
    size_t count = make_groups(report, step, NULL, 0);
    struct group *groups = calloc(count, sizeof *groups);
    struct chart_point *points = calloc(count, sizeof *points);
    bool any = false;
    out->failed = out->failed || !groups || !points;
    if (groups && points) {
        make_groups(report, step, groups, count);
        for (size_t i = 0; i < count; i++) {
            points[i] = (struct chart_point){groups[i].tick, groups[i].name, groups[i].words,
                                             groups[i].note};
            fill(report, zone, &groups[i], &points[i]);
            any = any || points[i].state <= CHART_PARTLY;
        }
    }
    if (any)
        draw(out, report, index, points, count);
    else
        paper_say(out, report, "p", WORD_CHART_NONE, paper_zone(report, zone), NULL);
    free(groups);
    free(points);
}
