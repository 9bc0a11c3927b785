/* The words of the printed report, a table a language (paper_words_fr.c, paper_words_en.c), and
 * numbers, dates and periods as the language writes them. Texts are plain UTF-8 and hold none of
 * & < > " ' ; {a} and {b} are replaced. What is written into a buffer is not escaped. */
#ifndef LAMPION_REPORT_PAPER_WORDS_H
#define LAMPION_REPORT_PAPER_WORDS_H

#include "dashboard/page/buffer.h"
#include "dashboard/report/indicator.h"
#include "dashboard/report/report.h"

enum word {
    WORD_KIND, /* what the document is */
    WORD_CONTENTS,
    WORD_ABOUT,
    WORD_FOR,
    WORD_FOR_TEXT,
    WORD_PERIOD,
    WORD_PLACE,
    WORD_ADDRESS,
    WORD_TIMEZONE,
    WORD_HOURS,
    WORD_HOURS_UNSAID,
    WORD_UNTIL,
    WORD_UNTIL_NOT_OVER, /* {a} the moment */
    WORD_COMPARED,
    WORD_OBSERVED,
    WORD_OBSERVED_BETWEEN, /* {a}, {b} shares */
    WORD_OBSERVED_ALL,     /* {a} a share */
    WORD_PROGRAM,
    WORD_REVISION,
    WORD_CONFIG,
    WORD_EMPTY_PLACE,
    /* Sentences of the first page; {a} the zone, {b} the figure */
    WORD_LEAD_VISITS,
    WORD_LEAD_SEATS,
    WORD_LEAD_ROOM,
    WORD_LEAD_FLAGGED, /* behind one of these; {a} share */
    WORD_LEAD_NONE,    /* {a} the zone */
    /* Periods */
    WORD_FROM_TO, /* {a}, {b} days */
    WORD_DAYS_ONE,
    WORD_DAYS_MANY,
    WORD_WEEK, /* {a} number, {b} year */
    WORD_QUARTER,
    WORD_YEAR,
    WORD_SCHOOL_YEAR,
    /* Key figures */
    WORD_FIGURES,
    WORD_FIGURE,
    WORD_VALUE,
    WORD_BASIS,
    WORD_COVERAGE,
    WORD_INTERVAL,
    WORD_AGAINST, /* {a} the period */
    WORD_MEASURED,
    WORD_TALLIED,
    WORD_DECLARED,
    WORD_IMPORTED,
    WORD_WITHHELD,
    WORD_FLAGGED,
    WORD_NO_INTERVAL,
    WORD_BETWEEN, /* {a} {b} */
    WORD_UP,      /* {a} by how much */
    WORD_DOWN,
    WORD_SAME,
    WORD_INCOMPARABLE,
    WORD_POINTS,       /* {a} */
    WORD_BEFORE,       /* {a}: was */
    WORD_COMPARED_HOW, /* {a} days now, {b} days before */
    WORD_COMPARED_NOTHING,
    WORD_NOTHING_MEASURED,
    WORD_FIGURES_GUIDE, /* {a} flag, {b} withhold */
    /* Charts */
    WORD_CHARTS,
    WORD_CHART_VISITS, /* {a} zone */
    WORD_CHART_SEATS,
    WORD_CHART_ROOM,
    WORD_CHART_DAILY,
    WORD_CHART_WEEKLY,
    WORD_CHART_MONTHLY,
    WORD_CHART_ABOUT,
    WORD_CHART_DAY,
    WORD_CHART_WEEK,
    WORD_CHART_MONTH,
    WORD_CHART_HOUR,
    WORD_CHART_NOTE,
    WORD_CHART_NONE, /* {a} zone */
    WORD_NOT_OBSERVED,
    WORD_PARTLY,
    WORD_PARTLY_OF,    /* {a} share known */
    WORD_LEFT_OUT_ONE, /* {a} days */
    WORD_LEFT_OUT_MANY,
    WORD_CLOSED,
    WORD_WEEK_CHART, /* {a} zone */
    WORD_WEEK_ABOUT,
    WORD_WEEK_BUSY, /* {a} when, {b} share */
    WORD_WEEK_CALM,
    WORD_WEEK_NONE,
    WORD_WEEK_WITHHELD, /* {a} zone */
    WORD_PART_0,
    WORD_PART_1,
    WORD_PART_2,
    WORD_PART_3,
    WORD_HOURS_CHART, /* {a} zone */
    WORD_HOURS_ABOUT,
    WORD_ZONES,
    WORD_ZONES_CHART,
    WORD_ZONES_ABOUT,
    WORD_ZONES_ONE,
    WORD_ZONE,
    WORD_USE,
    /* Gaps and facts */
    WORD_GAPS,
    WORD_GAPS_MORE,
    WORD_GAPS_NONE, /* {a} the zone */
    WORD_GAPS_SHORT_ONE,
    WORD_GAPS_SHORT_MANY, /* {a} how many, {b} hours */
    WORD_FROM,
    WORD_TO,
    WORD_LENGTH,
    WORD_KNOWN,
    WORD_OPEN_THEN,
    WORD_YES,
    WORD_NO,
    WORD_FACTS,
    WORD_CORRECTIONS,
    WORD_CORRECTIONS_NONE,
    WORD_RETRACTED,
    WORD_OPENINGS,
    WORD_OPENINGS_NONE,
    WORD_OPENING,
    WORD_EVENTS,
    WORD_EVENTS_NONE,
    WORD_COUNTS,
    WORD_NOTES,
    WORD_WHAT,
    WORD_WHOLE_PLACE,
    WORD_PEOPLE,
    WORD_VISITS,
    WORD_ANNOUNCED,
    WORD_NO_END,
    WORD_DECLARED_TITLE,
    WORD_DECLARED_MORE,
    /* Method */
    WORD_METHOD,
    WORD_METHOD_SEATS,
    WORD_METHOD_SEATS_TEXT,
    WORD_METHOD_ROOMS,
    WORD_METHOD_ROOMS_TEXT,
    WORD_METHOD_DOORS,
    WORD_METHOD_DOORS_TEXT,
    WORD_METHOD_VISIT,
    WORD_METHOD_VISIT_TEXT,
    WORD_METHOD_SOURCES,
    WORD_METHOD_SOURCES_TEXT,
    WORD_METHOD_UNKNOWN,
    WORD_METHOD_UNKNOWN_TEXT,
    WORD_METHOD_ERROR,
    WORD_METHOD_ERROR_TEXT, /* {a}, {b} shares */
    WORD_METHOD_ERROR_NONE,
    WORD_METHOD_COMPARED,
    WORD_METHOD_COMPARED_TEXT,
    WORD_METHOD_NOT,
    WORD_METHOD_NOT_TEXT,
    WORD_METHOD_NAMES,
    WORD_METHOD_NAMES_TEXT,
    WORD_DEFINITIONS,
    WORD_DEFINITIONS_MORE,
    WORD_FORMULA,
    WORD_UNIT,
    WORD_PRIVACY,
    WORD_PRIVACY_TEXT,
    WORD_PRIVACY_RULE, /* {a} the minimum */
    WORD_PRIVACY_NO_RULE,
    WORD_PRIVACY_CELLS_ONE, /* {a} */
    WORD_PRIVACY_CELLS_MANY,
    WORD_PRIVACY_SEATS,
    WORD_SETTINGS,
    WORD_SETTINGS_MORE,
    WORD_SETTINGS_NONE,
    WORD_SETTING,
    WORD_NONE,
    WORD_SET,
    WORD_STANDARD,
    WORD_REPRODUCE,
    WORD_REPRODUCE_TEXT,
    WORD_COUNT
};

struct paper_words {
    const char *words[WORD_COUNT];
    const char *units[UNIT_PEOPLE + 1];    /* of the definitions */
    const char *measures[UNIT_PEOPLE + 1]; /* behind a value, with its space; "" */
    const char *decimal;
};

extern const struct paper_words paper_words_fr;
extern const struct paper_words paper_words_en;

const struct paper_words *paper_words(enum language language);
const char *word(enum language language, enum word word);
void word_write(struct buffer *out, enum language language, enum word word, const char *a,
                const char *b);

/* 1 234,5; 0 to 2 decimals. */
void word_number(struct buffer *out, enum language language, double value, int decimals);
void word_percent(struct buffer *out, enum language language, double percent, int decimals);
/* A share of what was observed, 0..1; never rounded up to all of it. */
void word_share(struct buffer *out, enum language language, double share);
/* With as many decimals as it deserves, and its unit. */
void word_value(struct buffer *out, enum language language, enum indicator_unit unit, double value);

/* "lundi 5 octobre 2026"; short: "lun. 5 oct."; the date alone: "5 oct." */
void word_day(struct buffer *out, enum language language, int64_t civil_day);
void word_day_short(struct buffer *out, enum language language, int64_t civil_day);
void word_date_short(struct buffer *out, enum language language, int64_t civil_day);
/* "oct.", and with a year that is not 0 "octobre 2026". */
void word_month(struct buffer *out, enum language language, int month, int year);
void word_hour(struct buffer *out, enum language language, int hour); /* "9 h", "09" */
/* "lun. 5 oct. à 14 h 30"; with the year where the period has several. */
void word_moment(struct buffer *out, const struct report *report, int64_t utc_ms);
/* Up to when the data go: a day that is over, or a moment. */
void word_until(struct buffer *out, const struct report *report);
void word_period(struct buffer *out, enum language language, const struct period *period);

#endif
