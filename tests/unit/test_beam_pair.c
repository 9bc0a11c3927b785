#include "tests/unit/sensing.h"

static struct bench bench;

/* A state of the doorway (outer = 1, inner = 2) and how long it lasts. */
struct step {
    int at;
    int64_t for_ms;
};

#define STEPS_MAX 64

/* Plays the steps from `t_ms`; the time of the end. */
static int64_t play(struct bench *self, int before, const struct step *steps, size_t count,
                    int64_t t_ms)
{
    for (size_t i = 0; i < count; i++) {
        int changed = before ^ steps[i].at;
        if (changed & 1)
            bench_edge(self, 0, steps[i].at & 1, t_ms);
        if (changed & 2)
            bench_edge(self, 1, steps[i].at >> 1, t_ms);
        before = steps[i].at;
        t_ms += steps[i].for_ms;
    }
    sensors_advance(self->sensors, t_ms);
    return t_ms;
}

/* Walks a path as sensing.md writes it, "01320", 100 ms a state, and says what came of it. */
static const char *walk(const char *path)
{
    struct sensor_config config = bench_config("beam-pair");
    struct step steps[STEPS_MAX];
    size_t count = strlen(path);
    for (size_t i = 0; i < count; i++)
        steps[i] = (struct step){path[i] - '0', 100};
    steps[count - 1].for_ms = 10000;
    bench_open(&bench, &config, 0, 0);
    play(&bench, 0, steps, count, 1000);
    bench_close(&bench);
    return bench.text;
}

static void test_a_passage_counts_on_the_return_to_0(void **state)
{
    (void)state;
    assert_string_equal(walk("01320"), "in");
    assert_string_equal(walk("02310"), "out");
    assert_string_equal(walk("013200231001320"), "in out in");
    assert_string_equal(walk("0132"), "obstructed");
}

static void test_dithering_counts_once(void **state)
{
    (void)state;
    assert_string_equal(walk("0131320"), "in");
    assert_string_equal(walk("023231310"), "out two-people"); /* the first beam rose again */
    assert_string_equal(walk("0232310"), "out");
    assert_string_equal(walk("0131313131320"), "in");
}

static void test_turning_back_does_not_count(void **state)
{
    (void)state;
    assert_string_equal(walk("01310"), "");
    assert_string_equal(walk("02320"), "");
    assert_string_equal(walk("0132310"), "two-people"); /* or did two pass each other? */
    assert_string_equal(walk("010"), "");
    assert_string_equal(walk("02020"), "");
}

static void test_a_jump_is_a_fault(void **state)
{
    (void)state;
    assert_string_equal(walk("0120"), "jump");
    assert_string_equal(walk("0210"), "jump");
    assert_string_equal(walk("013120"), "jump");
    assert_string_equal(walk("012121320"), "jump"); /* once until clear again */
    assert_string_equal(walk("0320"), "jump");      /* which beam came first? */
    assert_string_equal(walk("0130"), "jump");
    assert_string_equal(walk("01200132001320"), "jump in in");
}

static void test_two_people_are_flagged_and_one_counted(void **state)
{
    (void)state;
    assert_string_equal(walk("0132320"), "in two-people");
    assert_string_equal(walk("0231310"), "out two-people");
    assert_string_equal(walk("013232001320"), "in two-people in");
}

static void test_a_blocked_doorway_is_obstructed(void **state)
{
    (void)state;
    struct sensor_config config = bench_config("beam-pair");
    bench.form = BENCH_TIMES;
    bench_open(&bench, &config, 0, 0);
    const struct step blocked[] = {{1, 100}, {3, 5000}};
    int64_t t_ms = play(&bench, 0, blocked, 2, 1000);
    assert_string_equal(bench.text, "obstructed@6000");
    struct driver_word word = bench_word(&bench);
    assert_true(word.has_totals && !word.has_value);
    assert_int_equal(word.fault_count, 1);
    assert_string_equal(word.faults[0], "obstructed");
    const struct step after[] = {{2, 100}, {0, 1000}, {1, 100}, {3, 100}, {2, 100}, {0, 100}};
    play(&bench, 3, after, 6, t_ms);
    assert_string_equal(bench.text, "obstructed@6000 in@7501");
    assert_int_equal(bench_word(&bench).fault_count, 0);
    bench_close(&bench);
    bench.form = BENCH_PLAIN;
}

static void test_the_limit_of_obstructed(void **state)
{
    (void)state;
    struct sensor_config config = bench_config("beam-pair");
    for (int64_t total_ms = 4999; total_ms <= 5000; total_ms++) {
        const struct step steps[] = {{1, 100}, {3, 100}, {2, total_ms - 200}, {0, 1000}};
        bench_open(&bench, &config, 0, 0);
        play(&bench, 0, steps, 4, 1000);
        assert_string_equal(bench.text, total_ms < 5000 ? "in" : "obstructed");
        bench_close(&bench);
    }
}

static void test_the_limit_of_too_fast(void **state)
{
    (void)state;
    struct sensor_config config = bench_config("beam-pair");
    for (int64_t total_ms = 79; total_ms <= 80; total_ms++) {
        const struct step fast[] = {{1, 20}, {3, 20}, {2, total_ms - 40}, {0, 1000}};
        bench_open(&bench, &config, 0, 0);
        play(&bench, 0, fast, 4, 1000);
        assert_string_equal(bench.text, total_ms < 80 ? "too-fast" : "in");
        bench_close(&bench);
        const struct step halves[] = {{2, 20}, {0, 20}, {1, total_ms - 40}, {0, 1000}};
        bench_open(&bench, &config, 0, 0);
        play(&bench, 0, halves, 4, 1000);
        assert_string_equal(bench.text, total_ms < 80 ? "too-fast" : "out");
        bench_close(&bench);
    }
}

static void test_beams_wide_apart_count_by_their_gap(void **state)
{
    (void)state;
    struct sensor_config config = bench_config("beam-pair");
    const struct {
        int64_t gap_ms;
        const char *in, *out;
    } cases[] = {{1, "in", "out"},
                 {399, "in", "out"},
                 {400, "unclear", "unclear"},
                 {799, "unclear", "unclear"},
                 {800, "", ""}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct step in[] = {{1, 100}, {0, cases[i].gap_ms}, {2, 100}, {0, 1000}};
        bench_open(&bench, &config, 0, 0);
        play(&bench, 0, in, 4, 1000);
        assert_string_equal(bench.text, cases[i].in);
        bench_close(&bench);
        const struct step out[] = {{2, 100}, {0, cases[i].gap_ms}, {1, 100}, {0, 1000}};
        bench_open(&bench, &config, 0, 0);
        play(&bench, 0, out, 4, 1000);
        assert_string_equal(bench.text, cases[i].out);
        bench_close(&bench);
    }
    assert_string_equal(walk("01020"), "in");
    assert_string_equal(walk("0102010"), "in"); /* a touch belongs to one passage only */
    assert_string_equal(walk("0102020"), "in");
    assert_string_equal(walk("0101020"), "in");   /* dithering at the first beam */
    assert_string_equal(walk("01002310"), "out"); /* a touch, then a whole passage */
    assert_string_equal(walk("0131020"), "");     /* turned back is not a touch */
    assert_string_equal(walk("0120020"), "jump"); /* neither is a fault */
}

static void test_what_began_unseen_is_unclear(void **state)
{
    (void)state;
    struct sensor_config config = bench_config("beam-pair");
    config.start_in = 812;
    config.start_out = 790;
    bench_open(&bench, &config, 1, 1);
    assert_int_equal(bench_word(&bench).in, 812);
    const struct step rest[] = {{2, 100}, {0, 1000}, {2, 100}, {3, 100}, {1, 100}, {0, 1000}};
    play(&bench, 3, rest, 6, 100);
    assert_string_equal(bench.text, "unclear out");
    assert_int_equal(bench_word(&bench).in, 812);
    assert_int_equal(bench_word(&bench).out, 791);
    bench_close(&bench);
    bench_open(&bench, &config, 1, 0);
    sensors_advance(bench.sensors, 60000);
    bench_edge(&bench, 0, 0, 60000);
    sensors_advance(bench.sensors, 70000);
    assert_string_equal(bench.text, "obstructed");
    bench_close(&bench);
}

/* The usual receiver is low when broken; bounce on both beams must not make jumps. */
static void test_low_beams_that_bounce(void **state)
{
    (void)state;
    struct sensor_config config = bench_config("beam-pair");
    config.active_low = true;
    config.debounce_ms = config.driver->debounce_ms;
    bench_open(&bench, &config, 1, 1);
    const struct {
        size_t line;
        int level;
    } edges[] = {{0, 0}, {1, 0}, {0, 1}, {1, 1}};
    int64_t t_ms = 1000;
    for (size_t i = 0; i < 4; i++, t_ms += 60) {
        for (int bounce = 0; bounce < 3; bounce++) {
            bench_edge(&bench, edges[i].line, edges[i].level, t_ms + bounce * 6);
            bench_edge(&bench, edges[i].line, !edges[i].level, t_ms + bounce * 6 + 3);
        }
        bench_edge(&bench, edges[i].line, edges[i].level, t_ms + 18);
    }
    sensors_advance(bench.sensors, 5000);
    assert_string_equal(bench.text, "in");
    bench_close(&bench);
}

/* A random way of one body: a walk on the line 1-3-2 between two zeros, or two touches. */
static size_t random_way(uint64_t *seed, struct step *steps)
{
    static const int line[] = {1, 3, 2};
    size_t count = 0;
    steps[count++] = (struct step){0, 1000};
    if (test_random(seed) % 4 == 0) {
        int side = (int)test_between(seed, 1, 2);
        steps[count++] = (struct step){side, test_between(seed, 40, 400)};
        steps[count++] = (struct step){0, test_between(seed, 1, 399)};
        steps[count++] = (struct step){3 - side, test_between(seed, 40, 400)};
    } else {
        int place = (int)(test_random(seed) % 2) * 2;
        while (place >= 0 && place <= 2 && count < 24) {
            steps[count++] = (struct step){line[place], test_between(seed, 30, 150)};
            place += test_random(seed) % 2 ? 1 : -1;
        }
        if (steps[count - 1].at == 3)
            steps[count++] = (struct step){1, 50};
    }
    steps[count++] = (struct step){0, 1000};
    return count;
}

static void test_reversed_in_time_swaps_in_and_out(void **state)
{
    (void)state;
    uint64_t seed = test_seed();
    struct sensor_config config = bench_config("beam-pair");
    static struct bench reversed;
    int64_t ins = 0, outs = 0;
    for (int round = 0; round < 20000; round++) {
        struct step way[STEPS_MAX], back[STEPS_MAX];
        size_t count = random_way(&seed, way);
        for (size_t i = 0; i < count; i++)
            back[i] = way[count - 1 - i];
        bench_open(&bench, &config, 0, 0);
        bench_open(&reversed, &config, 0, 0);
        play(&bench, 0, way, count, 0);
        play(&reversed, 0, back, count, 0);
        assert_int_equal(bench.in, reversed.out);
        assert_int_equal(bench.out, reversed.in);
        assert_in_range(bench.in + bench.out, 0, 1);
        ins += bench.in;
        outs += bench.out;
        bench_close(&bench);
        bench_close(&reversed);
    }
    assert_true(ins > 1000 && outs > 1000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_passage_counts_on_the_return_to_0),
        cmocka_unit_test(test_dithering_counts_once),
        cmocka_unit_test(test_turning_back_does_not_count),
        cmocka_unit_test(test_a_jump_is_a_fault),
        cmocka_unit_test(test_two_people_are_flagged_and_one_counted),
        cmocka_unit_test(test_a_blocked_doorway_is_obstructed),
        cmocka_unit_test(test_the_limit_of_obstructed),
        cmocka_unit_test(test_the_limit_of_too_fast),
        cmocka_unit_test(test_beams_wide_apart_count_by_their_gap),
        cmocka_unit_test(test_what_began_unseen_is_unclear),
        cmocka_unit_test(test_low_beams_that_bounce),
        cmocka_unit_test(test_reversed_in_time_swaps_in_and_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
