/* When those who look after a place are told, and when they are left alone. */
#include "tests/unit/test.h"

#include "dashboard/notify/alarm.h"
#include <string.h>

#define MINUTE 60000LL
#define HOUR (60 * MINUTE)
#define START 1790150400000LL

static struct alarm_news news;

/* Measures every minute for so long, and counts what is told. */
static int watch(struct alarms *alarms, enum alarm_kind kind, const char *subject, int64_t value,
                 int64_t *now_ms, int64_t long_ms)
{
    int told = 0;
    for (int64_t end_ms = *now_ms + long_ms; *now_ms < end_ms; *now_ms += MINUTE) {
        alarms_measure(alarms, kind, subject, value, false, *now_ms);
        while (alarms_next(alarms, &news, *now_ms))
            told++;
    }
    return told;
}

static void test_a_house_fills_and_empties(void **state)
{
    (void)state;
    struct alarms *alarms = alarms_new();
    int64_t now = START;
    assert_int_equal(watch(alarms, ALARM_FILLING, "house", 89, &now, HOUR), 0);
    assert_int_equal(watch(alarms, ALARM_FILLING, "house", 90, &now, HOUR), 1);
    assert_true(news.began && !news.again);
    assert_string_equal(news.subject, "house");
    assert_int_equal(news.value, 90);
    assert_int_equal(watch(alarms, ALARM_FILLING, "house", 85, &now, HOUR), 0); /* hysteresis */
    assert_int_equal(alarms_standing(alarms), 1);
    assert_int_equal(watch(alarms, ALARM_FILLING, "house", 84, &now, HOUR), 1);
    assert_false(news.began);
    assert_int_equal(alarms_standing(alarms), 0);
    alarms_free(alarms);
}

static void test_a_dip_is_not_told(void **state)
{
    (void)state;
    struct alarms *alarms = alarms_new();
    int64_t now = START;
    for (int i = 0; i < 10; i++) { /* 29 minutes low, then well again */
        assert_int_equal(watch(alarms, ALARM_COVERAGE, "", 50, &now, 29 * MINUTE), 0);
        assert_int_equal(watch(alarms, ALARM_COVERAGE, "", 100, &now, 5 * MINUTE), 0);
    }
    assert_int_equal(watch(alarms, ALARM_COVERAGE, "", 50, &now, 32 * MINUTE), 1);
    alarms_free(alarms);
}

static void test_what_swings_is_told_seldom(void **state)
{
    (void)state;
    struct alarms *alarms = alarms_new();
    int64_t now = START;
    int told = 0;
    for (int i = 0; i < 60; i++) { /* ten hours */
        told += watch(alarms, ALARM_FULL, "house", 110, &now, 4 * MINUTE);
        told += watch(alarms, ALARM_FULL, "house", 50, &now, 6 * MINUTE);
    }
    assert_in_range(told, 10, 20);
    alarms_free(alarms);
}

static void test_what_stands_is_told_again_daily(void **state)
{
    (void)state;
    struct alarms *alarms = alarms_new();
    int64_t now = START;
    assert_int_equal(watch(alarms, ALARM_BACKUP, "", 300, &now, 72 * HOUR), 3);
    assert_true(news.again);
    alarms_free(alarms);
}

static void test_a_closed_place_is_quiet(void **state)
{
    (void)state;
    struct alarms *alarms = alarms_new();
    int64_t now = START;
    for (; now < START + 12 * HOUR; now += MINUTE) {
        alarms_measure(alarms, ALARM_BOARD, "desks", (now - START) / MINUTE, true, now);
        assert_false(alarms_next(alarms, &news, now));
    }
    /* It opens, and the board has ten minutes to come. */
    assert_int_equal(watch(alarms, ALARM_BOARD, "desks", 720, &now, 10 * MINUTE), 0);
    assert_int_equal(watch(alarms, ALARM_BOARD, "desks", 730, &now, MINUTE), 1);
    /* It stands when the place closes: not told again, and its end is. */
    for (int64_t end = now + 30 * HOUR; now < end; now += MINUTE) {
        alarms_measure(alarms, ALARM_BOARD, "desks", 800, true, now);
        assert_false(alarms_next(alarms, &news, now));
    }
    assert_int_equal(watch(alarms, ALARM_BOARD, "desks", 0, &now, 2 * MINUTE), 1);
    assert_false(news.began);
    alarms_free(alarms);
}

static void test_a_hundred_boards_at_once(void **state)
{
    (void)state;
    struct alarms *alarms = alarms_new();
    int64_t now = START;
    int told = 0, told_first_hour = 0;
    for (; now < START + 12 * HOUR; now += MINUTE) {
        for (int i = 0; i < 100; i++) {
            char name[ID_MAX];
            snprintf(name, sizeof name, "board-%d", i);
            alarms_measure(alarms, ALARM_BOARD, name, 30, false, now);
        }
        while (alarms_next(alarms, &news, now))
            told++;
        if (now < START + HOUR)
            told_first_hour = told;
    }
    assert_int_equal(told_first_hour, ALARM_HOUR_MAX);
    assert_int_equal(told, 100); /* each comes, later */
    alarms_free(alarms);
}

static void test_any_numbers(void **state)
{
    (void)state;
    uint64_t random = test_seed();
    struct alarms *alarms = alarms_new();
    int64_t now = START, told_ms[ALARM_KINDS] = {0};
    bool on[ALARM_KINDS] = {false};
    for (int i = 0; i < 200000; i++) {
        now += (int64_t)(test_random(&random) % (20 * MINUTE));
        enum alarm_kind kind = test_random(&random) % ALARM_KINDS;
        alarms_measure(alarms, kind, "x", (int64_t)(test_random(&random) % 250),
                       test_random(&random) % 4 == 0, now);
        while (alarms_next(alarms, &news, now)) {
            assert_true(!told_ms[news.kind] || now - told_ms[news.kind] >= ALARM_QUIET_MS);
            assert_int_equal(news.began && !news.again, news.began && !on[news.kind]);
            assert_true(news.began || on[news.kind]);
            told_ms[news.kind] = now;
            on[news.kind] = news.began;
        }
    }
    alarms_free(alarms);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_house_fills_and_empties),
        cmocka_unit_test(test_a_dip_is_not_told),
        cmocka_unit_test(test_what_swings_is_told_seldom),
        cmocka_unit_test(test_what_stands_is_told_again_daily),
        cmocka_unit_test(test_a_closed_place_is_quiet),
        cmocka_unit_test(test_a_hundred_boards_at_once),
        cmocka_unit_test(test_any_numbers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
