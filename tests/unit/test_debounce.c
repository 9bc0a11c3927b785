#include "tests/unit/test.h"

#include "hw/debounce.h"

static void test_a_level_counts_once_it_has_stood(void **state)
{
    (void)state;
    struct debounce line;
    debounce_start(&line, 50, 0, 1000);
    assert_true(debounce_deadline(&line) == INT64_MAX);
    assert_false(debounce_edge(&line, 1, 2000));
    assert_int_equal(debounce_deadline(&line), 2050);
    assert_false(debounce_tick(&line, 2049));
    assert_int_equal(line.settled, 0);
    assert_true(debounce_tick(&line, 2050));
    assert_int_equal(line.settled, 1);
    assert_false(debounce_tick(&line, 3000));
}

static void test_a_window_of_0_passes_every_change(void **state)
{
    (void)state;
    struct debounce line;
    debounce_start(&line, 0, 1, 0);
    assert_true(debounce_edge(&line, 0, 10));
    assert_false(debounce_edge(&line, 0, 10));
    assert_true(debounce_edge(&line, 1, 10));
    assert_true(debounce_deadline(&line) == INT64_MAX);
}

static void test_a_repeated_level_starts_the_window_again(void **state)
{
    (void)state;
    struct debounce line;
    debounce_start(&line, 50, 0, 0);
    debounce_edge(&line, 1, 100);
    debounce_edge(&line, 1, 140); /* the fall between the two was lost */
    assert_int_equal(debounce_deadline(&line), 190);
    assert_true(debounce_tick(&line, 190));
    assert_false(debounce_edge(&line, 1, 200));
    assert_true(debounce_deadline(&line) == INT64_MAX);
}

static void test_bounce_shorter_than_the_window_never_emits(void **state)
{
    (void)state;
    uint64_t seed = test_seed();
    for (int round = 0; round < 1000; round++) {
        struct debounce line;
        int64_t window_ms = test_between(&seed, 2, 200), t_ms = 0;
        int level = (int)test_between(&seed, 0, 1);
        debounce_start(&line, window_ms, level, t_ms);
        for (int pulse = 0; pulse < 100; pulse++) {
            t_ms += test_between(&seed, 1, 2 * window_ms);
            assert_false(debounce_tick(&line, t_ms));
            assert_false(debounce_edge(&line, !level, t_ms));
            t_ms += test_between(&seed, 0, window_ms - 1);
            assert_false(debounce_tick(&line, t_ms));
            assert_false(debounce_edge(&line, level, t_ms));
        }
        assert_false(debounce_tick(&line, t_ms + 10 * window_ms));
    }
}

/* Whatever the bounce, the report comes `window` after the last raw change, once. */
static void test_a_bouncing_change_is_reported_once(void **state)
{
    (void)state;
    uint64_t seed = test_seed();
    for (int round = 0; round < 1000; round++) {
        struct debounce line;
        int64_t window_ms = test_between(&seed, 2, 200), t_ms = 0;
        debounce_start(&line, window_ms, 0, 0);
        for (int64_t n = test_between(&seed, 0, 20); n >= 0; n--) {
            t_ms += test_between(&seed, 0, window_ms - 1);
            assert_false(debounce_edge(&line, n % 2 == 0, t_ms));
        }
        assert_false(debounce_tick(&line, t_ms + window_ms - 1));
        assert_true(debounce_tick(&line, t_ms + window_ms));
        assert_int_equal(line.settled, 1);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_level_counts_once_it_has_stood),
        cmocka_unit_test(test_a_window_of_0_passes_every_change),
        cmocka_unit_test(test_a_repeated_level_starts_the_window_again),
        cmocka_unit_test(test_bounce_shorter_than_the_window_never_emits),
        cmocka_unit_test(test_a_bouncing_change_is_reported_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
