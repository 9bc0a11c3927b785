/* Two periods on equal weekdays. Pure.
 *
 * A March with five Saturdays is not busier than one with four for that alone. Only days that were
 * well observed count.
 *
 * Periods of about the same length (a month and the one before, a year and another) are laid over
 * each other, whole weeks apart: a day counts when the day of the other that it lies on counts, so
 * that both sides are of the same weekdays and of the same part of their period. Where one was
 * barely covered, or is not over, the comparison is of that part, and says of how many days.
 *
 * Periods of other lengths (a week and a year): each day of the earlier one counts as often as its
 * weekday stands in the later one, over how often it stands in its own; weekdays that one does not
 * have count in neither. Where less than half of the days of either count, nothing is compared: an
 * average of the few is not the period.
 *
 * The figures of both sides are those of indicator.h, of these days. */
#ifndef LAMPION_REPORT_COMPARE_H
#define LAMPION_REPORT_COMPARE_H

#include "dashboard/report/indicator.h"

struct compared {
    bool has_delta; /* both are given, and (delta_pct) the earlier is not zero */
    struct figure now, before;
    double delta;     /* now - before, in the unit of the indicator */
    double delta_pct; /* of before; where the indicator is a percentage: not used, NAN */
};

struct comparison {
    size_t days_now, days_before; /* that count; 0: nothing to compare */
    struct compared figures[INDICATOR_COUNT];
};

/* A period and what is known of its days. */
struct compare_side {
    int64_t first, last; /* civil, both within */
    const struct indicator_day *days;
    size_t count;
};

/* 0 or -ENOMEM. */
int compare(const struct compare_side *now, const struct compare_side *before, bool counts,
            const struct indicator_rules *rules, struct comparison *result);

#endif
