#include "dashboard/page/html.h"
#include "dashboard/page/lang.h"
#include "dashboard/report/paper.h"

#define MANY 30 /* gaps of a zone; beyond, those shorter than an hour are only summed up */
#define HOUR_S 3600

static void gap_row(struct buffer *out, const struct report *report, const struct gap *gap)
{
    struct buffer text = {0};
    buffer_text(out, "<tr>");
    word_moment(&text, report, gap->from_s * 1000);
    paper_cell(out, NULL, &text);
    word_moment(&text, report, gap->to_s * 1000);
    paper_cell(out, NULL, &text);
    word_value(&text, report->language, UNIT_HOURS, (double)(gap->to_s - gap->from_s) / HOUR_S);
    paper_cell(out, "n", &text);
    word_share(&text, report->language, gap->known);
    paper_cell(out, "n", &text);
    html_write(out, "<td>%s</td></tr>\n", word(report->language, gap->open ? WORD_YES : WORD_NO));
}

static void short_ones(struct buffer *out, const struct report *report, size_t count,
                       int64_t length_s)
{
    char number[LANG_NUMBER_MAX];
    struct buffer length = {0};
    word_value(&length, report->language, UNIT_HOURS, (double)length_s / HOUR_S);
    paper_say(out, report, "p", count == 1 ? WORD_GAPS_SHORT_ONE : WORD_GAPS_SHORT_MANY,
              lang_number(report->language, (int64_t)count, number), buffer_peek(&length));
    buffer_free(&length);
}

static void zone_gaps(struct buffer *out, const struct report *report,
                      const struct report_zone *zone)
{
    static const enum word columns[] = {WORD_FROM,  WORD_TO,        WORD_LENGTH,
                                        WORD_KNOWN, WORD_OPEN_THEN, WORD_COUNT};
    size_t left_out = 0;
    int64_t left_out_s = 0;
    buffer_text(out, "<table class=\"gaps\">");
    paper_head(out, report, paper_zone(report, zone), columns);
    for (size_t i = 0; i < zone->gap_count; i++) {
        const struct gap *gap = &zone->gaps[i];
        if (zone->gap_count > MANY && gap->to_s - gap->from_s < HOUR_S) {
            left_out++;
            left_out_s += gap->to_s - gap->from_s;
        } else {
            gap_row(out, report, gap);
        }
    }
    buffer_text(out, "</tbody></table>\n");
    if (left_out)
        short_ones(out, report, left_out, left_out_s);
}

void paper_gaps(struct buffer *out, const struct report *report)
{
    paper_section(out, report, "gaps", WORD_GAPS);
    paper_say(out, report, "p", WORD_GAPS_MORE, NULL, NULL);
    for (size_t i = 0; i < report->zone_count; i++) {
        if (report->zones[i].gap_count > 0)
            zone_gaps(out, report, &report->zones[i]);
        else
            paper_say(out, report, "p", WORD_GAPS_NONE, paper_zone(report, &report->zones[i]),
                      NULL);
    }
    buffer_text(out, "</section>\n");
}
