/* What a civil day looks like under opening hours, minute by minute of the clock on the wall. */
#ifndef LAMPION_PRESENCE_HOURS_DAY_H
#define LAMPION_PRESENCE_HOURS_DAY_H

#include "dashboard/presence/hours_rules.h"

/* What the rules ask of a day. */
struct hours_facts {
    int64_t days;
    int year, month, day, month_days, weekday;
    enum holidays_answer ph, sh;
    int sunrise, sunset; /* minutes of the day, -1 not known or none */
};

void hours_facts_fill(struct hours_facts *facts, const struct hours_context *context, int64_t days);

bool hours_rule_matches(const struct hours_rule *rule, const struct hours_facts *facts);

/* The first rule that still counts on that day: the last one that replaces those before it. */
size_t hours_first_rule(const struct hours *hours, const struct hours_facts *today);

/* Fills the minutes of today with `values[n]` of the rule n that decides them, 0 where none does.
 * PH and SH must be known in both facts (see hours_day_states). A rule whose sunrise or sunset is
 * not known fills the whole day with `sunless`. */
void hours_day_paint(const struct hours *hours, const struct hours_facts *today,
                     const struct hours_facts *yesterday, const uint8_t *values, uint8_t sunless,
                     uint8_t minutes[HOURS_DAY]);

/* The states of that day; unknown where a holiday nobody knows of would make a difference. */
void hours_day_states(const struct hours *hours, const struct hours_context *context, int64_t days,
                      uint8_t minutes[HOURS_DAY]);

#endif
