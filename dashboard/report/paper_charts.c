#include "dashboard/civil.h"
#include "dashboard/page/chart.h"
#include "dashboard/page/html.h"
#include "dashboard/page/lang_tables.h"
#include "dashboard/report/paper.h"
#include <stdio.h>
#include <stdlib.h>

#define TEXT 64

struct day_text {
    char tick[8], name[TEXT], words[TEXT], note[TEXT];
};

enum measure paper_measure(const struct report_zone *zone)
{
    return zone->counts                     ? MEASURE_VISITS
           : zone->zone->kind == ZONE_SEATS ? MEASURE_SEATS
                                            : MEASURE_ROOM;
}

static double ratio(int64_t part, int64_t whole)
{
    return whole > 0 ? (double)part / (double)whole : 0;
}

struct measured paper_measured(enum measure measure, const struct slot *slot)
{
    struct measured is = {.open = slot->open_s > 0};
    int64_t all = slot->open_s, unknown = slot->open[SLOT_USE_UNKNOWN];
    int64_t part = slot->open[SLOT_IN_USE];
    if (measure == MEASURE_VISITS) {
        is.value = (double)slot->all[SLOT_IN];
        is.known = 1 - ratio(slot->all[SLOT_SILENT], slot->all[SLOT_SENSORS]);
        if (slot->all[SLOT_SENSORS] == 0)
            is.known = 0;
        return is;
    }
    if (measure == MEASURE_SEATS) {
        all = slot->open[SLOT_SEATS];
        unknown = slot->open[SLOT_SEATS_UNKNOWN];
        part = slot->open[SLOT_USED];
    }
    is.known = ratio(all - unknown, all);
    is.value = 100 * ratio(part, all - unknown);
    return is;
}

static void keep(char text[TEXT], struct buffer *from)
{
    snprintf(text, TEXT, "%s", buffer_peek(from));
    buffer_free(from);
}

static void day_point(const struct report *report, enum measure measure,
                      const struct report_cell *cell, struct day_text *text,
                      struct chart_point *point)
{
    enum language language = report->language;
    struct measured is = {0};
    struct buffer words = {0}, note = {0}, share = {0};
    point->state = CHART_UNKNOWN;
    if (cell && cell->slot.length_s > 0)
        is = paper_measured(measure, &cell->slot);
    if (cell && cell->suppressed)
        point->state = CHART_WITHHELD;
    else if (cell && cell->slot.length_s > 0 && !is.open && measure != MEASURE_VISITS)
        point->state = CHART_CLOSED;
    else if (is.known >= report->rules.withhold_below && is.known > 0)
        point->state = is.known < report->rules.flag_below ? CHART_PARTLY : CHART_GIVEN;
    if (point->state <= CHART_PARTLY) {
        point->value = is.value;
        word_value(&words, language, measure == MEASURE_VISITS ? UNIT_COUNT : UNIT_PERCENT,
                   is.value);
    } else {
        buffer_text(&words, word(language, point->state == CHART_CLOSED     ? WORD_CLOSED
                                           : point->state == CHART_WITHHELD ? WORD_WITHHELD
                                                                            : WORD_NOT_OBSERVED));
    }
    if (point->state == CHART_PARTLY) {
        word_percent(&share, language, 100 * is.known, 0);
        word_write(&note, language, WORD_PARTLY_OF, buffer_peek(&share), NULL);
    }
    keep(text->words, &words);
    keep(text->note, &note);
    buffer_free(&share);
}

static const struct report_cell *cell_of(const struct report_zone *zone, int64_t day)
{
    struct civil civil = civil_from_days(day);
    int64_t local = civil.year * 10000LL + civil.month * 100 + civil.day;
    for (size_t i = 0; i < zone->day_count; i++)
        if (zone->days[i].local == local)
            return &zone->days[i];
    return NULL;
}

static void scale(const struct report *report, enum measure measure, double top,
                  char texts[3][TEXT])
{
    for (int i = 0; i < 3; i++) {
        struct buffer text = {0};
        if (measure == MEASURE_VISITS)
            word_number(&text, report->language, top * i / 2, top < 2 ? 1 : 0);
        else
            word_percent(&text, report->language, top * i / 2, 0);
        keep(texts[i], &text);
    }
}

static bool fill_days(const struct report *report, const struct report_zone *zone,
                      struct chart_point *points, struct day_text *texts, size_t count)
{
    bool any = false;
    for (size_t i = 0; i < count; i++) {
        int64_t day = report->period.first + (int64_t)i;
        struct buffer name = {0};
        int number = civil_from_days(day).day;
        if (count <= 31 || number == 1 || (count <= 62 && number % 5 == 0))
            snprintf(texts[i].tick, sizeof texts[i].tick, "%d", number);
        word_day_short(&name, report->language, day);
        keep(texts[i].name, &name);
        points[i] =
            (struct chart_point){texts[i].tick, texts[i].name, texts[i].words, texts[i].note};
        day_point(report, paper_measure(zone), cell_of(zone, day), &texts[i], &points[i]);
        any = any || points[i].state != CHART_UNKNOWN;
    }
    return any;
}

static void write_days(struct buffer *out, const struct report *report,
                       const struct report_zone *zone, size_t index,
                       const struct chart_point *points, size_t count)
{
    static const enum word titles[] = {WORD_CHART_VISITS, WORD_CHART_SEATS, WORD_CHART_ROOM};
    enum language language = report->language;
    enum measure measure = paper_measure(zone);
    char id[32], scales[3][TEXT];
    double greatest = 0;
    struct buffer title = {0};
    for (size_t i = 0; i < count; i++)
        greatest = points[i].value > greatest ? points[i].value : greatest;
    double top = measure == MEASURE_VISITS ? chart_top(greatest) : 100;
    snprintf(id, sizeof id, "days-%zu", index);
    scale(report, measure, top, scales);
    word_write(&title, language, titles[measure], word_zone(report, zone->zone), NULL);
    struct chart chart = {.id = id,
                          .title = buffer_peek(&title),
                          .about = word(language, WORD_CHART_ABOUT),
                          .head = {word(language, WORD_CHART_DAY), word(language, WORD_VALUE),
                                   word(language, WORD_CHART_NOTE)},
                          .scale = {scales[0], scales[1], scales[2]},
                          .states = {[CHART_PARTLY] = word(language, WORD_PARTLY),
                                     [CHART_UNKNOWN] = word(language, WORD_NOT_OBSERVED),
                                     [CHART_WITHHELD] = word(language, WORD_WITHHELD)},
                          .top = top,
                          .points = points,
                          .count = count};
    html_write(out, "<figure><figcaption>%s</figcaption>\n", buffer_peek(&title));
    chart_bars(out, &chart);
    buffer_text(out, "<div class=\"days\">");
    chart_table(out, &chart);
    buffer_text(out, "</div></figure>\n");
    buffer_free(&title);
}

void paper_charts(struct buffer *out, const struct report *report)
{
    size_t count = (size_t)period_days(&report->period);
    paper_section(out, report, "charts", WORD_CHARTS);
    for (size_t z = 0; z < report->zone_count; z++) {
        struct chart_point *points = calloc(count, sizeof *points);
        struct day_text *texts = calloc(count, sizeof *texts);
        if (!points || !texts)
            out->failed = true;
        else if (fill_days(report, &report->zones[z], points, texts, count))
            write_days(out, report, &report->zones[z], z, points, count);
        else
            paper_say(out, report, "p", WORD_CHART_NONE, word_zone(report, report->zones[z].zone),
                      NULL);
        free(points);
        free(texts);
    }
    buffer_text(out, "</section>\n");
}

/* One lying bar a zone; which figure it is stands in the table. */
void paper_zones(struct buffer *out, const struct report *report)
{
    enum language language = report->language;
    paper_section(out, report, "spaces", WORD_ZONES);
    struct chart_point *points = calloc(report->zone_count + 1, sizeof *points);
    struct day_text *texts = calloc(report->zone_count + 1, sizeof *texts);
    if (!points || !texts)
        out->failed = true;
    for (size_t i = 0; points && texts && i < report->zone_count; i++) {
        const struct report_zone *zone = &report->zones[i];
        enum indicator which = zone->figures[INDICATOR_UTILISATION].state == INDICATOR_NONE
                                   ? INDICATOR_FREQUENCY
                                   : INDICATOR_UTILISATION;
        const struct figure *figure = &zone->figures[which];
        struct buffer words = {0};
        points[i] = (struct chart_point){word_zone(report, zone->zone),
                                         word_zone(report, zone->zone),
                                         texts[i].words,
                                         words_html(language)->indicators[which],
                                         figure->value,
                                         figure->state == INDICATOR_GOOD       ? CHART_GIVEN
                                         : figure->state == INDICATOR_FLAGGED  ? CHART_PARTLY
                                         : figure->state == INDICATOR_WITHHELD ? CHART_WITHHELD
                                                                               : CHART_UNKNOWN};
        if (figure->state <= INDICATOR_FLAGGED)
            word_value(&words, language, UNIT_PERCENT, figure->value);
        else
            buffer_text(&words,
                        word(language, figure->state == INDICATOR_WITHHELD ? WORD_WITHHELD
                                                                           : WORD_NOT_OBSERVED));
        keep(texts[i].words, &words);
    }
    struct chart chart = {
        .id = "zones",
        .title = word(language, WORD_ZONES_CHART),
        .about = word(language, WORD_ZONES_ABOUT),
        .head = {word(language, WORD_ZONE), word(language, WORD_USE), word(language, WORD_FIGURE)},
        .states = {[CHART_PARTLY] = word(language, WORD_PARTLY),
                   [CHART_UNKNOWN] = word(language, WORD_NOT_OBSERVED),
                   [CHART_WITHHELD] = word(language, WORD_WITHHELD)},
        .top = 100,
        .points = points,
        .count = report->zone_count};
    if (report->zone_count < 2) {
        paper_say(out, report, "p", WORD_ZONES_ONE, NULL, NULL);
    } else if (!out->failed) {
        chart_rows(out, &chart);
        chart_table(out, &chart);
    }
    free(points);
    free(texts);
    buffer_text(out, "</section>\n");
}
