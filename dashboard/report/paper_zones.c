/* The spaces side by side. */
#include "dashboard/page/html.h"
#include "dashboard/report/paper.h"
#include "dashboard/report/words.h"

#include <stdlib.h>

static enum chart_state state_of(const struct figure *figure)
{
    static const enum chart_state states[] = {[INDICATOR_GOOD] = CHART_GIVEN,
                                              [INDICATOR_FLAGGED] = CHART_PARTLY,
                                              [INDICATOR_WITHHELD] = CHART_WITHHELD,
                                              [INDICATOR_NONE] = CHART_UNKNOWN};
    return states[figure->state];
}

/* How full it is where that is known, else how much of the time it was in use. */
static enum indicator best_of(const struct report_zone *zone)
{
    return zone->figures[INDICATOR_UTILISATION].state <= INDICATOR_FLAGGED ||
                   zone->figures[INDICATOR_FREQUENCY].state == INDICATOR_NONE
               ? INDICATOR_UTILISATION
               : INDICATOR_FREQUENCY;
}

static void fill(const struct report *report, const struct report_zone *zone,
                 char words[PAPER_TEXT_MAX], struct chart_point *point)
{
    enum indicator which = best_of(zone);
    const struct figure *figure = &zone->figures[which];
    enum chart_state state = state_of(figure);
    const char *name = paper_zone(report, zone);
    struct buffer text = {0};
    paper_value(&text, report, state, UNIT_PERCENT, figure->value);
    paper_keep(words, &text);
    *point = (struct chart_point){name,
                                  name,
                                  words,
                                  report_words(report->language)->indicators[which].label,
                                  state <= CHART_PARTLY ? figure->value : 0,
                                  state};
}

void paper_zones(struct buffer *out, const struct report *report)
{
    enum language language = report->language;
    struct chart_point *points = calloc(report->zone_count + 1, sizeof *points);
    char(*words)[PAPER_TEXT_MAX] = calloc(report->zone_count + 1, sizeof *words);
    bool any = false;
    out->failed = out->failed || !points || !words;
    for (size_t i = 0; points && words && i < report->zone_count; i++) {
        fill(report, &report->zones[i], words[i], &points[i]);
        any = any || points[i].state <= CHART_PARTLY;
    }
    struct chart chart = {
        .id = "zones",
        .title = word(language, WORD_ZONES_CHART),
        .about = word(language, WORD_ZONES_ABOUT),
        .head = {word(language, WORD_ZONE), word(language, WORD_USE), word(language, WORD_FIGURE)},
        .top = 100,
        .points = points,
        .count = report->zone_count};
    paper_chart_words(report, &chart);
    paper_section(out, report, "spaces", WORD_ZONES);
    if (report->zone_count < 2)
        paper_say(out, report, "p", WORD_ZONES_ONE, NULL, NULL);
    else if (any && !out->failed)
        paper_chart(out, &chart, false, chart_rows);
    else
        paper_say(out, report, "p", WORD_NOTHING_MEASURED, NULL, NULL);
    buffer_text(out, "</section>\n");
    free(points);
    free(words);
}
