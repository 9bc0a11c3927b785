/* The last minute of a line, as cells. */
#include "tests/unit/test.h"

#include "agent/maker/strip.h"
#include <string.h>

static void assert_cells(const struct strip *strip, const char *expected)
{
    int cells[STRIP_SECONDS], count = (int)strlen(expected);
    char text[STRIP_SECONDS + 1] = "";
    strip_cells(strip, count, cells);
    for (int i = 0; i < count; i++)
        text[i] = cells[i] == STRIP_UNSEEN ? ' ' : (char)('0' + cells[i]);
    text[count] = 0;
    assert_string_equal(text, expected);
}

static void a_line_at_rest_and_active(void **state)
{
    (void)state;
    struct strip strip;
    strip_start(&strip, false, 5000);
    strip_go(&strip, false, 64999); /* a minute, but for a millisecond */
    assert_cells(&strip, "000000");
    strip_go(&strip, true, 65000);
    strip_go(&strip, true, 84999);
    assert_cells(&strip, "000088");
    strip_go(&strip, false, 85000);
    strip_go(&strip, false, 89999);
    assert_cells(&strip, "000484"); /* seconds 30 to 89: active from 65 to 85 */
}

static void before_the_start_is_unseen(void **state)
{
    (void)state;
    struct strip strip;
    strip_start(&strip, true, 100000);
    strip_go(&strip, true, 109999);
    assert_cells(&strip, "     8");
}

/* A blink of a millisecond is to be seen, in its place and for a minute. */
static void a_blink_is_seen(void **state)
{
    (void)state;
    struct strip strip;
    strip_start(&strip, false, 0);
    strip_go(&strip, true, 30000);
    strip_go(&strip, false, 30001);
    strip_go(&strip, false, 59999);
    assert_cells(&strip, "000100");
    strip_go(&strip, false, 89999);
    assert_cells(&strip, "100000");
    strip_go(&strip, false, 90000);
    assert_cells(&strip, "000000");
    strip_go(&strip, true, 90000); /* and one of no time at all */
    strip_go(&strip, false, 90000);
    strip_go(&strip, false, 91000);
    assert_cells(&strip, "000001");
}

static void a_long_sleep_costs_little(void **state)
{
    (void)state;
    struct strip strip;
    strip_start(&strip, true, 0);
    strip_go(&strip, true, INT64_C(1000000000000));
    assert_cells(&strip, "888888");
}

/* Against a minute of milliseconds that is kept whole. */
static void it_is_as_a_naive_one(void **state)
{
    (void)state;
    enum { END = 100000 };
    static bool active[END];
    uint64_t seed = test_seed();
    struct strip strip;
    bool now = false;
    strip_start(&strip, now, 0);
    for (int t = 0; t < END;) {
        int next = t + (int)test_between(&seed, 1, 3000);
        next = next > END - 1 ? END - 1 : next;
        for (int i = t; i < next; i++)
            active[i] = now;
        now = !now;
        strip_go(&strip, now, next);
        t = next == END - 1 ? END : next;
    }
    int cells[60];
    strip_cells(&strip, 60, cells);
    for (int i = 0; i < 59; i++) {
        int sum = 0;
        for (int t = (i + 40) * 1000; t < (i + 41) * 1000; t++)
            sum += active[t];
        int expected = (sum * 8 + 500) / 1000;
        assert_in_range(cells[i], expected, expected == 0 ? 1 : expected);
        assert_int_equal(cells[i] == 0, sum == 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_at_rest_and_active), cmocka_unit_test(before_the_start_is_unseen),
        cmocka_unit_test(a_blink_is_seen),           cmocka_unit_test(a_long_sleep_costs_little),
        cmocka_unit_test(it_is_as_a_naive_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
