#include "tests/unit/room_bench.h"

#define BOXED "sensors: [a/p], door: a/d"
enum { CLOSED, OPEN };

/* Watched, empty, the door open since long. */
static void open_boxed(struct room_bench *bench)
{
    bench_open(bench, BOXED);
    bench_say(bench, 0, 0);
    bench_door(bench, bench_since(OPEN, START - HOUR));
    bench_pass(bench, MINUTE);
}

static void enter(struct room_bench *bench)
{
    bench_somebody(bench, 0);
    bench_door(bench, bench_level(CLOSED));
    bench_pass(bench, 20000);
    bench_somebody(bench, 0);
}

static void test_the_closed_door_keeps_its_occupant(void **state)
{
    (void)state;
    struct room_bench bench;
    open_boxed(&bench);
    enter(&bench);
    bench_pass(&bench, 3 * HOUR);
    assert_int_equal(bench_state(&bench), ROOM_OCCUPIED);
    assert_int_equal(bench_basis(&bench), ROOM_DOOR_KEEPS);
    bench_door(&bench, bench_level(OPEN));
    assert_int_equal(bench_state(&bench), ROOM_OCCUPIED);
    assert_in_range(bench_hold(&bench), 4 * MINUTE, 6 * MINUTE);
    assert_int_equal(bench_state(&bench), ROOM_EMPTY);
    bench_close(&bench);
}

static void test_who_went_through_the_door_is_gone(void **state)
{
    (void)state;
    struct room_bench bench;
    open_boxed(&bench);
    bench.room.gap.total_ms = 100 * HOUR; /* people sit very still here: a long hold */
    bench.room.gap.count = 100;
    bench_somebody(&bench, 0);
    assert_true(bench.room.empty_ms - bench.now_ms > 10 * MINUTE);
    bench_pass(&bench, 5000);
    bench_door(&bench, bench_level(CLOSED));
    assert_int_equal(bench_hold(&bench), ROOM_DOOR_WAIT_MS);
    assert_int_equal(bench_state(&bench), ROOM_EMPTY);
    assert_int_equal(bench_basis(&bench), ROOM_DOOR_LEFT);
    bench_close(&bench);
}

static void test_a_lone_pulse_does_not_lock_the_room(void **state)
{
    (void)state;
    struct room_bench bench;
    open_boxed(&bench);
    bench_door(&bench, bench_level(CLOSED));
    bench_pass(&bench, HOUR);
    bench_say(&bench, 0, 1);
    bench_pass(&bench, 10000);
    bench_say(&bench, 0, 0);
    assert_int_equal(bench_hold(&bench), 2 * MINUTE);
    bench_close(&bench);
}

static void test_a_lost_door_never_frees_whom_it_kept(void **state)
{
    (void)state;
    struct room_bench bench;
    open_boxed(&bench);
    enter(&bench);
    int64_t closed_ms = bench.room.door.moved_ms;
    bench_pass(&bench, HOUR);
    bench_door(&bench, bench_silent());
    assert_int_equal(bench_state(&bench), ROOM_OCCUPIED);
    bench_hold(&bench);
    assert_int_equal(bench_state(&bench), ROOM_UNKNOWN);
    assert_int_equal(bench_basis(&bench), ROOM_DOOR_LOST);
    bench_pass(&bench, HOUR);
    assert_int_equal(bench_state(&bench), ROOM_UNKNOWN);
    bench_door(&bench, bench_since(CLOSED, closed_ms + 300)); /* it never moved */
    assert_int_equal(bench_state(&bench), ROOM_OCCUPIED);
    bench_close(&bench);
}

static void test_a_door_that_moved_while_lost_keeps_nobody(void **state)
{
    (void)state;
    struct room_bench bench;
    open_boxed(&bench);
    enter(&bench);
    bench_door(&bench, bench_silent());
    bench_pass(&bench, 2 * HOUR);
    assert_int_equal(bench_state(&bench), ROOM_UNKNOWN);
    bench_door(&bench, bench_since(CLOSED, bench.now_ms - HOUR));
    assert_int_equal(bench_state(&bench), ROOM_EMPTY);
    bench_close(&bench);
}

static void test_a_door_that_was_never_known_changes_nothing(void **state)
{
    (void)state;
    struct room_bench bench;
    bench_open(&bench, BOXED);
    bench_say(&bench, 0, 0);
    bench_somebody(&bench, 0);
    assert_in_range(bench_hold(&bench), 4 * MINUTE, 6 * MINUTE);
    bench_close(&bench);
}

static void test_after_a_restart_who_moved_behind_the_door_is_in(void **state)
{
    (void)state;
    for (int door_first = 0; door_first < 2; door_first++) {
        struct room_bench bench;
        bench_open(&bench, BOXED);
        if (door_first)
            bench_door(&bench, bench_since(CLOSED, START - 3 * HOUR));
        bench_read(&bench, 0, bench_since(0, START - 2 * HOUR));
        if (!door_first)
            bench_door(&bench, bench_since(CLOSED, START - 3 * HOUR));
        assert_int_equal(bench_state(&bench), ROOM_OCCUPIED);
        bench_close(&bench);
    }
}

static void test_nobody_is_kept_for_ever(void **state)
{
    (void)state;
    struct room_bench bench;
    open_boxed(&bench);
    enter(&bench);
    assert_int_equal(bench_hold(&bench), ROOM_DOOR_KEEP_MS);
    bench_close(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_closed_door_keeps_its_occupant),
        cmocka_unit_test(test_who_went_through_the_door_is_gone),
        cmocka_unit_test(test_a_lone_pulse_does_not_lock_the_room),
        cmocka_unit_test(test_a_lost_door_never_frees_whom_it_kept),
        cmocka_unit_test(test_a_door_that_moved_while_lost_keeps_nobody),
        cmocka_unit_test(test_a_door_that_was_never_known_changes_nothing),
        cmocka_unit_test(test_after_a_restart_who_moved_behind_the_door_is_in),
        cmocka_unit_test(test_nobody_is_kept_for_ever),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
