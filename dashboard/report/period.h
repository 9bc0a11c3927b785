/* A period of a report: whole civil days of the place. Pure.
 *
 * Written   2026-10 a month, 2026-Q3 a quarter, 2026 a year, 2026-W12 a week (ISO 8601, Monday to
 * Sunday), 2026-2027 a school year (1 September to 31 August), 2026-10-05 a day, and any of
 * these but the school year twice with ".." between: from the first day of the one to the last day
 * of the other. A "counting week" is an ordinary week; counting weeks of several years compare. */
#ifndef LAMPION_REPORT_PERIOD_H
#define LAMPION_REPORT_PERIOD_H

#include "agent/common/why.h"
#include <stdint.h>

enum period_kind {
    PERIOD_DAYS,
    PERIOD_WEEK,
    PERIOD_MONTH,
    PERIOD_QUARTER,
    PERIOD_YEAR,
    PERIOD_SCHOOL_YEAR
};

#define PERIOD_TEXT_MAX 24 /* "2026-10-05..2026-10-18" */

/* Days are civil days (dashboard/civil.h), both within. */
struct period {
    enum period_kind kind;
    int64_t first, last;
    int year, number; /* of the week, month, quarter; the year a school year begins in */
};

/* 0, or -EINVAL with what may be written. Years 1973 to 2200. */
int period_parse(const char *text, struct period *period, struct why *why);
/* As it is written. */
void period_format(const struct period *period, char text[PERIOD_TEXT_MAX]);

int64_t period_days(const struct period *period);
/* Of the same kind, before it; of days: as many whole weeks earlier as it takes, so that
 * weekdays stand opposite their like. */
struct period period_previous(const struct period *period);
/* The same a year earlier: weeks by their number (53 becomes 52), days 52 weeks earlier for each
 * year that they touch. */
struct period period_year_before(const struct period *period);

/* The ISO week of a day. */
void period_week_of(int64_t day, int *year, int *week);

#endif
