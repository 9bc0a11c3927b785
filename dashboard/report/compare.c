#include "dashboard/report/compare.h"
#include "dashboard/civil.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>

#define LENGTHS_DIFFER 7 /* days: months, quarters, years are alike */

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

static int64_t length(const struct compare_side *side)
{
    return side->last - side->first + 1;
}

static bool are_alike(const struct compare_side *a, const struct compare_side *b)
{
    return llabs(length(a) - length(b)) <= LENGTHS_DIFFER;
}

static const struct indicator_day *find_day(const struct compare_side *side, int64_t day)
{
    size_t low = 0, high = side->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (side->days[middle].day < day)
            low = middle + 1;
        else
            high = middle;
    }
    return low < side->count && side->days[low].day == day ? &side->days[low] : NULL;
}

/* One over the other, whole weeks apart. How many pairs. */
static size_t pair(const struct compare_side *now, const struct compare_side *before,
                   const struct indicator_rules *rules, double *weights_now, double *weights_before)
{
    int64_t apart = 7 * llround((double)(now->first - before->first) / 7);
    size_t pairs = 0;
    for (size_t i = 0; i < now->count; i++) {
        const struct indicator_day *other = find_day(before, now->days[i].day - apart);
        if (!other || !is_well_observed(other, rules) || !is_well_observed(&now->days[i], rules))
            continue;
        weights_now[i] = weights_before[other - before->days] = 1;
        pairs++;
    }
    return pairs;
}

/* By weekdays. */
static void weigh_both(const struct compare_side *now, const struct compare_side *before,
                       const struct indicator_rules *rules, double *weights_now,
                       double *weights_before, struct comparison *result)
{
    struct weekdays new = count_weekdays(now->days, now->count, rules);
    struct weekdays old = count_weekdays(before->days, before->count, rules);
    size_t new_days = weigh(now->days, now->count, rules, &new, &new, weights_now);
    for (size_t i = 0; i < now->count; i++) /* weekdays that the other does not have */
        if (weights_now[i] > 0 && old.of[civil_weekday(now->days[i].day)] == 0) {
            weights_now[i] = 0;
            new_days--;
        }
    size_t old_days = weigh(before->days, before->count, rules, &old, &new, weights_before);
    if (2 * (int64_t)new_days < length(now) || 2 * (int64_t)old_days < length(before))
        return;
    result->days_now = new_days;
    result->days_before = old_days;
}

int compare(const struct compare_side *now, const struct compare_side *before, bool counts,
            const struct indicator_rules *rules, struct comparison *result)
{
    double *weights_now = calloc(now->count + before->count + 1, sizeof *weights_now);
    if (!weights_now)
        return -ENOMEM;
    double *weights_before = weights_now + now->count;
    struct figure figures[2][INDICATOR_COUNT];
    *result = (struct comparison){0};
    if (are_alike(now, before))
        result->days_now = result->days_before =
            pair(now, before, rules, weights_now, weights_before);
    else
        weigh_both(now, before, rules, weights_now, weights_before, result);
    bool any = result->days_now > 0 && result->days_before > 0;
    indicator_figures(now->days, any ? now->count : 0, weights_now, 0, counts, rules, figures[0]);
    indicator_figures(before->days, any ? before->count : 0, weights_before, 0, counts, rules,
                      figures[1]);
    for (int i = 0; i < INDICATOR_COUNT; i++) {
        result->figures[i].now = figures[0][i];
        result->figures[i].before = figures[1][i];
        set_delta(&result->figures[i], (enum indicator)i);
    }
    free(weights_now);
    return 0;
}
