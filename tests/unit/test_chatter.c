#include "tests/unit/test.h"

#include "hw/chatter.h"

static void test_people_do_not_chatter(void **state)
{
    (void)state;
    struct chatter line;
    chatter_start(&line, 0);
    for (int64_t t_ms = 0; t_ms < 600000; t_ms += 100) /* ten edges a second */
        assert_false(chatter_edge(&line, t_ms));
    assert_true(chatter_deadline(&line) == INT64_MAX);
}

static void test_it_begins_and_ends(void **state)
{
    (void)state;
    struct chatter line;
    int64_t t_ms = 0;
    chatter_start(&line, 0);
    while (!chatter_edge(&line, t_ms))
        t_ms += 20;
    assert_int_equal(t_ms, (CHATTER_EDGES - 1) * 20);
    for (int window = 0; window < 3; window++) { /* said once, and it goes on */
        int64_t end_ms = chatter_deadline(&line);
        for (; t_ms < end_ms; t_ms += 500)
            assert_false(chatter_edge(&line, t_ms));
        assert_false(chatter_tick(&line, end_ms - 1));
        assert_false(chatter_tick(&line, end_ms));
    }
    int64_t end_ms = chatter_deadline(&line);
    for (int i = 0; i < CHATTER_QUIET; i++)
        chatter_edge(&line, end_ms - 100);
    assert_true(chatter_tick(&line, end_ms));
    assert_false(line.on);
    assert_true(chatter_deadline(&line) == INT64_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_people_do_not_chatter),
        cmocka_unit_test(test_it_begins_and_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
