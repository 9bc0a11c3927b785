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

static struct comparison compared(const struct indicator_day *now, size_t now_count,
                                  const struct indicator_day *before, size_t before_count)
{
    struct comparison result;
    assert_int_equal(compare(now, now_count, before, before_count, true, &rules, &result), 0);
    return result;
}

static void test_a_month_with_more_sundays_is_not_busier(void **state)
{
    (void)state;
    struct indicator_day march[31], february[28];
    size_t now = fill(march, civil_days(2026, 3, 1), civil_days(2026, 3, 31), 1);
    size_t before = fill(february, civil_days(2026, 2, 1), civil_days(2026, 2, 28), 1);
    struct comparison result = compared(march, now, february, before);
    const struct compared *visits = &result.figures[INDICATOR_VISITS];
    assert_int_equal(result.days_now, 31);
    assert_int_equal(result.days_before, 28);
    assert_true(visits->has_delta);
    assert_true(fabs(visits->delta) < 1e-6);
    now = fill(march, civil_days(2026, 3, 1), civil_days(2026, 3, 31), 1.5);
    result = compared(march, now, february, before);
    assert_true(fabs(result.figures[INDICATOR_VISITS].delta_pct - 50) < 1e-6);
}

static void test_weekdays_that_one_has_not_and_days_badly_seen_are_left_out(void **state)
{
    (void)state;
    int64_t monday = civil_days(2026, 3, 2);
    struct indicator_day now[] = {make_day(monday, 10, 0), make_day(monday + 1, 99, 0),
                                  make_day(monday + 7, 1, 5)};
    struct indicator_day before[] = {make_day(monday - 7, 8, 0), make_day(monday - 5, 50, 0),
                                     make_day(monday - 14, 12, 0)};
    struct comparison result = compared(now, 3, before, 3);
    assert_int_equal(result.days_now, 1);
    assert_int_equal(result.days_before, 2);
    assert_true(result.figures[INDICATOR_VISITS].has_delta);
    assert_true(fabs(result.figures[INDICATOR_VISITS].before.value - 10) < 1e-9);
    assert_true(fabs(result.figures[INDICATOR_VISITS].delta) < 1e-9);
    result = compared(now, 3, NULL, 0);
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
        cmocka_unit_test(test_weekdays_that_one_has_not_and_days_badly_seen_are_left_out),
        cmocka_unit_test(test_gaps_are_what_was_not_seen_and_what_is_not_there),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
