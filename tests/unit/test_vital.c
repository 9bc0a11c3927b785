#include "tests/unit/test.h"

#include "agent/common/vital.h"

enum { FAST, SLOW };
static const struct vital_part parts[] = {{"fast", 10000}, {"slow", 60000}};
#define ASK_MS 1000
#define START_MS 500000

static struct vital begin(void)
{
    struct vital vital;
    vital_start(&vital, parts, 2, ASK_MS, START_MS);
    return vital;
}

/* Asks every ASK_MS up to `to_ms` after the start; the name of what was stuck then, "" for none. */
static const char *ask_until(struct vital *vital, int64_t to_ms)
{
    const struct vital_part *stuck = NULL;
    while (vital->asked_ms < START_MS + to_ms)
        stuck = vital_stuck(vital, vital->asked_ms + ASK_MS);
    return stuck ? stuck->name : "";
}

static void test_what_moves_is_not_stuck(void **state)
{
    (void)state;
    struct vital vital = begin();
    for (int64_t ms = 10000; ms <= 300000; ms += 10000) {
        assert_string_equal(ask_until(&vital, ms), "");
        vital_moved(&vital, FAST, START_MS + ms);
        if (ms % 60000 == 0)
            vital_moved(&vital, SLOW, START_MS + ms);
    }
}

static void test_each_part_has_its_own_patience(void **state)
{
    (void)state;
    struct vital vital = begin();
    assert_string_equal(ask_until(&vital, 10000), "");
    assert_string_equal(ask_until(&vital, 11000), "fast");
    vital_moved(&vital, FAST, START_MS + 60000);
    assert_string_equal(ask_until(&vital, 60000), "");
    assert_string_equal(ask_until(&vital, 61000), "slow");
}

static void test_the_longest_stuck_is_named_and_a_move_mends_it(void **state)
{
    (void)state;
    struct vital vital = begin();
    vital_moved(&vital, SLOW, START_MS + 5000);
    assert_string_equal(ask_until(&vital, 70000), "fast");
    vital_moved(&vital, FAST, START_MS + 70000);
    assert_string_equal(ask_until(&vital, 71000), "slow");
    vital_moved(&vital, SLOW, START_MS + 71000);
    assert_string_equal(ask_until(&vital, 72000), "");
}

static void test_an_old_word_is_no_step_back(void **state)
{
    (void)state;
    struct vital vital = begin();
    vital_moved(&vital, FAST, START_MS + 9000);
    vital_moved(&vital, FAST, START_MS + 1000);
    assert_string_equal(ask_until(&vital, 19000), "");
}

static void test_nobody_is_stuck_for_a_pause_of_the_whole_process(void **state)
{
    (void)state;
    struct vital vital = begin();
    assert_string_equal(ask_until(&vital, 8000), "");
    /* an hour of SIGSTOP, or of sleep */
    assert_null(vital_stuck(&vital, START_MS + 3608000));
    assert_null(vital_stuck(&vital, START_MS + 3609000));
    /* 8 s before it and 3 s after it (one of them the pause itself) are 11 */
    assert_string_equal(vital_stuck(&vital, START_MS + 3610000)->name, "fast");
}

static void test_pauses_do_not_hide_a_stuck_part_for_ever(void **state)
{
    (void)state;
    struct vital vital = begin();
    const struct vital_part *stuck = NULL;
    int asked = 0;
    for (int64_t ms = 30000; !stuck; ms += 30000, asked++) {
        vital_moved(&vital, SLOW, START_MS + ms);
        stuck = vital_stuck(&vital, START_MS + ms);
        assert_in_range(asked, 0, 20);
    }
    assert_string_equal(stuck->name, "fast");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_moves_is_not_stuck),
        cmocka_unit_test(test_each_part_has_its_own_patience),
        cmocka_unit_test(test_the_longest_stuck_is_named_and_a_move_mends_it),
        cmocka_unit_test(test_an_old_word_is_no_step_back),
        cmocka_unit_test(test_nobody_is_stuck_for_a_pause_of_the_whole_process),
        cmocka_unit_test(test_pauses_do_not_hide_a_stuck_part_for_ever),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
