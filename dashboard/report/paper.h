/* The sections of the printed report, in the order in which they stand. Each writes its own, from
 * the report as it was given: what is withheld is empty there already. */
#ifndef LAMPION_REPORT_PAPER_H
#define LAMPION_REPORT_PAPER_H

#include "dashboard/page/buffer.h"
#include "dashboard/page/chart.h"
#include "dashboard/report/paper_words.h"
#include "dashboard/report/report.h"

void paper_cover(struct buffer *out, const struct report *report);
void paper_figures(struct buffer *out, const struct report *report);
void paper_charts(struct buffer *out, const struct report *report);
void paper_zones(struct buffer *out, const struct report *report);
void paper_gaps(struct buffer *out, const struct report *report);
void paper_facts(struct buffer *out, const struct report *report);
void paper_method(struct buffer *out, const struct report *report);
void paper_end(struct buffer *out, const struct report *report); /* definitions ... reproduce */

/* Of paper_charts, for a zone; `index` makes ids. */
void paper_days(struct buffer *out, const struct report *report, size_t index);
void paper_week(struct buffer *out, const struct report *report, size_t index);

/* A word between tags, with {a} and {b}, all escaped: paper_say(out, report, "h2", WORD_GAPS, 0,
 * 0). `tag` may be NULL. */
void paper_say(struct buffer *out, const struct report *report, const char *tag, enum word word,
               const char *a, const char *b);
/* The head of a section; the ids of the contents. */
void paper_section(struct buffer *out, const struct report *report, const char *id,
                   enum word title);
/* "<caption>...</caption><thead>..." with the columns given, until WORD_COUNT. */
void paper_head(struct buffer *out, const struct report *report, const char *caption,
                const enum word *columns);
/* A text that word_ functions write, escaped and between td tags. Empties `text`. */
void paper_cell(struct buffer *out, const char *class, struct buffer *text);

/* A text of a chart, kept until it is written. Empties `from`. */
#define PAPER_TEXT_MAX 96
void paper_keep(char text[PAPER_TEXT_MAX], struct buffer *from);

/* Names in the report's language. */
const char *paper_place(const struct report *report);
const char *paper_zone(const struct report *report, const struct report_zone *zone);

/* What a zone's bars measure: people who came in, seats taken, time in use. */
enum measure { MEASURE_VISITS, MEASURE_SEATS, MEASURE_ROOM };
enum measure paper_measure(const struct report_zone *zone);

/* The words of the axis, kept in `texts`. */
void paper_scale(const struct report *report, struct chart *chart, enum indicator_unit unit,
                 char texts[3][PAPER_TEXT_MAX]);
/* A chart by chart_bars or chart_rows, with its table, in columns when it is long. */
void paper_chart(struct buffer *out, const struct chart *chart, bool in_columns,
                 void (*draw)(struct buffer *out, const struct chart *chart));
/* The legend's words; a value, or why there is none. */
void paper_chart_words(const struct report *report, struct chart *chart);
void paper_value(struct buffer *out, const struct report *report, enum chart_state state,
                 enum indicator_unit unit, double value);

#endif
