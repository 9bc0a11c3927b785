/* Two periods on equal weekdays. Pure.
 *
 * A March with five Saturdays is not busier than one with four for that alone. Only days that
 * were well observed count, only weekdays that both periods have; each day of the earlier period
 * then counts as often as its weekday stands in the later one, over how often it stands in its
 * own. The figures of both sides are those of indicator.h, of these days. */
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

/* 0 or -ENOMEM. */
int compare(const struct indicator_day *now, size_t now_count, const struct indicator_day *before,
            size_t before_count, bool counts, const struct indicator_rules *rules,
            struct comparison *result);

#endif
