/* Two periods on equal weekdays, and gaps. */
#include "tests/unit/test.h"

#include "dashboard/civil.h"
#include "dashboard/report/compare.h"
#include "dashboard/report/gap.h"
#include <math.h>
#include <string.h>

static const struct indicator_rules rules = {.flag_below = 0.9, .withhold_below = 0.5};

/* `visits` came in; nine hours open, of which `silent_h` nobody looked. */
static struct indicator_day make_day(int64_t day, int64_t visits, int64_t silent_h)
{
    struct indicator_day made = {.day = day, .capacity = 10};
    struct slot *slot = &made.slot;
    slot_start(slot, day * 86400);
    slot->length_s = 86400;
    slot->open_s = 9 * 3600;
    slot->all[SLOT_SENSORS] = 86400;
    slot->open[SLOT_SENSORS] = 9 * 3600;
    slot->all[SLOT_SILENT] = slot->open[SLOT_SILENT] = silent_h * 3600;
    slot->all[SLOT_IN] = slot->open[SLOT_IN] = visits;
    return made;
}

/* Ten visits on a Monday .. 70 on a Sunday, `times` as many. */
static size_t fill(struct indicator_day *days, int64_t first, int64_t last, double times)
{
    size_t count = 0;
    for (int64_t day = first; day <= last; day++)
        days[count++] = make_day(day, (int64_t)(10 * civil_weekday(day) * times), 0);
    return count;
}

static struct comparison compared(struct compare_side now, struct compare_side before)
{
    struct comparison result;
    assert_int_equal(compare(&now, &before, true, &rules, &result), 0);
    return result;
}

static struct compare_side side(const struct indicator_day *days, size_t count, int64_t first,
                                int64_t last)
{
    return (struct compare_side){first, last, days, count};
}

static void test_a_month_with_more_sundays_is_not_busier(void **state)
{
    (void)state;
    int64_t march = civil_days(2026, 3, 1), february = civil_days(2026, 2, 1);
    struct indicator_day new[31], old[28];
    size_t now = fill(new, march, march + 30, 1), before = fill(old, february, february + 27, 1);
    struct comparison result =
        compared(side(new, now, march, march + 30), side(old, before, february, february + 27));
    const struct compared *visits = &result.figures[INDICATOR_VISITS];
    assert_int_equal(result.days_now, 28);
    assert_int_equal(result.days_before, 28);
    assert_true(visits->has_delta);
    assert_true(fabs(visits->delta) < 1e-6);
    now = fill(new, march, march + 30, 1.5);
    result =
        compared(side(new, now, march, march + 30), side(old, before, february, february + 27));
    assert_true(fabs(result.figures[INDICATOR_VISITS].delta_pct - 50) < 1e-6);
}

/* A week against the half year before: of as many of each weekday. */
static void test_periods_of_other_lengths_go_by_weekdays(void **state)
{
    (void)state;
    int64_t first = civil_days(2026, 3, 2);
    struct indicator_day new[7], old[182];
    size_t now = fill(new, first, first + 6, 2), before = fill(old, first - 182, first - 1, 1);
    struct compare_side week = side(new, now, first, first + 6);
    struct comparison result = compared(week, side(old, before, first - 182, first - 1));
    assert_int_equal(result.days_now, 7);
    assert_int_equal(result.days_before, 182);
    assert_true(fabs(result.figures[INDICATOR_VISITS].delta_pct - 100) < 1e-6);
    /* Of less than half of it nobody knows how it was. */
    result = compared(week, side(old, 90, first - 182, first - 1));
    assert_int_equal(result.days_before, 0);
    assert_false(result.figures[INDICATOR_VISITS].has_delta);
}

/* A year of which 327 days are known, busier in summer, against one that was begun in late
 * November: the comparison is of the same weeks of both, not of a summer against a December. */
static void test_a_year_that_was_barely_covered_is_compared_where_it_was(void **state)
{
    (void)state;
    int64_t first = civil_days(2026, 1, 1), before = civil_days(2025, 1, 1);
    static struct indicator_day new[365], old[365];
    for (int64_t i = 0; i < 327; i++)
        new[i] = make_day(first + i, 100, 0);
    for (int64_t i = 327; i < 365; i++)
        new[i] = make_day(first + i, 10, 0);
    for (int64_t i = 0; i < 38; i++)
        old[i] = make_day(before + 327 + i, 10, 0);
    struct comparison result =
        compared(side(new, 365, first, first + 364), side(old, 38, before, before + 364));
    const struct compared *visits = &result.figures[INDICATOR_VISITS];
    assert_int_equal(result.days_now,
                     38); /* the 364 days apart are of a Thursday and a Wednesday */
    assert_int_equal(result.days_before, 38);
    assert_true(fabs(visits->delta - 90) < 1e-9); /* one day of the 327 is among them */
    result = compared(side(new, 327, first, first + 364), side(old, 38, before, before + 364));
    assert_int_equal(result.days_now, 1);
    result = compared(side(new, 320, first, first + 364), side(old, 38, before, before + 364));
    assert_int_equal(result.days_now, 0);
    assert_false(result.figures[INDICATOR_VISITS].has_delta);
}

static void test_days_that_one_has_not_and_days_badly_seen_are_left_out(void **state)
{
    (void)state;
    int64_t monday = civil_days(2026, 3, 2);
    struct indicator_day now[] = {make_day(monday, 10, 0), make_day(monday + 1, 99, 0),
                                  make_day(monday + 7, 1, 5)};
    struct indicator_day before[] = {make_day(monday - 14, 12, 0), make_day(monday - 12, 50, 0),
                                     make_day(monday - 7, 8, 0)};
    struct compare_side new = side(now, 3, monday, monday + 13);
    struct comparison result = compared(new, side(before, 3, monday - 14, monday - 1));
    assert_int_equal(result.days_now, 1);
    assert_int_equal(result.days_before, 1);
    assert_true(result.figures[INDICATOR_VISITS].has_delta);
    assert_true(fabs(result.figures[INDICATOR_VISITS].before.value - 12) < 1e-9);
    assert_true(fabs(result.figures[INDICATOR_VISITS].delta + 2) < 1e-9);
    result = compared(new, side(NULL, 0, monday - 14, monday - 1));
    assert_int_equal(result.days_now, 0);
    assert_false(result.figures[INDICATOR_VISITS].has_delta);
}

static struct gap gaps[10];
static size_t gap_count;

static void take_gap(void *context, const struct gap *gap)
{
    (void)context;
    gaps[gap_count++] = *gap;
}

static struct slot make_slot(int64_t number, int64_t silent, int64_t open_s)
{
    struct slot slot;
    slot_start(&slot, number * SLOT_S);
    slot.length_s = SLOT_S;
    slot.open_s = open_s;
    slot.all[SLOT_SENSORS] = 1000;
    slot.all[SLOT_SILENT] = silent;
    return slot;
}

static void test_gaps_are_what_was_not_seen_and_what_is_not_there(void **state)
{
    (void)state;
    const struct slot slots[] = {make_slot(1, 0, 0),     make_slot(2, 1000, 0),
                                 make_slot(3, 600, 900), make_slot(4, 199, 900),
                                 make_slot(7, 0, 0),     make_slot(8, 200, 0)};
    struct gap_finder finder;
    gap_finder_start(&finder, 0, take_gap, NULL);
    for (size_t i = 0; i < sizeof slots / sizeof *slots; i++)
        gap_finder_take(&finder, &slots[i]);
    gap_finder_end(&finder, 10 * SLOT_S);
    assert_int_equal(gap_count, 4);
    assert_int_equal(gaps[0].from_s, 0);
    assert_int_equal(gaps[0].to_s, SLOT_S);
    assert_int_equal(gaps[1].from_s, 2 * SLOT_S);
    assert_int_equal(gaps[1].to_s, 4 * SLOT_S);
    assert_true(fabs(gaps[1].known - 0.2) < 1e-9);
    assert_true(gaps[1].open);
    assert_int_equal(gaps[2].from_s, 5 * SLOT_S);
    assert_int_equal(gaps[2].to_s, 7 * SLOT_S);
    assert_int_equal(gaps[3].from_s, 8 * SLOT_S);
    assert_int_equal(gaps[3].to_s, 10 * SLOT_S);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_month_with_more_sundays_is_not_busier),
        cmocka_unit_test(test_periods_of_other_lengths_go_by_weekdays),
        cmocka_unit_test(test_a_year_that_was_barely_covered_is_compared_where_it_was),
        cmocka_unit_test(test_days_that_one_has_not_and_days_badly_seen_are_left_out),
        cmocka_unit_test(test_gaps_are_what_was_not_seen_and_what_is_not_there),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
