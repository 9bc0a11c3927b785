#include "tests/unit/sensing.h"

static struct bench bench = {.form = BENCH_TIMES};

static struct sensor_config warm(void)
{
    struct sensor_config config = bench_config("pir");
    bench_set(&config, "warm_up", 0);
    return config;
}

static void test_nothing_is_known_while_it_warms_up(void **state)
{
    (void)state;
    struct sensor_config config = bench_config("pir");
    bench_open(&bench, &config, 0, 0);
    for (int64_t t_ms = 5000; t_ms < 50000; t_ms += 15000) { /* 0-3 false highs */
        bench_edge(&bench, 0, 1, t_ms);
        bench_edge(&bench, 0, 0, t_ms + 3000);
    }
    sensors_advance(bench.sensors, 59999);
    assert_string_equal(bench.text, "");
    struct driver_word word = bench_word(&bench);
    assert_false(word.has_value || word.has_since);
    assert_int_equal(word.fault_count, 1);
    assert_string_equal(word.faults[0], "warm-up");
    sensors_advance(bench.sensors, 60000);
    assert_string_equal(bench.text, "0@60000");
    word = bench_word(&bench);
    assert_true(word.has_value && word.value == 0 && !word.has_since);
    assert_int_equal(word.fault_count, 0);
    bench_close(&bench);
}

static void test_motion_at_the_end_of_warm_up_is_told(void **state)
{
    (void)state;
    struct sensor_config config = bench_config("pir");
    bench_open(&bench, &config, 0, 0);
    bench_edge(&bench, 0, 1, 59000);
    bench_edge(&bench, 0, 0, 61000);
    sensors_advance(bench.sensors, 90000);
    assert_string_equal(bench.text, "1@60000 0@71000");
    bench_close(&bench);
}

static void test_near_pulses_are_one_motion(void **state)
{
    (void)state;
    struct sensor_config config = warm();
    bench_open(&bench, &config, 0, 0);
    bench_edge(&bench, 0, 1, 1000);
    bench_edge(&bench, 0, 0, 3000);
    bench_edge(&bench, 0, 1, 12999); /* 9999 ms later: the same motion */
    bench_edge(&bench, 0, 0, 15000);
    bench_edge(&bench, 0, 1, 25000); /* 10 s later: another */
    bench_edge(&bench, 0, 0, 27000);
    sensors_advance(bench.sensors, 90000);
    assert_string_equal(bench.text, "0@0 1@1000 0@25000 1@25000 0@37000");
    struct driver_word word = bench_word(&bench);
    assert_true(word.has_since && word.since_ms == 37000);
    bench_close(&bench);
}

static void test_low_while_blind_is_not_empty(void **state)
{
    (void)state;
    struct sensor_config config = warm();
    bench_set(&config, "coalesce", 0);
    bench_open(&bench, &config, 0, 0);
    bench_edge(&bench, 0, 1, 1000);
    bench_edge(&bench, 0, 0, 3000);
    sensors_advance(bench.sensors, 5499);
    assert_int_equal(bench_word(&bench).value, 1);
    sensors_advance(bench.sensors, 5500);
    assert_int_equal(bench_word(&bench).value, 0);
    assert_string_equal(bench.text, "0@0 1@1000 0@5500");
    bench_close(&bench);
}

static void test_without_holds_it_follows_the_line(void **state)
{
    (void)state;
    struct sensor_config config = warm();
    bench_set(&config, "coalesce", 0);
    bench_set(&config, "blind", 0);
    bench_open(&bench, &config, 0, 0);
    bench_edge(&bench, 0, 1, 1000);
    bench_edge(&bench, 0, 0, 1300);
    assert_string_equal(bench.text, "0@0 1@1000 0@1300");
    bench_close(&bench);
}

static void test_wiring_that_fails_free_is_told(void **state)
{
    (void)state;
    const struct driver *pir = driver_find("pir");
    assert_null(pir->fails_free(true, "pull-up"));
    assert_null(pir->fails_free(true, NULL));
    assert_null(pir->fails_free(false, "pull-down"));
    assert_non_null(strstr(pir->fails_free(true, "pull-down"), "pull-up"));
    assert_non_null(strstr(pir->fails_free(false, "pull-up"), "pull-down"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nothing_is_known_while_it_warms_up),
        cmocka_unit_test(test_motion_at_the_end_of_warm_up_is_told),
        cmocka_unit_test(test_near_pulses_are_one_motion),
        cmocka_unit_test(test_low_while_blind_is_not_empty),
        cmocka_unit_test(test_without_holds_it_follows_the_line),
        cmocka_unit_test(test_wiring_that_fails_free_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
