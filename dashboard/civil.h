/* Days of the Gregorian calendar, without time or zone.
 *
 * A day is a count of days since 1970-01-01. Months and days of the month count from 1, weekdays
 * are ISO: Monday 1 to Sunday 7. All functions are total for years -1,000,000 to 1,000,000; what
 * they are given is not checked (civil_valid does).
 * Formulas: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms". */
#ifndef LAMPION_DASHBOARD_CIVIL_H
#define LAMPION_DASHBOARD_CIVIL_H

#include <stdbool.h>
#include <stdint.h>

struct civil {
    int year;
    int month; /* 1..12 */
    int day;   /* 1..31 */
};

int64_t civil_days(int year, int month, int day);
struct civil civil_from_days(int64_t days);

/* 1 Monday .. 7 Sunday. */
int civil_weekday(int64_t days);

bool civil_leap(int year);
int civil_month_days(int year, int month);
bool civil_valid(int year, int month, int day);

#endif
