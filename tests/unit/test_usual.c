#include "tests/unit/test.h"

#include "dashboard/civil.h"
#include "dashboard/presence/usual.h"
#include <math.h>

#define SLOTS 96

static int64_t monday(void)
{
    return civil_days(2026, 1, 5);
}

static void put_day(struct usual *usual, int64_t day, double value)
{
    for (int slot = 0; slot < SLOTS; slot++)
        usual_put(usual, day, slot, value);
}

static void test_three_same_weekdays_are_needed(void **state)
{
    (void)state;
    struct usual *usual = usual_new(USUAL_BY_WEEK, SLOTS);
    struct usual_level level;
    for (int week = 0; week < 3; week++) {
        put_day(usual, monday() + 7 * week, 5);
        put_day(usual, monday() + 7 * week + 1, 9);
        assert_false(usual_at(usual, monday() + 7 * week + 1, 40, &level));
        assert_int_equal(level.days, week);
        assert_true(usual_chance(usual, monday() + 7 * week + 1, 40, 1) < 0);
        assert_false(usual_later(usual, monday() + 7 * week + 1, 40, &level));
    }
    assert_true(usual_at(usual, monday() + 21, 40, &level)); /* Tuesday took Monday in */
    assert_int_equal(level.days, 3);
    assert_true(level.level == 5 && level.p10 == 5 && level.p90 == 5);
    assert_false(usual_at(usual, monday() + 2, 40, &level)); /* Wednesday: nothing */
    usual_free(usual);
}

static void test_the_newest_weigh_most_and_outliers_little(void **state)
{
    (void)state;
    struct usual *usual = usual_new(USUAL_BY_WEEK, SLOTS);
    struct usual_level level;
    for (int week = 0; week < 12; week++)
        put_day(usual, monday() + 7 * week, week < 8 ? 2 : 10);
    put_day(usual, monday() + 78, 0);
    assert_true(usual_at(usual, monday(), 10, &level));
    assert_int_equal(level.days, USUAL_DAYS);
    assert_true(level.level > 7 && level.level < 10); /* a plain mean of 8 would say 6 */
    for (int week = 12; week < 24; week++)
        put_day(usual, monday() + 7 * week, week == 20 ? 300 : 10 + week % 2);
    put_day(usual, monday() + 7 * 24, 0);
    assert_true(usual_at(usual, monday(), 10, &level));
    assert_true(level.level > 10 && level.level < 13);
    usual_free(usual);
}

static void test_what_is_not_put_is_not_zero(void **state)
{
    (void)state;
    struct usual *usual = usual_new(USUAL_BY_WEEK, SLOTS);
    struct usual_level level;
    for (int week = 0; week < 6; week++)
        for (int slot = 0; slot < SLOTS; slot++)
            if (slot != 30 || week < 2)
                usual_put(usual, monday() + 7 * week, slot, 4);
    usual_put(usual, monday() + 50, 0, 0);
    assert_false(usual_at(usual, monday(), 30, &level));
    assert_int_equal(level.days, 2);
    assert_true(usual_at(usual, monday(), 31, &level));
    assert_true(level.level == 4);
    usual_free(usual);
}

static void test_a_busy_morning_shifts_the_day_and_fades(void **state)
{
    (void)state;
    struct usual *usual = usual_new(USUAL_BY_WEEK, SLOTS);
    struct usual_level soon, late;
    for (int week = 0; week < 6; week++)
        put_day(usual, monday() + 7 * week, 8);
    int64_t today = monday() + 42;
    for (int slot = 0; slot < 40; slot++)
        usual_put(usual, today, slot, 12);
    assert_true(usual_later(usual, today, 40, &soon));
    assert_true(usual_later(usual, today, 80, &late));
    assert_true(soon.level > 10.5 && soon.level < 12);
    assert_true(late.level > 8 && late.level < 9);
    assert_true(usual_later(usual, today + 7, 40, &late)); /* another day knows nothing of it */
    assert_true(late.level == 8);
    usual_free(usual);
}

static void test_the_chance_follows_the_free_seats(void **state)
{
    (void)state;
    struct usual *usual = usual_new(USUAL_BY_WEEK, SLOTS);
    for (int week = 0; week < 8; week++)
        for (int slot = 0; slot < SLOTS; slot++)
            usual_put(usual, monday() + 7 * week, slot, slot < 48 ? 9 : slot < 72 ? week % 2 : 0);
    usual_put(usual, monday() + 57, 0, 0);
    double many = usual_chance(usual, monday(), 20, 1), some = usual_chance(usual, monday(), 60, 1),
           none = usual_chance(usual, monday(), 80, 1);
    printf("%.2f %.2f %.2f\n", many, some, none);
    assert_true(many > 0.9 && many < 1);
    assert_true(some > 0.3 && some < 0.7);
    assert_true(none > 0 && none < 0.2);
    usual_free(usual);
}

static void test_rare_openings_count_from_their_opening(void **state)
{
    (void)state;
    struct usual *usual = usual_new(USUAL_BY_OPENING, SLOTS);
    struct usual_level level;
    for (int i = 0; i < 4; i++) /* each on another weekday */
        put_day(usual, monday() + 31 * i, 6);
    assert_true(usual_at(usual, monday() + 200, 3, &level));
    assert_int_equal(level.days, 3);
    usual_free(usual);
}

/* Whatever is put: numbers stay in order, a chance is one, more is never likelier than less. */
static void test_random_days_keep_their_order(void **state)
{
    (void)state;
    uint64_t seed = test_seed();
    struct usual *usual = usual_new(USUAL_BY_WEEK, SLOTS);
    int64_t day = monday();
    for (int i = 0; i < 400; i++, day += test_between(&seed, 1, 3)) {
        for (int slot = 0; slot < SLOTS; slot++)
            if (test_between(&seed, 0, 9))
                usual_put(usual, day, slot, (double)test_between(&seed, 0, 60));
        struct usual_level at, later;
        int slot = (int)test_between(&seed, 0, SLOTS - 1);
        bool known = usual_at(usual, day, slot, &at);
        assert_int_equal(known, usual_later(usual, day, slot, &later));
        assert_in_range(at.days, 0, USUAL_DAYS);
        double one = usual_chance(usual, day, slot, 1), ten = usual_chance(usual, day, slot, 10);
        assert_int_equal(known, one >= 0);
        if (!known)
            continue;
        assert_true(at.p10 >= 0 && at.p10 <= at.level && at.level <= at.p90 && at.p90 <= 60);
        assert_true(later.p10 >= 0 && later.p10 <= later.level && later.level <= later.p90);
        assert_true(one > 0 && one < 1 && ten <= one);
    }
    usual_free(usual);
}

static double uniform(uint64_t *seed)
{
    return (double)(test_random(seed) >> 11) / 9007199254740992.0;
}

/* A day of 10 seats: so many free on a sine, some days busier than others all day long. */
static double free_seats(uint64_t *seed, int slot, double day_shift)
{
    double mean = 3 - 5 * sin((slot - 32) * M_PI / 48) + day_shift;
    double value = round(mean + 3 * (uniform(seed) + uniform(seed) + uniform(seed) - 1.5));
    return fmin(fmax(value, 0), 10);
}

/* Calibration and Brier score of "a free seat in two hours", next to "as it was last week". */
static void test_the_chance_is_calibrated(void **state)
{
    (void)state;
    uint64_t seed = test_seed();
    struct usual *usual = usual_new(USUAL_BY_WEEK, SLOTS);
    static double last[7][SLOTS];
    double said[10] = {0}, was[10] = {0}, ours = 0, theirs = 0;
    int count[10] = {0}, all = 0;
    for (int64_t day = monday(); day < monday() + 7 * 240; day++) {
        double shift = 3 * (uniform(&seed) - 0.5), chances[SLOTS];
        for (int slot = 32; slot < 80; slot++) {
            double value = free_seats(&seed, slot, shift);
            usual_put(usual, day, slot, value);
            if (slot + 8 < 80)
                chances[slot + 8] = usual_chance(usual, day, slot + 8, 1);
            if (slot >= 40 && chances[slot] >= 0) {
                int bin = (int)(chances[slot] * 9.999);
                double truth = value >= 1, before = last[day % 7][slot] >= 1;
                said[bin] += chances[slot];
                was[bin] += truth;
                count[bin]++;
                ours += (chances[slot] - truth) * (chances[slot] - truth);
                theirs += (before - truth) * (before - truth);
                all++;
            }
            last[day % 7][slot] = value;
        }
    }
    for (int bin = 0; bin < 10; bin++) {
        if (count[bin] < 2000)
            continue;
        printf("said %.2f, was %.2f (%d)\n", said[bin] / count[bin], was[bin] / count[bin],
               count[bin]);
        assert_true(fabs(said[bin] - was[bin]) / count[bin] < 0.15);
    }
    printf("Brier %.3f, as last week %.3f\n", ours / all, theirs / all);
    assert_true(ours < 0.75 * theirs);
    usual_free(usual);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_three_same_weekdays_are_needed),
        cmocka_unit_test(test_the_newest_weigh_most_and_outliers_little),
        cmocka_unit_test(test_what_is_not_put_is_not_zero),
        cmocka_unit_test(test_a_busy_morning_shifts_the_day_and_fades),
        cmocka_unit_test(test_the_chance_follows_the_free_seats),
        cmocka_unit_test(test_rare_openings_count_from_their_opening),
        cmocka_unit_test(test_random_days_keep_their_order),
        cmocka_unit_test(test_the_chance_is_calibrated),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
