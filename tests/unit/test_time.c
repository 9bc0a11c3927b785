#include "tests/unit/test.h"

#include "agent/common/time.h"
#include <errno.h>
#include <string.h>

static void test_utc_is_written_and_read_back(void **state)
{
    (void)state;
    char text[TIME_TEXT_MAX];
    time_format_ms(1790000000123, text);
    assert_string_equal(text, "2026-09-21T14:13:20.123Z");
    int64_t wall_ms = 0;
    assert_int_equal(time_parse(text, &wall_ms), 0);
    assert_true(wall_ms == 1790000000123);
    time_format_s(-1, text);
    assert_string_equal(text, "1969-12-31T23:59:59Z");
}

static void test_wrong_times_are_refused(void **state)
{
    (void)state;
    const char *const wrong[] = {"",
                                 "2026-10-05",
                                 "2026-10-05T06:00:00",
                                 "2026-13-05T06:00:00Z",
                                 "2026-02-29T06:00:00Z",
                                 "2026-10-05T24:00:00Z",
                                 "2026-10-05T06:00:00+02:00",
                                 "2026-10-05T06:00:00Zx"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        int64_t wall_ms;
        assert_int_equal(time_parse(wrong[i], &wall_ms), -EINVAL);
    }
}

static void test_a_simulated_clock_runs_at_its_speed(void **state)
{
    (void)state;
    struct why why;
    struct lampion_clock clock;
    assert_int_equal(clock_parse(&clock, "1000,1790000000000,60", &why), 0);
    int64_t origin_ms = 1790000000000;
    assert_true(clock_real_at(&clock, origin_ms) == 1000);
    assert_true(clock_real_at(&clock, origin_ms + 60000) == 2000);
    assert_true(clock_real_at(&clock, TIME_NEVER) == TIME_NEVER);
    int64_t before_ms = clock_real_ms();
    int64_t mono_ms = clock_mono_ms(&clock);
    int64_t after_ms = clock_real_ms();
    assert_true(mono_ms >= origin_ms + (before_ms - 1000) * 60);
    assert_true(mono_ms <= origin_ms + (after_ms + 1 - 1000) * 60);
    assert_int_equal(clock_parse(&clock, "1000,5,-1", &why), -EINVAL);
    assert_non_null(strstr(why.text, "speed"));
}

/* Programs that start before the origin agree on it, as on everything later. */
static void test_a_simulated_clock_stands_until_its_origin(void **state)
{
    (void)state;
    struct lampion_clock clock = {true, clock_real_ms() + 3600000, 1790000000000, 60};
    assert_true(clock_mono_ms(&clock) == 1790000000000);
    assert_true(clock_wall_ms(&clock) == 1790000000000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_utc_is_written_and_read_back),
        cmocka_unit_test(test_wrong_times_are_refused),
        cmocka_unit_test(test_a_simulated_clock_runs_at_its_speed),
        cmocka_unit_test(test_a_simulated_clock_stands_until_its_origin),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
