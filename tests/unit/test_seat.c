#include "tests/unit/sensing.h"

static struct bench bench = {.form = BENCH_TIMES};

static void test_the_beginning_is_told(void **state)
{
    (void)state;
    struct sensor_config config = bench_config("seat");
    bench_open(&bench, &config, 1, 0);
    assert_string_equal(bench.text, "1@0");
    struct driver_word word = bench_word(&bench);
    assert_true(word.has_value && word.value == 1);
    assert_false(word.has_since || word.has_totals || word.fault_count);
    bench_close(&bench);
}

static void test_a_level_counts_after_confirm(void **state)
{
    (void)state;
    struct sensor_config config = bench_config("seat");
    bench_open(&bench, &config, 0, 0);
    bench_edge(&bench, 0, 1, 10000);
    assert_int_equal(sensors_deadline(bench.sensors), 12000);
    sensors_advance(bench.sensors, 11999);
    assert_int_equal(bench_word(&bench).value, 0);
    sensors_advance(bench.sensors, 50000); /* late: decided as of its time all the same */
    bench_edge(&bench, 0, 0, 60000);
    sensors_advance(bench.sensors, 70000);
    assert_string_equal(bench.text, "0@0 1@12000 0@62000");
    struct driver_word word = bench_word(&bench);
    assert_true(word.has_since && word.since_ms == 62000);
    bench_close(&bench);
}

static void test_shorter_than_confirm_is_nothing(void **state)
{
    (void)state;
    struct sensor_config config = bench_config("seat");
    bench_open(&bench, &config, 1, 0);
    for (int64_t t_ms = 1000; t_ms < 100000; t_ms += 5000) {
        bench_edge(&bench, 0, 0, t_ms);
        bench_edge(&bench, 0, 1, t_ms + 1999);
    }
    sensors_advance(bench.sensors, 200000);
    assert_string_equal(bench.text, "1@0");
    assert_false(bench_word(&bench).has_since);
    bench_close(&bench);
}

static void test_an_edge_at_the_deadline_comes_after_it(void **state)
{
    (void)state;
    struct sensor_config config = bench_config("seat");
    bench_open(&bench, &config, 0, 0);
    bench_edge(&bench, 0, 1, 1000);
    bench_edge(&bench, 0, 0, 3000);
    sensors_advance(bench.sensors, 9000);
    assert_string_equal(bench.text, "0@0 1@3000 0@5000");
    bench_close(&bench);
}

static void test_confirm_0_decides_at_once(void **state)
{
    (void)state;
    struct sensor_config config = bench_config("seat");
    bench_set(&config, "confirm", 0);
    bench_open(&bench, &config, 0, 0);
    bench_edge(&bench, 0, 1, 7);
    bench_edge(&bench, 0, 0, 7);
    assert_string_equal(bench.text, "0@0 1@7 0@7");
    bench_close(&bench);
}

/* A loose wire must not keep a seat free for ever. */
static void test_a_contact_that_never_stands_is_restless(void **state)
{
    (void)state;
    struct sensor_config config = bench_config("seat");
    bench_open(&bench, &config, 0, 0);
    int64_t t_ms = 1000;
    for (int level = 1; t_ms < 32000; t_ms += 1000, level = !level)
        bench_edge(&bench, 0, level, t_ms);
    assert_string_equal(bench.text, "0@0 1@5000 restless@31000");
    struct driver_word word = bench_word(&bench);
    assert_false(word.has_value);
    assert_int_equal(word.fault_count, 1);
    assert_string_equal(word.faults[0], "restless");
    sensors_advance(bench.sensors, 32999);
    assert_false(bench_word(&bench).has_value);
    sensors_advance(bench.sensors, 60000); /* the last edge was at 31 s, to 1 */
    assert_string_equal(bench.text, "0@0 1@5000 restless@31000 1@33000");
    assert_true(bench_word(&bench).has_value);
    bench_close(&bench);
}

static void test_a_contact_that_stands_at_times_is_not_restless(void **state)
{
    (void)state;
    struct sensor_config config = bench_config("seat");
    bench_open(&bench, &config, 1, 0);
    for (int64_t t_ms = 1000; t_ms < 200000; t_ms += 4000) {
        bench_edge(&bench, 0, 0, t_ms);
        bench_edge(&bench, 0, 1, t_ms + 1999);
    }
    sensors_advance(bench.sensors, 300000);
    assert_string_equal(bench.text, "1@0");
    bench_close(&bench);
}

static void test_wiring_that_fails_free_is_told(void **state)
{
    (void)state;
    const struct driver *seat = driver_find("seat");
    assert_null(seat->fails_free(true, "pull-up"));
    assert_null(seat->fails_free(false, "pull-down"));
    assert_non_null(strstr(seat->fails_free(false, "pull-up"), "normally closed"));
    assert_non_null(strstr(seat->fails_free(true, "pull-down"), "normally closed"));
    assert_non_null(strstr(seat->fails_free(true, "disabled"), "floats"));
    assert_non_null(strstr(seat->fails_free(false, NULL), "floats"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_beginning_is_told),
        cmocka_unit_test(test_a_level_counts_after_confirm),
        cmocka_unit_test(test_shorter_than_confirm_is_nothing),
        cmocka_unit_test(test_an_edge_at_the_deadline_comes_after_it),
        cmocka_unit_test(test_confirm_0_decides_at_once),
        cmocka_unit_test(test_a_contact_that_never_stands_is_restless),
        cmocka_unit_test(test_a_contact_that_stands_at_times_is_not_restless),
        cmocka_unit_test(test_wiring_that_fails_free_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
