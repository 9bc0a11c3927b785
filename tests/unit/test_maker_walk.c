/* What a validation walk says. */
#include "tests/unit/test.h"

#include "agent/maker/walk.h"
#include <math.h>

static void assert_near(double value, double expected)
{
    if (fabs(value - expected) > 0.00005)
        fail_msg("%.6f, expected %.4f", value, expected);
}

/* Against the values of R: prop.test(x, n, correct = FALSE)$conf.int. */
static void the_interval_is_wilsons(void **state)
{
    (void)state;
    static const struct {
        int count, of;
        double low, high;
    } table[] = {{0, 10, 0, 0.27753},       {1, 10, 0.01788, 0.40415}, {1, 20, 0.00888, 0.23613},
                 {5, 10, 0.23659, 0.76341}, {10, 10, 0.72247, 1},      {0, 1, 0, 0.79346}};
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        struct interval interval = interval_wilson(table[i].count, table[i].of);
        assert_near(interval.low, table[i].low);
        assert_near(interval.high, table[i].high);
        assert_near(interval.best, (double)table[i].count / table[i].of);
    }
}

static void the_interval_holds_its_middle(void **state)
{
    (void)state;
    for (int of = 1; of <= 400; of++)
        for (int count = 0; count <= of; count++) {
            struct interval interval = interval_wilson(count, of);
            assert_true(0 <= interval.low && interval.low <= interval.best);
            assert_true(interval.best <= interval.high && interval.high <= 1);
        }
}

static void each_passage_is_one_of_four(void **state)
{
    (void)state;
    const struct walk_passage passages[] = {
        {WALK_IN, .in = 1, .first_line = 0},     {WALK_OUT, .out = 1, .first_line = 1},
        {WALK_IN, .faults = 1, .first_line = 0}, {WALK_OUT, .in = 1, .first_line = 1},
        {WALK_IN, .in = 2, .first_line = 0},     {WALK_OUT, .in = 1, .out = 1, .first_line = 1},
    };
    struct walk_sum sum = walk_sum(passages, 6, 0);
    assert_int_equal(sum.ways[WALK_IN].done, 3);
    assert_int_equal(sum.ways[WALK_IN].right, 1);
    assert_int_equal(sum.ways[WALK_IN].missed, 1);
    assert_int_equal(sum.ways[WALK_IN].extra, 1);
    assert_int_equal(sum.ways[WALK_OUT].right, 1);
    assert_int_equal(sum.ways[WALK_OUT].wrong_way, 1);
    assert_int_equal(sum.ways[WALK_OUT].extra, 1);
    assert_int_equal(sum.ways[WALK_IN].counted, 5);
    assert_int_equal(sum.ways[WALK_OUT].counted, 2);
    assert_int_equal(sum.faults, 1);
    assert_false(sum.swapped);
    assert_near(walk_error(&sum).best, 4.0 / 6);
}

/* The line that breaks first tells it, also when the driver says nothing. */
static void swapped_beams_are_seen(void **state)
{
    (void)state;
    struct walk_passage passages[5] = {0};
    for (int i = 0; i < 5; i++)
        passages[i] =
            (struct walk_passage){.told = i % 2 ? WALK_OUT : WALK_IN, .first_line = i % 2 ? 0 : 1};
    assert_true(walk_sum(passages, 5, 0).swapped);
    passages[0].first_line = 0; /* one of five may have been confused */
    assert_true(walk_sum(passages, 5, 0).swapped);
    passages[1].first_line = 1;
    assert_false(walk_sum(passages, 5, 0).swapped);
    assert_false(walk_sum(passages, 1, 0).swapped); /* one says nothing */
    for (int i = 0; i < 5; i++) {                   /* a counter that only says in and out */
        passages[i].first_line = -1;
        *(i % 2 ? &passages[i].in : &passages[i].out) = 1;
    }
    assert_true(walk_sum(passages, 5, -1).swapped);
    passages[1].in = 0; /* missed: no word on the direction */
    assert_true(walk_sum(passages, 5, -1).swapped);
    passages[2].out = passages[3].in = 0;
    passages[2].in = passages[3].out = 1;
    assert_false(walk_sum(passages, 5, -1).swapped);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_interval_is_wilsons),
        cmocka_unit_test(the_interval_holds_its_middle),
        cmocka_unit_test(each_passage_is_one_of_four),
        cmocka_unit_test(swapped_beams_are_seen),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
