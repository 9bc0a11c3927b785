/* What has to hold for rooms whatever is read. */
#include "tests/unit/room_bench.h"

#define EYES "sensors: [a/p, a/q, {sensor: a/m, kind: mmwave}]"
#define SENSORS 3
#define STEPS 4000

/* Words of one moment: of some sensors, and perhaps the door (index SENSORS). */
struct words {
    struct reading readings[SENSORS + 1];
    bool said[SENSORS + 1];
};

static struct reading random_word(uint64_t *seed, int64_t now_ms)
{
    int dice = (int)test_between(seed, 0, 19);
    if (dice == 0)
        return bench_silent();
    struct reading reading = dice < 4 ? bench_level(1) : bench_level(0);
    if (dice % 2)
        reading = bench_since(reading.value, now_ms - test_between(seed, 0, 2000));
    if (dice == 19)
        reading.began_ms = now_ms - test_between(seed, 0, 10 * MINUTE);
    return reading;
}

static struct words random_words(uint64_t *seed, int64_t now_ms)
{
    struct words words = {0};
    for (size_t i = 0; i <= SENSORS; i++) {
        words.said[i] = test_between(seed, 0, i == SENSORS ? 9 : 3) == 0;
        words.readings[i] = random_word(seed, now_ms);
    }
    return words;
}

static int64_t random_step(uint64_t *seed)
{
    static const int64_t longest_ms[] = {100, 5000, 60000, 5 * MINUTE, 20 * MINUTE, 14 * HOUR};
    return test_between(seed, 0, longest_ms[test_between(seed, 0, 5)]);
}

static void say_one(struct room_bench *bench, const struct words *words, size_t i)
{
    if (!words->said[i])
        return;
    if (i == SENSORS && bench->room.has_door)
        room_read_door(&bench->room, &words->readings[i], bench->now_ms);
    else if (i < SENSORS)
        room_read(&bench->room, i, &words->readings[i], bench->now_ms);
}

static void say(struct room_bench *bench, const struct words *words, bool backwards)
{
    for (size_t i = 0; i <= SENSORS; i++)
        say_one(bench, words, backwards ? SENSORS - i : i);
    room_update(&bench->room, bench->now_ms);
}

static bool same_account(struct room_account a, struct room_account b)
{
    return a.basis == b.basis && a.since_ms == b.since_ms && a.percent == b.percent;
}

static void check(const struct room_bench *bench)
{
    double p = room_probability(&bench->room, bench->now_ms);
    assert_true(p >= 0 && p <= 1);
    bool unknown = false, lit = false;
    for (size_t i = 0; i < SENSORS; i++) {
        unknown = unknown || !bench->room.sensors[i].known;
        lit = lit || (bench->room.sensors[i].known && bench->room.sensors[i].motion);
    }
    if (unknown)
        assert_int_not_equal(bench_state(bench), ROOM_EMPTY);
    if (lit)
        assert_int_equal(bench_state(bench), ROOM_OCCUPIED);
    assert_true(room_deadline(&bench->room, bench->now_ms) > bench->now_ms);
}

/* Goes on by `ms` without any word: nothing changes but at the deadlines, and there it does; the
 * probability only falls; occupied never comes by itself, and empty never ends. */
static void pass_checked(struct room_bench *bench, int64_t ms, uint64_t *seed)
{
    int64_t end_ms = bench->now_ms + ms;
    while (bench->now_ms < end_ms) {
        enum room_state state = bench_state(bench);
        struct room_account account = room_account_at(&bench->room, bench->now_ms);
        double p = room_probability(&bench->room, bench->now_ms);
        int64_t next_ms = room_deadline(&bench->room, bench->now_ms);
        int64_t stop_ms = test_between(seed, bench->now_ms + 1, end_ms);
        bool early = stop_ms < next_ms;
        if (!early && next_ms - 1 > bench->now_ms && test_between(seed, 0, 1)) {
            stop_ms = next_ms - 1;
            early = true;
        }
        stop_ms = early || stop_ms < next_ms ? stop_ms : next_ms;
        if (stop_ms > end_ms)
            stop_ms = end_ms, early = stop_ms < next_ms;
        bench_pass(bench, stop_ms - bench->now_ms);
        bool same = state == bench_state(bench) &&
                    same_account(account, room_account_at(&bench->room, bench->now_ms));
        if (early)
            assert_true(same);
        assert_true(room_probability(&bench->room, bench->now_ms) <= p);
        if (state != ROOM_OCCUPIED)
            assert_int_not_equal(bench_state(bench), ROOM_OCCUPIED);
        if (state == ROOM_EMPTY)
            assert_int_equal(bench_state(bench), ROOM_EMPTY);
        check(bench);
    }
}

static void test_whatever_is_read_it_stays_possible(void **state)
{
    uint64_t seed = test_seed();
    struct room_bench bench;
    long counts[3] = {0};
    bench_open(&bench, *state);
    for (int i = 0; i < STEPS; i++) {
        struct words words = random_words(&seed, bench.now_ms);
        say(&bench, &words, false);
        check(&bench);
        counts[bench_state(&bench)]++;
        pass_checked(&bench, random_step(&seed), &seed);
    }
    printf("unknown %ld, empty %ld, occupied %ld\n", counts[0], counts[1], counts[2]);
    for (int i = 0; i < 3; i++)
        assert_true(counts[i] > STEPS / 100);
    bench_close(&bench);
}

static void test_words_of_one_moment_have_no_order(void **state)
{
    uint64_t seed = test_seed();
    struct room_bench forwards, backwards;
    bench_open(&forwards, *state);
    bench_open(&backwards, *state);
    for (int i = 0; i < STEPS; i++) {
        struct words words = random_words(&seed, forwards.now_ms);
        say(&forwards, &words, false);
        say(&backwards, &words, true);
        assert_int_equal(bench_state(&forwards), bench_state(&backwards));
        assert_true(room_probability(&forwards.room, forwards.now_ms) ==
                    room_probability(&backwards.room, backwards.now_ms));
        assert_true(room_deadline(&forwards.room, forwards.now_ms) ==
                    room_deadline(&backwards.room, backwards.now_ms));
        int64_t ms = random_step(&seed);
        bench_pass(&forwards, ms);
        bench_pass(&backwards, ms);
    }
    bench_close(&forwards);
    bench_close(&backwards);
}

/* How often the clock is looked at must not matter: live and replay are called differently. */
static void test_extra_updates_change_nothing(void **state)
{
    uint64_t seed = test_seed();
    struct room_bench plain, chopped;
    bench_open(&plain, *state);
    bench_open(&chopped, *state);
    for (int i = 0; i < STEPS; i++) {
        struct words words = random_words(&seed, plain.now_ms);
        say(&plain, &words, false);
        say(&chopped, &words, false);
        int64_t ms = random_step(&seed), part_ms = test_between(&seed, 0, ms);
        bench_pass(&chopped, part_ms);
        bench_pass(&chopped, ms - part_ms);
        bench_pass(&plain, ms);
        assert_int_equal(bench_state(&plain), bench_state(&chopped));
        assert_true(room_probability(&plain.room, plain.now_ms) ==
                    room_probability(&chopped.room, chopped.now_ms));
    }
    assert_memory_equal(plain.room.week, chopped.room.week, sizeof *plain.room.week);
    bench_close(&plain);
    bench_close(&chopped);
}

#define WITH_AND_WITHOUT_DOOR(test)                                                                \
    cmocka_unit_test_prestate(test, EYES), cmocka_unit_test_prestate(test, EYES ", door: a/d")

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_AND_WITHOUT_DOOR(test_whatever_is_read_it_stays_possible),
        WITH_AND_WITHOUT_DOOR(test_words_of_one_moment_have_no_order),
        WITH_AND_WITHOUT_DOOR(test_extra_updates_change_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
