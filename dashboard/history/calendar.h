/* Which local hour and day a slot belongs to. Pure; seconds since 1970 UTC.
 *
 * A slot belongs to the hour and the day in which it begins. Every offset since 1973 is a multiple
 * of 15 minutes, so hours and days begin where a slot does, in Kathmandu (+05:45) as in Paris. An
 * hour begins at each full hour of the wall's clock and where that clock jumps: on Lord Howe (half
 * an hour) one of 30 minutes stands beside the jump, and St. John's, which used to change at one
 * minute past midnight, has one of 15. None is longer than an hour; days of 23 and 25 follow. */
#ifndef LAMPION_HISTORY_CALENDAR_H
#define LAMPION_HISTORY_CALENDAR_H

#include "dashboard/zonetime.h"

struct calendar_span {
    int64_t start_s, end_s;
    int64_t local; /* yyyymmddhh of an hour, yyyymmdd of a day: what the wall showed at its start */
};

/* The hour, or day, that the slot beginning at start_s (a multiple of 900) belongs to. */
void calendar_hour(const struct zonetime *zone, int64_t start_s, struct calendar_span *span);
void calendar_day(const struct zonetime *zone, int64_t start_s, struct calendar_span *span);

#endif
