/* The inside of struct hours: rules as data, shared by parser, evaluation and lint. */
#ifndef LAMPION_PRESENCE_HOURS_RULES_H
#define LAMPION_PRESENCE_HOURS_RULES_H

#include "dashboard/presence/hours.h"

enum {
    HOURS_TEXT_MAX = 1000,
    HOURS_RULES_MAX = 32,
    HOURS_YEARS_MAX = 8,
    HOURS_DATES_MAX = 16,
    HOURS_SPANS_MAX = 12,
    HOURS_DAY = 1440, /* minutes */
};

enum hours_base { HOURS_MIDNIGHT, HOURS_SUNRISE, HOURS_SUNSET };

/* Minutes from the base, on the same day. */
struct hours_clock {
    enum hours_base base;
    int minutes;
};

/* Past midnight, `to` is a time of the next day. */
struct hours_span {
    struct hours_clock from, to;
    bool past_midnight;
};

struct hours_years {
    int first, last;
};

/* Days as numbers that sort: hours_date_key. Without a year from > to goes over New Year. */
struct hours_dates {
    bool dated;
    int from, to;
};

static inline int hours_date_key(int year, int month, int day)
{
    return (year * 16 + month) * 32 + day; /* year 0 where none is said */
}

/* What a rule matches: all groups that are present; within a group any. */
struct hours_rule {
    struct hours_years years[HOURS_YEARS_MAX];
    struct hours_dates dates[HOURS_DATES_MAX];
    struct hours_span spans[HOURS_SPANS_MAX];
    size_t year_count, date_count, span_count;
    bool must_ph, must_sh; /* "PH Mo-Fr" */
    bool has_weekdays;     /* the group of weekdays is present: */
    bool or_ph, or_sh;     /* "Mo-Fr,PH" */
    uint8_t weekdays;      /* bit 1 Monday .. bit 7 Sunday */
    uint16_t nth[8];       /* by weekday; bits of hours_nth_bit */
    enum hours_state state;
    bool additional; /* after "," */
    int column;      /* where it begins in the text, from 1 */
};

/* n is 1..5 or -1..-5 (from the end of the month). */
static inline uint16_t hours_nth_bit(int n)
{
    return (uint16_t)(1u << (n > 0 ? n - 1 : 4 - n));
}

struct hours {
    size_t count;
    struct hours_rule rules[];
};

static inline bool hours_rule_has_days(const struct hours_rule *rule)
{
    return rule->year_count || rule->date_count || rule->must_ph || rule->must_sh ||
           rule->has_weekdays;
}

#endif
