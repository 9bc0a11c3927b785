#include "dashboard/page/html.h"
#include "dashboard/report/paper.h"
#include "dashboard/report/words.h"

#include <math.h>
#include <string.h>

/* No seat leaves the house. */
static bool stands(const struct fact *fact, enum fact_kind kind)
{
    return fact->kind == kind && fact->retracted_ms == 0 && !fact->seat[0];
}

/* Corrections are told with those that were retracted: who counts wants to know. */
static bool is_told(const struct fact *fact, enum fact_kind kind)
{
    return stands(fact, kind) || (kind == FACT_CORRECTION && fact->kind == kind);
}

static size_t count_of(const struct report *report, enum fact_kind kind)
{
    size_t count = 0;
    for (size_t i = 0; i < report->facts.count; i++)
        count += is_told(&report->facts.all[i], kind);
    return count;
}

static void where_cell(struct buffer *out, const struct report *report, const struct fact *fact)
{
    const char *name = fact->zone[0] ? fact->zone : word(report->language, WORD_WHOLE_PLACE);
    for (size_t i = 0; i < report->zone_count; i++)
        if (fact->zone[0] && strcmp(report->zones[i].id, fact->zone) == 0)
            name = paper_zone(report, &report->zones[i]);
    html_write(out, "<td>%s</td>", name);
}

static void when_cells(struct buffer *out, const struct report *report, const struct fact *fact)
{
    struct buffer text = {0};
    word_moment(&text, report, fact->from_ms);
    paper_cell(out, NULL, &text);
    if (fact->to_ms == FACT_NO_END)
        buffer_text(&text, word(report->language, WORD_NO_END));
    else
        word_moment(&text, report, fact->to_ms);
    paper_cell(out, NULL, &text);
}

/* What nobody wrote for others to read (tables.c). */
static const char *private_text(const struct report *report, const struct fact *fact)
{
    return report->notes ? fact->text : "";
}

/* A count by a person is a cell like any other (tables.c). */
static void people_cell(struct buffer *out, const struct report *report, const struct fact *fact,
                        bool sign)
{
    struct buffer text = {0};
    bool small = !sign && fact->value > 0 && fact->value < (double)report->minimum_count;
    if (fact->has_value && small)
        buffer_text(&text, word(report->language, WORD_WITHHELD));
    else if (fact->has_value) {
        buffer_text(&text, sign && fact->value > 0 ? "+" : "");
        word_number(&text, report->language, fact->value, 0);
    }
    paper_cell(out, "n", &text);
}

static void openings(struct buffer *out, const struct report *report)
{
    static const enum word columns[] = {WORD_FROM, WORD_TO, WORD_ZONE, WORD_WHAT, WORD_COUNT};
    if (count_of(report, FACT_CLOSED) + count_of(report, FACT_OPEN) == 0) {
        paper_say(out, report, "p", WORD_OPENINGS_NONE, NULL, NULL);
        return;
    }
    buffer_text(out, "<table>");
    paper_head(out, report, word(report->language, WORD_OPENINGS), columns);
    for (size_t i = 0; i < report->facts.count; i++) {
        const struct fact *fact = &report->facts.all[i];
        if (!stands(fact, FACT_CLOSED) && !stands(fact, FACT_OPEN))
            continue;
        buffer_text(out, "<tr>");
        when_cells(out, report, fact);
        where_cell(out, report, fact);
        html_write(out, "<td>%s%s%s</td></tr>\n",
                   word(report->language, fact->kind == FACT_OPEN ? WORD_OPENING : WORD_CLOSED),
                   fact->text[0] ? ", " : "", fact->text);
    }
    buffer_text(out, "</tbody></table>\n");
}

static void visits_cell(struct buffer *out, const struct report *report,
                        const struct figure *figure)
{
    struct buffer text = {0};
    if (figure->state == INDICATOR_WITHHELD) {
        buffer_text(&text, "✕ ");
        buffer_text(&text, word(report->language, WORD_WITHHELD));
    } else if (figure->state == INDICATOR_NONE) {
        buffer_text(&text, word(report->language, WORD_NOT_OBSERVED));
    } else {
        word_number(&text, report->language, figure->value, 0);
        if (figure->state == INDICATOR_FLAGGED) {
            buffer_text(&text, " △ ");
            buffer_text(&text, word(report->language, WORD_FLAGGED));
        }
    }
    paper_cell(out, "n", &text);
}

static void events(struct buffer *out, const struct report *report)
{
    static const enum word columns[] = {WORD_WHAT,   WORD_FROM,      WORD_TO,   WORD_ZONE,
                                        WORD_VISITS, WORD_ANNOUNCED, WORD_COUNT};
    if (report->event_count == 0) {
        paper_say(out, report, "p", WORD_EVENTS_NONE, NULL, NULL);
        return;
    }
    buffer_text(out, "<table>");
    paper_head(out, report, word(report->language, WORD_EVENTS), columns);
    for (size_t i = 0; i < report->event_count; i++) {
        const struct report_event *event = &report->events[i];
        html_write(out, "<tr><th scope=\"row\">%s</th>", event->fact->text);
        when_cells(out, report, event->fact);
        where_cell(out, report, event->fact);
        visits_cell(out, report, &event->visits);
        people_cell(out, report, event->fact, false);
        buffer_text(out, "</tr>\n");
    }
    buffer_text(out, "</tbody></table>\n");
}

/* Those at a moment: corrections and counts. */
static void moments(struct buffer *out, const struct report *report, enum fact_kind kind,
                    enum word title)
{
    static const enum word columns[] = {WORD_FROM, WORD_ZONE, WORD_PEOPLE, WORD_WHAT, WORD_COUNT};
    if (count_of(report, kind) == 0)
        return;
    buffer_text(out, "<table>");
    paper_head(out, report, word(report->language, title), columns);
    for (size_t i = 0; i < report->facts.count; i++) {
        const struct fact *fact = &report->facts.all[i];
        struct buffer text = {0};
        if (!is_told(fact, kind))
            continue;
        buffer_text(out, "<tr>");
        word_moment(&text, report, fact->from_ms);
        paper_cell(out, NULL, &text);
        where_cell(out, report, fact);
        people_cell(out, report, fact, kind == FACT_CORRECTION);
        const char *why = private_text(report, fact);
        html_write(out, "<td>%s%s%s</td></tr>\n", why, fact->retracted_ms && why[0] ? ", " : "",
                   fact->retracted_ms ? word(report->language, WORD_RETRACTED) : "");
    }
    buffer_text(out, "</tbody></table>\n");
}

static void notes(struct buffer *out, const struct report *report)
{
    static const enum word columns[] = {WORD_FROM, WORD_TO, WORD_ZONE, WORD_WHAT, WORD_COUNT};
    if (count_of(report, FACT_NOTE) == 0 || !report->notes)
        return;
    buffer_text(out, "<table>");
    paper_head(out, report, word(report->language, WORD_NOTES), columns);
    for (size_t i = 0; i < report->facts.count; i++) {
        const struct fact *fact = &report->facts.all[i];
        if (!stands(fact, FACT_NOTE))
            continue;
        buffer_text(out, "<tr>");
        when_cells(out, report, fact);
        where_cell(out, report, fact);
        html_write(out, "<td>%s</td></tr>\n", fact->text);
    }
    buffer_text(out, "</tbody></table>\n");
}

/* Figures that only people know: those that were declared, then lines to fill in by hand. */
static void declared(struct buffer *out, const struct report *report)
{
    static const enum word columns[] = {WORD_FIGURE, WORD_VALUE, WORD_WHAT, WORD_BASIS, WORD_COUNT};
    const struct report_words *words = report_words(report->language);
    paper_section(out, report, "declared", WORD_DECLARED_TITLE);
    paper_say(out, report, "p", WORD_DECLARED_MORE, NULL, NULL);
    buffer_text(out, "<table class=\"declared\">");
    paper_head(out, report, word(report->language, WORD_DECLARED_TITLE), columns);
    for (size_t i = 0; i < report->facts.count; i++) {
        const struct fact *fact = &report->facts.all[i];
        struct buffer text = {0};
        if (!stands(fact, FACT_DECLARED))
            continue;
        html_write(out, "<tr><th scope=\"row\">%s</th>", fact->key);
        word_number(&text, report->language, fact->value,
                    fact->value == floor(fact->value) ? 0 : 2);
        paper_cell(out, "n", &text);
        html_write(out, "<td>%s</td><td>%s</td></tr>\n", fact->text,
                   word(report->language, WORD_DECLARED));
    }
    for (int i = 0; i < WORDS_DECLARED; i++)
        html_write(out,
                   "<tr class=\"hand\"><th scope=\"row\">%s</th><td class=\"n\"></td><td></td>"
                   "<td>%s</td></tr>\n",
                   words->declared_rows[i], words->declared_by_hand);
    buffer_text(out, "</tbody></table>\n</section>\n");
}

void paper_facts(struct buffer *out, const struct report *report)
{
    paper_section(out, report, "noted", WORD_FACTS);
    openings(out, report);
    events(out, report);
    moments(out, report, FACT_CORRECTION, WORD_CORRECTIONS);
    if (count_of(report, FACT_CORRECTION) == 0)
        paper_say(out, report, "p", WORD_CORRECTIONS_NONE, NULL, NULL);
    moments(out, report, FACT_COUNT, WORD_COUNTS);
    notes(out, report);
    buffer_text(out, "</section>\n");
    declared(out, report);
}
