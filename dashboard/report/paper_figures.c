#include "dashboard/page/html.h"
#include "dashboard/page/lang.h"
#include "dashboard/report/paper.h"
#include "dashboard/report/words.h"

#include <math.h>
#include <stdio.h>

/* Of the open time nobody says more than the description, unless a sensor does. */
static enum word basis_of(const struct report *report, const struct report_zone *zone,
                          enum indicator indicator)
{
    static const enum word words[] = {[SLOT_MEASURED] = WORD_MEASURED,
                                      [SLOT_TALLIED] = WORD_TALLIED,
                                      [SLOT_DECLARED] = WORD_DECLARED,
                                      [SLOT_IMPORTED] = WORD_IMPORTED};
    bool of_opening = indicator == INDICATOR_OPEN_DAYS || indicator == INDICATOR_OPEN_HOURS ||
                      indicator == INDICATOR_SEATS_OFFERED;
    if (of_opening)
        return report->place->open_sensor == SENSOR_NONE ? WORD_DECLARED : WORD_MEASURED;
    return words[zone->source];
}

static void value_cell(struct buffer *out, const struct report *report, enum indicator indicator,
                       const struct figure *figure)
{
    enum language language = report->language;
    struct buffer text = {0}, moment = {0};
    if (figure->state == INDICATOR_WITHHELD) {
        html_write(out, "<td class=\"n\"><em>✕ %s</em></td>", word(language, WORD_WITHHELD));
        return;
    }
    word_value(&text, language, indicator_info(indicator)->unit, figure->value);
    html_write(out, "<td class=\"n\"><strong>%s</strong>", buffer_peek(&text));
    if (figure->state == INDICATOR_FLAGGED)
        html_write(out, " <em>△ %s</em>", word(language, WORD_FLAGGED));
    if (indicator == INDICATOR_PEAK && figure->value > 0) {
        word_moment(&moment, report, figure->at_s * 1000);
        html_write(out, " <small>%s</small>", buffer_peek(&moment));
    }
    buffer_text(out, "</td>");
    buffer_free(&text);
    buffer_free(&moment);
}

static void interval_cell(struct buffer *out, const struct report *report, enum indicator indicator,
                          const struct figure *figure)
{
    enum indicator_unit unit = indicator_info(indicator)->unit;
    struct buffer text = {0}, low = {0}, high = {0};
    if (figure->has_interval && figure->state <= INDICATOR_FLAGGED) {
        word_value(&low, report->language, unit, figure->low);
        word_value(&high, report->language, unit, figure->high);
        word_write(&text, report->language, WORD_BETWEEN, buffer_peek(&low), buffer_peek(&high));
    } else {
        buffer_text(&text, word(report->language, WORD_NO_INTERVAL));
    }
    paper_cell(out, "n", &text);
    buffer_free(&low);
    buffer_free(&high);
}

/* By how much, in per cent; percentages by how many points. */
static void change(struct buffer *out, enum language language, enum indicator_unit unit,
                   const struct compared *compared)
{
    struct buffer amount = {0};
    bool points = unit == UNIT_PERCENT;
    double by = points ? compared->delta : compared->delta_pct;
    if (fabs(by) < 0.05) {
        buffer_text(out, "= ");
        buffer_text(out, word(language, WORD_SAME));
        return;
    }
    if (points) {
        word_number(&amount, language, fabs(by), 1);
        struct buffer with = {0};
        word_write(&with, language, WORD_POINTS, buffer_peek(&amount), NULL);
        buffer_free(&amount);
        amount = with;
    } else {
        word_percent(&amount, language, fabs(by), fabs(by) < 10 ? 1 : 0);
    }
    buffer_text(out, by > 0 ? "▲ " : "▼ ");
    word_write(out, language, by > 0 ? WORD_UP : WORD_DOWN, buffer_peek(&amount), NULL);
    buffer_free(&amount);
}

static void compared_cell(struct buffer *out, const struct report *report,
                          const struct report_zone *zone, enum indicator indicator)
{
    const struct compared *compared = &zone->comparison.figures[indicator];
    enum indicator_unit unit = indicator_info(indicator)->unit;
    struct buffer text = {0}, was = {0};
    if (!compared->has_delta) {
        html_write(out, "<td><small>%s</small></td>", word(report->language, WORD_INCOMPARABLE));
        return;
    }
    change(&text, report->language, unit, compared);
    html_write(out, "<td>%s <small>", buffer_peek(&text));
    word_value(&was, report->language, unit, compared->before.value);
    paper_say(out, report, NULL, WORD_BEFORE, buffer_peek(&was), NULL);
    buffer_text(out, "</small></td>");
    buffer_free(&text);
    buffer_free(&was);
}

static void figure_row(struct buffer *out, const struct report *report,
                       const struct report_zone *zone, enum indicator indicator, bool compared)
{
    static const char *const classes[] = {"good", "flagged", "not", "not"};
    const struct figure *figure = &zone->figures[indicator];
    struct buffer text = {0};
    html_write(out, "<tr class=\"%s\"><th scope=\"row\">%s</th>", classes[figure->state],
               report_words(report->language)->indicators[indicator].label);
    value_cell(out, report, indicator, figure);
    html_write(out, "<td>%s</td>", word(report->language, basis_of(report, zone, indicator)));
    word_share(&text, report->language, figure->coverage);
    paper_cell(out, "n", &text);
    interval_cell(out, report, indicator, figure);
    if (compared)
        compared_cell(out, report, zone, indicator);
    buffer_text(out, "</tr>\n");
}

static void compared_how(struct buffer *out, const struct report *report,
                         const struct report_zone *zone)
{
    enum language language = report->language;
    size_t days[2] = {zone->comparison.days_now, zone->comparison.days_before};
    struct buffer words[2] = {{0}, {0}};
    char number[LANG_NUMBER_MAX];
    for (int i = 0; i < 2; i++)
        word_write(&words[i], language, days[i] == 1 ? WORD_DAYS_ONE : WORD_DAYS_MANY,
                   lang_number(language, (int64_t)days[i], number), NULL);
    buffer_text(out, "<p class=\"note\">");
    paper_say(out, report, NULL, days[0] && days[1] ? WORD_COMPARED_HOW : WORD_COMPARED_NOTHING,
              buffer_peek(&words[0]), buffer_peek(&words[1]));
    buffer_text(out, "</p>\n");
    buffer_free(&words[0]);
    buffer_free(&words[1]);
}

static void head(struct buffer *out, const struct report *report, const struct report_zone *zone,
                 bool compared)
{
    static const enum word columns[] = {WORD_FIGURE, WORD_VALUE, WORD_BASIS, WORD_COVERAGE,
                                        WORD_INTERVAL};
    struct buffer period = {0};
    html_write(out, "<caption>%s</caption>", paper_zone(report, zone));
    buffer_text(out, "<thead><tr>");
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++)
        html_write(out, "<th scope=\"col\" class=\"%s\">%s</th>",
                   columns[i] == WORD_FIGURE || columns[i] == WORD_BASIS ? "" : "n",
                   word(report->language, columns[i]));
    if (compared) {
        word_period(&period, report->language, &report->compared);
        buffer_text(out, "<th scope=\"col\">");
        paper_say(out, report, NULL, WORD_AGAINST, buffer_peek(&period), NULL);
        buffer_text(out, "</th>");
    }
    buffer_text(out, "</tr></thead><tbody>\n");
    buffer_free(&period);
}

static void zone_figures(struct buffer *out, const struct report *report,
                         const struct report_zone *zone)
{
    bool any = false;
    bool compared = zone->comparison.days_now > 0 && zone->comparison.days_before > 0;
    for (int i = 0; i < INDICATOR_COUNT; i++)
        any = any || zone->figures[i].state != INDICATOR_NONE;
    if (!any) {
        html_write(out, "<h3>%s</h3>\n", paper_zone(report, zone));
        paper_say(out, report, "p", WORD_NOTHING_MEASURED, NULL, NULL);
        return;
    }
    buffer_text(out, "<table class=\"figures\">");
    head(out, report, zone, compared);
    for (int i = 0; i < INDICATOR_COUNT; i++)
        if (zone->figures[i].state != INDICATOR_NONE)
            figure_row(out, report, zone, i, compared);
    buffer_text(out, "</tbody></table>\n");
    compared_how(out, report, zone);
}

void paper_figures(struct buffer *out, const struct report *report)
{
    struct buffer flag = {0}, withhold = {0};
    paper_section(out, report, "figures", WORD_FIGURES);
    word_percent(&flag, report->language, 100 * report->rules.flag_below, 0);
    word_percent(&withhold, report->language, 100 * report->rules.withhold_below, 0);
    paper_say(out, report, "p", WORD_FIGURES_GUIDE, buffer_peek(&flag), buffer_peek(&withhold));
    for (size_t i = 0; i < report->zone_count; i++)
        zone_figures(out, report, &report->zones[i]);
    buffer_text(out, "</section>\n");
    buffer_free(&flag);
    buffer_free(&withhold);
}
