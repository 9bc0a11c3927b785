/* The sections of the printed report, in the order in which they stand. Each writes its own. */
#ifndef LAMPION_REPORT_PAPER_H
#define LAMPION_REPORT_PAPER_H

#include "dashboard/page/buffer.h"
#include "dashboard/report/report.h"
#include "dashboard/report/words_html.h"

void paper_cover(struct buffer *out, const struct report *report);
void paper_figures(struct buffer *out, const struct report *report);
void paper_charts(struct buffer *out, const struct report *report);
void paper_zones(struct buffer *out, const struct report *report);
void paper_gaps(struct buffer *out, const struct report *report);
void paper_facts(struct buffer *out, const struct report *report);
void paper_method(struct buffer *out, const struct report *report);
void paper_end(struct buffer *out, const struct report *report); /* definitions ... reproduce */

/* A word between tags, with {a} and {b} escaped: paper_say(out, report, "h2", WORD_GAPS, 0, 0).
 * `tag` may be NULL. */
void paper_say(struct buffer *out, const struct report *report, const char *tag, enum word word,
               const char *a, const char *b);
/* The head of a section; the ids of the contents. */
void paper_section(struct buffer *out, const struct report *report, const char *id,
                   enum word title);
/* "<caption>...</caption><thead>..." with the columns given, until WORD_COUNT; without a caption
 * when that is WORD_COUNT. */
void paper_head(struct buffer *out, const struct report *report, enum word caption, const char *a,
                const enum word *columns);
/* A text that word_ functions write, escaped and between td tags. Empties `text`. */
void paper_cell(struct buffer *out, const char *class, struct buffer *text);

/* What a zone's bars measure. */
enum measure { MEASURE_VISITS, MEASURE_SEATS, MEASURE_ROOM };
enum measure paper_measure(const struct report_zone *zone);
/* Of a stretch: the value in [0, 100] or visits, and how much of it was observed. */
struct measured {
    double value, known; /* known: 0..1 */
    bool open;
};
struct measured paper_measured(enum measure measure, const struct slot *slot);

#endif
