#include "dashboard/page/html.h"
#include "dashboard/page/lang.h"
#include "dashboard/report/paper.h"

#include <math.h>
#include <string.h>

#define LEADS_MAX 6

/* A logo is shown only when it is within the description; nothing is fetched. */
static void mark(struct buffer *out, const struct report *report)
{
    const char *logo = report->place->logo;
    if (logo && strncmp(logo, "data:image/", strlen("data:image/")) == 0)
        html_write(out, "<img class=\"mark\" alt=\"\" src=\"%s\"/>\n", logo);
    else
        buffer_text(out, "<svg class=\"mark\" viewBox=\"0 0 32 40\" aria-hidden=\"true\">"
                         "<path d=\"M16 1v5M10 6h12M10 34h12\"/>"
                         "<path d=\"M10 6C3 13 3 27 10 34M22 6c7 7 7 21 0 28M13 6c-3 8-3 20 0 "
                         "28M19 6c3 8 3 20 0 28M16 34v5\"/></svg>\n");
}

static void row(struct buffer *out, const struct report *report, enum word head,
                struct buffer *text)
{
    html_write(out, "<tr><th scope=\"row\">%s</th>", word(report->language, head));
    paper_cell(out, NULL, text);
    buffer_text(out, "</tr>\n");
}

static void row_text(struct buffer *out, const struct report *report, enum word head,
                     const char *value)
{
    struct buffer text = {0};
    if (!value || !*value)
        return;
    buffer_text(&text, value);
    row(out, report, head, &text);
}

static void period_row(struct buffer *out, const struct report *report)
{
    enum language language = report->language;
    int64_t days = period_days(&report->period);
    struct buffer text = {0}, from = {0}, to = {0};
    char number[LANG_NUMBER_MAX];
    word_day(&from, language, report->period.first);
    word_day(&to, language, report->period.last);
    word_write(&text, language, WORD_FROM_TO, buffer_peek(&from), buffer_peek(&to));
    buffer_text(&text, " (");
    word_write(&text, language, days == 1 ? WORD_DAYS_ONE : WORD_DAYS_MANY,
               lang_number(language, days, number), NULL);
    buffer_text(&text, ")");
    row(out, report, WORD_PERIOD, &text);
    buffer_free(&from);
    buffer_free(&to);
}

static void until_row(struct buffer *out, const struct report *report)
{
    struct buffer text = {0}, moment = {0};
    word_until(&moment, report);
    if (report->settled_until_ms < report->to_s * 1000)
        word_write(&text, report->language, WORD_UNTIL_NOT_OVER, buffer_peek(&moment), NULL);
    else
        buffer_text(&text, buffer_peek(&moment));
    row(out, report, WORD_UNTIL, &text);
    buffer_free(&moment);
}

/* Sensor time known while open, from the least to the best observed zone. */
static void observed_row(struct buffer *out, const struct report *report)
{
    double least = 1, most = 0;
    struct buffer text = {0}, low = {0}, high = {0};
    for (size_t i = 0; i < report->zone_count; i++) {
        const struct figure *figure = &report->zones[i].figures[INDICATOR_COVERAGE];
        if (figure->state > INDICATOR_FLAGGED)
            continue;
        least = fmin(least, figure->value / 100);
        most = fmax(most, figure->value / 100);
    }
    if (most < least)
        return;
    word_share(&low, report->language, least);
    word_share(&high, report->language, most);
    bool same = strcmp(buffer_peek(&low), buffer_peek(&high)) == 0;
    word_write(&text, report->language, same ? WORD_OBSERVED_ALL : WORD_OBSERVED_BETWEEN,
               buffer_peek(&low), buffer_peek(&high));
    row(out, report, WORD_OBSERVED, &text);
    buffer_free(&low);
    buffer_free(&high);
}

static void about(struct buffer *out, const struct report *report)
{
    const struct place *place = report->place;
    struct buffer text = {0};
    buffer_text(out, "<table class=\"about\">");
    paper_say(out, report, "caption", WORD_ABOUT, NULL, NULL);
    buffer_text(out, "<tbody>\n");
    period_row(out, report);
    until_row(out, report);
    word_period(&text, report->language, &report->compared);
    row(out, report, WORD_COMPARED, &text);
    observed_row(out, report);
    row_text(out, report, WORD_FOR, word(report->language, WORD_FOR_TEXT));
    row_text(out, report, WORD_PLACE, place->uri ? place->uri : place->id);
    row_text(out, report, WORD_ADDRESS, place->address);
    row_text(out, report, WORD_TIMEZONE, zonetime_name(report->zonetime));
    row_text(out, report, WORD_HOURS,
             place->opening_hours ? place->opening_hours
                                  : word(report->language, WORD_HOURS_UNSAID));
    buffer_text(&text, "Lampion ");
    buffer_text(&text, report->version);
    row(out, report, WORD_PROGRAM, &text);
    html_write(out, "<tr class=\"hash\"><th scope=\"row\">%s</th><td>%s</td></tr>\n",
               word(report->language, WORD_REVISION), report->revision);
    html_write(out, "<tr class=\"hash\"><th scope=\"row\">%s</th><td>%s</td></tr>\n",
               word(report->language, WORD_CONFIG), report->config_hash);
    buffer_text(out, "</tbody></table>\n");
}

static enum indicator lead_of(const struct report_zone *zone, enum word *sentence)
{
    if (zone->counts) {
        *sentence = WORD_LEAD_VISITS;
        return INDICATOR_VISITS;
    }
    if (zone->kind == ZONE_SEATS) {
        *sentence = WORD_LEAD_SEATS;
        return INDICATOR_UTILISATION;
    }
    *sentence = WORD_LEAD_ROOM;
    return INDICATOR_FREQUENCY;
}

/* A sentence of a zone; false when there is nothing to say of it. */
static bool lead(struct buffer *out, const struct report *report, const struct report_zone *zone)
{
    enum word sentence;
    enum indicator indicator = lead_of(zone, &sentence);
    const struct figure *figure = &zone->figures[indicator];
    const char *name = paper_zone(report, zone);
    struct buffer value = {0}, text = {0};
    if (figure->state == INDICATOR_NONE)
        return false;
    word_value(&value, report->language, indicator_info(indicator)->unit, figure->value);
    if (figure->state == INDICATOR_WITHHELD)
        sentence = WORD_LEAD_NONE;
    word_write(&text, report->language, sentence, name, buffer_peek(&value));
    buffer_free(&value);
    if (figure->state == INDICATOR_FLAGGED) {
        buffer_text(&text, " (");
        word_share(&value, report->language, figure->coverage);
        word_write(&text, report->language, WORD_LEAD_FLAGGED, buffer_peek(&value), NULL);
        buffer_text(&text, ")");
        buffer_free(&value);
    }
    html_write(out, "<li>%s.</li>\n", buffer_peek(&text));
    buffer_free(&text);
    return true;
}

static void contents(struct buffer *out, const struct report *report)
{
    static const struct {
        const char *id;
        enum word title;
    } sections[] = {{"figures", WORD_FIGURES},    {"charts", WORD_CHARTS},
                    {"spaces", WORD_ZONES},       {"gaps", WORD_GAPS},
                    {"noted", WORD_FACTS},        {"declared", WORD_DECLARED_TITLE},
                    {"method", WORD_METHOD},      {"definitions", WORD_DEFINITIONS},
                    {"privacy", WORD_PRIVACY},    {"settings", WORD_SETTINGS},
                    {"reproduce", WORD_REPRODUCE}};
    html_write(out, "<nav aria-labelledby=\"contents-h\"><h2 id=\"contents-h\">%s</h2><ol>\n",
               word(report->language, WORD_CONTENTS));
    for (size_t i = 0; i < sizeof sections / sizeof *sections; i++)
        html_write(out, "<li><a href=\"#%s\">%s</a></li>\n", sections[i].id,
                   word(report->language, sections[i].title));
    buffer_text(out, "</ol></nav>\n");
}

void paper_cover(struct buffer *out, const struct report *report)
{
    struct buffer period = {0}, leads = {0};
    size_t said = 0;
    word_period(&period, report->language, &report->period);
    buffer_text(out, "<header class=\"cover\">\n");
    mark(out, report);
    html_write(out, "<p class=\"kind\">%s</p>\n<h1>%s</h1>\n<p class=\"period\">%s</p>\n",
               word(report->language, WORD_KIND), paper_place(report), buffer_peek(&period));
    for (size_t i = 0; i < report->zone_count && said < LEADS_MAX; i++)
        said += lead(&leads, report, &report->zones[i]);
    if (said > 0) {
        buffer_text(out, "<ul class=\"lead\">\n");
        buffer_text(out, buffer_peek(&leads));
        buffer_text(out, "</ul>\n");
    } else {
        paper_say(out, report, "p", WORD_EMPTY_PLACE, NULL, NULL);
    }
    about(out, report);
    contents(out, report);
    buffer_text(out, "</header>\n");
    buffer_free(&period);
    buffer_free(&leads);
}
