/* The figures of a period, exactly as the table in the README of this room has them. Pure.
 *
 * Each is a quotient or sum of what the days of a zone hold (dashboard/history/slot.h), over the
 * time that is *known*: what nobody observed is in no numerator and in no denominator, and is told
 * beside the figure as its coverage. A figure whose coverage is below `flag_below` says so, below
 * `withhold_below` it is withheld; none is ever filled. */
#ifndef LAMPION_REPORT_INDICATOR_H
#define LAMPION_REPORT_INDICATOR_H

#include "dashboard/history/slot.h"
#include <stddef.h>

enum indicator {
    INDICATOR_VISITS,        /* entries at the counted line; passages, never persons */
    INDICATOR_OPEN_DAYS,     /* days with opening hours */
    INDICATOR_OPEN_HOURS,    /* h */
    INDICATOR_PRESENCE_DAYS, /* days_with_presence */
    INDICATOR_PERSON_HOURS,  /* h: integral of the head count */
    INDICATOR_SEATS_OFFERED, /* seat-hours in service while open */
    INDICATOR_SEATS_USED,    /* seat-hours taken while open */
    INDICATOR_SEATS_OUTSIDE, /* seat-hours taken while closed */
    INDICATOR_UTILISATION,   /* %: used / offered */
    INDICATOR_FREQUENCY,     /* %: time in use / time open (UK Space Management Group) */
    INDICATOR_OCCUPANCY,     /* %: how full when in use (the same) */
    INDICATOR_PEAK,          /* people at once, at peak_at */
    INDICATOR_FULL,          /* %: share of open time at or above 80 % */
    INDICATOR_MEAN_STAY,     /* h: person-hours / visits (Little's law) */
    INDICATOR_COVERAGE,      /* %: known / expected sensor time, while open */
    INDICATOR_COUNT
};

enum indicator_unit {
    UNIT_COUNT,
    UNIT_DAYS,
    UNIT_HOURS,
    UNIT_SEAT_HOURS,
    UNIT_PERCENT,
    UNIT_PEOPLE
};

/* Stable names and formulas in words; in files, so never translated. */
struct indicator_info {
    const char *name;    /* "seat_hours_used" */
    const char *formula; /* "sum of seat time taken, within opening" */
    enum indicator_unit unit;
};
const struct indicator_info *indicator_info(enum indicator indicator);

enum indicator_state {
    INDICATOR_GOOD,
    INDICATOR_FLAGGED,  /* given, with coverage below what is asked for */
    INDICATOR_WITHHELD, /* coverage so low that a figure would mislead */
    INDICATOR_NONE,     /* the zone has no such thing (seats, a counted line), or never measured */
};

struct figure {
    enum indicator_state state;
    double value;    /* GOOD, FLAGGED */
    double coverage; /* 0..1, of the time that the figure rests on; 1 where it needs no sensor */
    bool has_interval;
    double low, high; /* where the counting error is known: the truth is within */
    int64_t at_s;     /* INDICATOR_PEAK: UTC of the first time */
};

/* A civil day of a zone. */
struct indicator_day {
    int64_t day; /* civil; in order, each once; days that are not there were never settled */
    struct slot slot;
    int64_t capacity; /* what is full, by its revision: seats, or persons; 0: not said */
};

/* How many of those who pass the counters do not see, as walks have shown (walks.h): of 100 who
 * came in, from miss_low to miss_high were missed (negative: counted twice). Visits are then within
 * visits / (1 - miss_low) and visits / (1 - miss_high), and the mean stay within the least
 * person-hours by the most visits and the most person-hours by the least: Little's law at both
 * ends.
 *
 * The peak has no interval: a slot keeps the most heads of the best estimate at one moment, and of
 * its bounds only the sums over time. The mean of `low` over an hour is a least of the peak, but no
 * sum over time bounds from above what was there for a minute; that would take two columns more. */
struct indicator_error {
    bool known;
    double miss_low, miss_high; /* shares, -1 < low <= high < 1 */
};

struct indicator_rules {
    double flag_below, withhold_below; /* shares */
    struct indicator_error passages;
};

/* False: somebody was there, and nobody counted: motion tells use, never heads. A head count of
 * such a stretch is of its empty time, and its nought is none. */
bool indicator_is_counted(const struct slot *slot);

#define INDICATOR_FLAG_BELOW 0.95
#define INDICATOR_WITHHOLD_BELOW 0.5

/* The figures of the days given. `counts`: the zone has a counted line; `days_expected`: of the
 * period, so that days that were never settled lower the coverage; `weights`: how often each day
 * counts (see compare.h), NULL: once. */
void indicator_figures(const struct indicator_day *days, size_t count, const double *weights,
                       size_t days_expected, bool counts, const struct indicator_rules *rules,
                       struct figure figures[INDICATOR_COUNT]);

#endif
