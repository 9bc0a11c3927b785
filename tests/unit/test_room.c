#include "tests/unit/room_bench.h"

#define PIR "sensors: [a/p]"
#define TWO "sensors: [a/p, a/q]"
#define RADAR "sensors: [a/p, {sensor: a/m, kind: mmwave}]"

static void test_nothing_is_known_until_word_has_come(void **state)
{
    (void)state;
    struct room_bench bench;
    bench_open(&bench, TWO);
    assert_int_equal(bench_state(&bench), ROOM_UNKNOWN);
    bench_say(&bench, 0, 0);
    assert_int_equal(bench_state(&bench), ROOM_UNKNOWN);
    bench_say(&bench, 1, 0);
    assert_int_equal(bench_state(&bench), ROOM_EMPTY); /* its board looks for an hour */
    assert_int_equal(bench_basis(&bench), ROOM_SILENT);
    bench_close(&bench);
}

static void test_a_board_that_just_woke_cannot_say_nobody(void **state)
{
    (void)state;
    struct room_bench bench;
    struct reading word = bench_level(0);
    word.began_ms = START;
    bench_open(&bench, PIR);
    bench_pass(&bench, MINUTE);
    bench_read(&bench, 0, word);
    assert_int_equal(bench_state(&bench), ROOM_UNKNOWN);
    assert_int_equal(bench_basis(&bench), ROOM_WATCHED_BRIEF);
    int64_t ready_ms = room_deadline(&bench.room, bench.now_ms);
    assert_int_equal(ready_ms, START + ROOM_WARM_UP_MS + 2 * MINUTE);
    bench_pass(&bench, ready_ms - 1 - bench.now_ms);
    assert_int_equal(bench_state(&bench), ROOM_UNKNOWN);
    bench_pass(&bench, 1);
    assert_int_equal(bench_state(&bench), ROOM_EMPTY);
    bench_close(&bench);
}

static void test_the_first_day_is_a_hold_of_about_five_minutes(void **state)
{
    (void)state;
    struct room_bench bench;
    bench_open(&bench, PIR);
    bench_say(&bench, 0, 0);
    bench_somebody(&bench, 0);
    assert_in_range(bench_hold(&bench), 4 * MINUTE + 45000, 5 * MINUTE + 15000);
    assert_int_equal(bench_state(&bench), ROOM_EMPTY);
    bench_close(&bench);
}

static void test_a_lone_pulse_holds_two_minutes(void **state)
{
    (void)state;
    struct room_bench bench;
    bench_open(&bench, PIR);
    bench_say(&bench, 0, 0);
    bench_pass(&bench, 2 * HOUR);
    bench_say(&bench, 0, 1);
    assert_int_equal(bench_state(&bench), ROOM_OCCUPIED);
    bench_pass(&bench, 10000);
    bench_say(&bench, 0, 0);
    assert_int_equal(bench_hold(&bench), 2 * MINUTE);
    bench_close(&bench);
}

/* P and the hold by hand: stay 1 h, nat 45 s, 5 %. */
static void test_silence_follows_its_formula(void **state)
{
    (void)state;
    struct room_bench bench;
    bench_open(&bench, PIR);
    bench_say(&bench, 0, 0);
    bench_somebody(&bench, 0);
    assert_float_equal(room_probability(&bench.room, bench.now_ms), 80.0 / 81, 1e-6);
    /* y = 2/80 e^(t/45) - 1/80 with t = 90 s: 0.17223; P = 1 / (1 + y) */
    assert_float_equal(room_probability(&bench.room, bench.now_ms + 90000), 0.853079, 1e-5);
    /* 45 s × ln((19 + 1/80) / (2/80)) */
    assert_int_equal(bench_hold(&bench), 298529);
    bench_close(&bench);
}

static void test_a_room_learns_how_still_its_people_sit(void **state)
{
    (void)state;
    struct room_bench bench;
    bench_open(&bench, PIR);
    bench_say(&bench, 0, 0);
    for (int i = 0; i < 60; i++) {
        bench_somebody(&bench, 0);
        bench_pass(&bench, 4 * MINUTE);
    }
    bench_somebody(&bench, 0);
    int64_t learned_ms = bench_hold(&bench);
    assert_in_range(learned_ms, 7 * MINUTE, 15 * MINUTE);
    for (int i = 0; i < 400; i++) { /* lively people: as little as half of the start */
        bench_somebody(&bench, 0);
        bench_pass(&bench, 30000);
    }
    bench_somebody(&bench, 0);
    assert_in_range(bench_hold(&bench), 2 * MINUTE, 4 * MINUTE);
    bench_close(&bench);
}

static void test_a_meeting_room_by_night_doubts_a_pulse_more(void **state)
{
    (void)state;
    struct room_week week;
    int64_t midnight_ms = START - START % (24 * HOUR);
    room_week_start(&week, 0.2);
    assert_float_equal(room_week_at(&week, START), 0.2, 1e-9);
    for (int day = 0; day < 60; day++)
        for (int hour = 0; hour < 24; hour++) {
            int64_t from_ms = midnight_ms + (day * 24 + hour) * HOUR;
            room_week_learn(&week, from_ms, from_ms + HOUR, hour >= 9 && hour < 17);
        }
    assert_true(room_week_at(&week, midnight_ms + 3 * HOUR) < 0.05);
    assert_true(room_week_at(&week, midnight_ms + 12 * HOUR) > 0.8);
    assert_true(room_week_at(&week, midnight_ms + 12 * HOUR) <= 0.9);
}

static void test_the_week_learns_the_same_in_pieces(void **state)
{
    (void)state;
    uint64_t seed = test_seed();
    static struct room_week whole, pieces;
    room_week_start(&whole, 0.2);
    room_week_start(&pieces, 0.2);
    int64_t from_ms = START;
    for (int i = 0; i < 2000; i++) {
        int64_t to_ms = from_ms + test_between(&seed, 1, 5 * HOUR);
        bool used = test_between(&seed, 0, 1);
        room_week_learn(&whole, from_ms, to_ms, used);
        while (from_ms < to_ms) {
            int64_t next_ms = from_ms + test_between(&seed, 1, HOUR);
            next_ms = next_ms < to_ms ? next_ms : to_ms;
            room_week_learn(&pieces, from_ms, next_ms, used);
            from_ms = next_ms;
        }
        assert_memory_equal(&whole.all, &pieces.all, sizeof whole.all);
    }
    assert_memory_equal(&whole, &pieces, sizeof whole);
}

static void test_a_radar_holds_and_its_silence_counts_sooner(void **state)
{
    (void)state;
    struct room_bench bench;
    bench_open(&bench, RADAR);
    bench_say(&bench, 0, 0);
    bench_say(&bench, 1, 1);
    bench_somebody(&bench, 0);
    bench_pass(&bench, 3 * HOUR); /* somebody sits still */
    assert_int_equal(bench_state(&bench), ROOM_OCCUPIED);
    assert_int_equal(bench_basis(&bench), ROOM_SEES_MOTION);
    assert_true(room_deadline(&bench.room, bench.now_ms) == INT64_MAX);
    bench_say(&bench, 1, 0);
    assert_in_range(bench_hold(&bench), MINUTE, 2 * MINUTE);
    /* what only the PIR saw is held as a PIR's */
    bench_somebody(&bench, 0);
    assert_in_range(bench_hold(&bench), 4 * MINUTE, 6 * MINUTE);
    bench_close(&bench);
}

static void test_the_board_may_say_what_its_sensor_is(void **state)
{
    (void)state;
    struct room_bench bench;
    struct reading word = bench_level(1);
    word.kind = SENSOR_MMWAVE;
    bench_open(&bench, PIR);
    bench_read(&bench, 0, word);
    bench_pass(&bench, HOUR);
    word.value = 0;
    bench_read(&bench, 0, word);
    assert_in_range(bench_hold(&bench), MINUTE, 2 * MINUTE);
    bench_close(&bench);
}

static void test_purposes_hold_in_their_order(void **state)
{
    (void)state;
    static const char *const purposes[] = {"corridor", "kitchen", "phone", "meeting", "office"};
    int64_t longest_ms = 0;
    for (size_t i = 0; i < sizeof purposes / sizeof *purposes; i++) {
        struct room_bench bench;
        char keys[80];
        snprintf(keys, sizeof keys, "purpose: %s, " PIR, purposes[i]);
        bench_open(&bench, keys);
        bench_say(&bench, 0, 0);
        bench_somebody(&bench, 0);
        int64_t hold_ms = bench_hold(&bench);
        assert_true(hold_ms > longest_ms);
        longest_ms = hold_ms;
        bench_close(&bench);
    }
    assert_in_range(longest_ms, 6 * MINUTE, 10 * MINUTE);
}

static void test_a_hold_that_is_said_is_plain(void **state)
{
    (void)state;
    struct room_bench bench;
    bench_open(&bench, "purpose: phone, hold: 1m, " PIR);
    bench_say(&bench, 0, 0);
    assert_int_equal(bench_state(&bench), ROOM_EMPTY);
    bench_somebody(&bench, 0);
    assert_int_equal(room_account_at(&bench.room, bench.now_ms).percent, -1);
    assert_int_equal(bench_hold(&bench), MINUTE);
    bench_close(&bench);
}

static void test_a_lost_sensor_is_never_nobody(void **state)
{
    (void)state;
    struct room_bench bench;
    bench_open(&bench, TWO);
    bench_say(&bench, 0, 0);
    bench_say(&bench, 1, 0);
    bench_somebody(&bench, 0);
    bench_read(&bench, 1, bench_silent());
    assert_int_equal(bench_state(&bench), ROOM_OCCUPIED); /* as the other saw */
    bench_hold(&bench);
    assert_int_equal(bench_state(&bench), ROOM_UNKNOWN);
    bench_pass(&bench, 24 * HOUR);
    assert_int_equal(bench_state(&bench), ROOM_UNKNOWN);
    bench_say(&bench, 1, 0);
    assert_int_equal(bench_state(&bench), ROOM_EMPTY);
    bench_close(&bench);
}

static void test_a_sensor_lost_in_motion_saw_it_until_then(void **state)
{
    (void)state;
    struct room_bench bench;
    bench_open(&bench, TWO);
    bench_say(&bench, 0, 0);
    bench_say(&bench, 1, 0);
    bench_say(&bench, 0, 1);
    bench_pass(&bench, 20 * MINUTE);
    bench_read(&bench, 0, bench_silent());
    assert_int_equal(bench_state(&bench), ROOM_OCCUPIED);
    assert_in_range(bench_hold(&bench), 4 * MINUTE, 6 * MINUTE);
    assert_int_equal(bench_state(&bench), ROOM_UNKNOWN);
    bench_close(&bench);
}

static void test_what_was_before_a_restart_counts_from_when_it_ended(void **state)
{
    (void)state;
    struct room_bench bench;
    bench_open(&bench, PIR);
    bench_read(&bench, 0, bench_since(0, START - MINUTE));
    assert_int_equal(bench_state(&bench), ROOM_OCCUPIED);
    assert_in_range(bench_hold(&bench), 3 * MINUTE + 45000, 4 * MINUTE + 15000);
    bench_close(&bench);
    bench_open(&bench, PIR);
    bench_read(&bench, 0, bench_since(0, START - HOUR));
    assert_int_equal(bench_state(&bench), ROOM_EMPTY);
    assert_int_equal(room_account_at(&bench.room, START).since_ms, START - HOUR);
    bench_close(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nothing_is_known_until_word_has_come),
        cmocka_unit_test(test_a_board_that_just_woke_cannot_say_nobody),
        cmocka_unit_test(test_the_first_day_is_a_hold_of_about_five_minutes),
        cmocka_unit_test(test_a_lone_pulse_holds_two_minutes),
        cmocka_unit_test(test_silence_follows_its_formula),
        cmocka_unit_test(test_a_room_learns_how_still_its_people_sit),
        cmocka_unit_test(test_a_meeting_room_by_night_doubts_a_pulse_more),
        cmocka_unit_test(test_the_week_learns_the_same_in_pieces),
        cmocka_unit_test(test_a_radar_holds_and_its_silence_counts_sooner),
        cmocka_unit_test(test_the_board_may_say_what_its_sensor_is),
        cmocka_unit_test(test_purposes_hold_in_their_order),
        cmocka_unit_test(test_a_hold_that_is_said_is_plain),
        cmocka_unit_test(test_a_lost_sensor_is_never_nobody),
        cmocka_unit_test(test_a_sensor_lost_in_motion_saw_it_until_then),
        cmocka_unit_test(test_what_was_before_a_restart_counts_from_when_it_ended),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
