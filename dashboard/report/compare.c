#include "dashboard/report/compare.h"
#include "dashboard/civil.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>

/* How many days a weekday (1..7) has that count. */
struct weekdays {
    double of[8];
};

static double known(const int64_t sums[SLOT_SUMS])
{
    double expected = (double)sums[SLOT_SENSORS];
    return expected > 0 ? (expected - (double)sums[SLOT_SILENT]) / expected : 0;
}

/* By its open time; a day that stayed closed, by all of it. */
static bool is_well_observed(const struct indicator_day *day, const struct indicator_rules *rules)
{
    const struct slot *slot = &day->slot;
    return known(slot->open_s > 0 ? slot->open : slot->all) >= rules->flag_below;
}

static struct weekdays count_weekdays(const struct indicator_day *days, size_t count,
                                      const struct indicator_rules *rules)
{
    struct weekdays weekdays = {{0}};
    for (size_t i = 0; i < count; i++)
        weekdays.of[civil_weekday(days[i].day)] += is_well_observed(&days[i], rules);
    return weekdays;
}

/* Each day as often as `wanted` has its weekday over how often `own` has it. */
static size_t weigh(const struct indicator_day *days, size_t count,
                    const struct indicator_rules *rules, const struct weekdays *own,
                    const struct weekdays *wanted, double *weights)
{
    size_t counted = 0;
    for (size_t i = 0; i < count; i++) {
        int weekday = civil_weekday(days[i].day);
        bool both = own->of[weekday] > 0 && wanted->of[weekday] > 0;
        bool counts = both && is_well_observed(&days[i], rules);
        weights[i] = counts ? wanted->of[weekday] / own->of[weekday] : 0;
        counted += counts;
    }
    return counted;
}

static void set_delta(struct compared *compared, enum indicator indicator)
{
    double before = compared->before.value, delta = compared->now.value - before;
    bool share = indicator_info(indicator)->unit == UNIT_PERCENT;
    compared->delta = delta;
    compared->delta_pct = share || before == 0 ? NAN : 100 * delta / before;
    compared->has_delta = compared->now.state <= INDICATOR_FLAGGED &&
                          compared->before.state <= INDICATOR_FLAGGED && (share || before != 0);
}

int compare(const struct indicator_day *now, size_t now_count, const struct indicator_day *before,
            size_t before_count, bool counts, const struct indicator_rules *rules,
            struct comparison *result)
{
    double *weights = calloc(now_count + before_count + 1, sizeof *weights);
    if (!weights)
        return -ENOMEM;
    struct weekdays new = count_weekdays(now, now_count, rules);
    struct weekdays old = count_weekdays(before, before_count, rules);
    struct figure figures[2][INDICATOR_COUNT];
    *result = (struct comparison){.days_now = weigh(now, now_count, rules, &new, &new, weights)};
    for (size_t i = 0; i < now_count; i++) /* weekdays that the other does not have */
        if (weights[i] > 0 && old.of[civil_weekday(now[i].day)] == 0) {
            weights[i] = 0;
            result->days_now--;
        }
    indicator_figures(now, now_count, weights, 0, counts, rules, figures[0]);
    result->days_before = weigh(before, before_count, rules, &old, &new, weights + now_count);
    indicator_figures(before, before_count, weights + now_count, 0, counts, rules, figures[1]);
    for (int i = 0; i < INDICATOR_COUNT; i++) {
        result->figures[i].now = figures[0][i];
        result->figures[i].before = figures[1][i];
        set_delta(&result->figures[i], (enum indicator)i);
    }
    free(weights);
    return 0;
}
