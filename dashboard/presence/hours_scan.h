/* Reading an opening_hours text: words at a position, and refusals that name it.
 *
 * The *_at functions look without moving; the take functions move past what they took and past the
 * spaces after it. */
#ifndef LAMPION_PRESENCE_HOURS_SCAN_H
#define LAMPION_PRESENCE_HOURS_SCAN_H

#include <stdbool.h>

#include "agent/common/why.h"

struct hours_scan {
    const char *text, *at;
    struct why *why;
};

/* From 1, in characters. */
int hours_scan_column(const struct hours_scan *scan);

/* Always -EINVAL, with "column N, at \"...\": words" as the reason. */
int hours_scan_refuse(struct hours_scan *scan, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Refuses what stands here, with a hint if it is something people often write. */
int hours_scan_refuse_here(struct hours_scan *scan);

void hours_scan_spaces(struct hours_scan *scan);

/* A sign or word, the word not followed by another letter. */
bool hours_scan_is(const struct hours_scan *scan, const char *word);
bool hours_scan_take(struct hours_scan *scan, const char *word);

/* Monday 1, January 1; 0 when there is none. */
int hours_scan_weekday_at(const struct hours_scan *scan);
int hours_scan_month_at(const struct hours_scan *scan);
int hours_scan_take_weekday(struct hours_scan *scan);
int hours_scan_take_month(struct hours_scan *scan);

/* How many digits stand here. */
int hours_scan_digits_at(const struct hours_scan *scan);

/* Four digits that are no time of the day. */
bool hours_scan_year_at(const struct hours_scan *scan);

/* One or two digits that are no time of the day. */
bool hours_scan_day_at(const struct hours_scan *scan);

/* A time of the day, sunrise, sunset or a bracket. */
bool hours_scan_clock_at(const struct hours_scan *scan);

/* Up to four digits, which must be there. */
int hours_scan_take_number(struct hours_scan *scan);

#endif
