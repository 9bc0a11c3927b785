/* "This is wrong": a contest takes a free back and never raises anything. */
#include "tests/unit/test.h"

#include "dashboard/presence/contest.h"
#include "dashboard/snapshot.h"

static const struct place_zone seats = {.kind = ZONE_SEATS}, room = {.kind = ZONE_ROOM};
static const struct place_zone hall = {.kind = ZONE_HALL};
static const struct zone_estimate unknown = {.state = STATE_UNKNOWN};
static const struct zone_estimate some_free = {.state = STATE_BUSY, .seats = 12, .free = 1};
static const struct zone_estimate full = {.state = STATE_FULL, .seats = 12};

static void test_what_says_free(void **state)
{
    (void)state;
    struct zone_estimate nearly = {.state = STATE_BUSY}, free = {.state = STATE_FREE};
    assert_true(contest_says_free(&seats, &some_free));
    assert_false(contest_says_free(&seats, &full));
    assert_true(contest_says_free(&room, &free));
    assert_false(contest_says_free(&room, &nearly)); /* in use */
    assert_true(contest_says_free(&hall, &nearly));
    assert_false(contest_says_free(&hall, &unknown));
}

static void test_it_ends_by_itself(void **state)
{
    (void)state;
    struct contest contest = {0};
    contest_object(&contest, 1, CLAIM_CLOSED, 1000, 2000);
    assert_true(contest_turn(&contest, &seats, &some_free, 1000 + CONTEST_MS - 1));
    contest_object(&contest, 2, CLAIM_TAKEN, 5000, 5000); /* one holds: nothing is prolonged */
    assert_int_equal(contest.since_ms, 1000);
    assert_int_equal(contest.claim, CLAIM_CLOSED);
    assert_false(contest_turn(&contest, &seats, &some_free, 1000 + CONTEST_MS));
    /* One that is over when it is read (a start) is none. */
    contest_object(&contest, 3, CLAIM_TAKEN, 1000, 1000 + CONTEST_MS);
    assert_false(contest_turn(&contest, &seats, &some_free, 1000 + CONTEST_MS));
}

static void test_the_sensors_settle_it(void **state)
{
    (void)state;
    struct contest contest = {0};
    contest_object(&contest, 1, CLAIM_TAKEN, 1000, 1000);
    assert_true(contest_turn(&contest, &seats, &unknown, 2000)); /* no word of theirs */
    assert_false(contest_turn(&contest, &seats, &full, 3000));
    assert_false(contest_turn(&contest, &seats, &some_free, 4000)); /* news */
}

static void test_an_organiser_refuses_it(void **state)
{
    (void)state;
    struct contest contest = {0};
    contest_object(&contest, 7, CLAIM_PEOPLE, 1000, 1000);
    contest_refuse(&contest, 6);
    assert_true(contest_turn(&contest, &hall, &some_free, 2000));
    contest_refuse(&contest, 7);
    assert_false(contest_turn(&contest, &hall, &some_free, 2000));
}

/* Whatever was shown: after it no number of free seats is higher, nothing is lost, nobody is
 * counted in or out. */
static void test_a_snapshot_is_never_raised(void **state)
{
    (void)state;
    struct place_zone zones[] = {{.kind = ZONE_SEATS, .parent = ZONE_NONE}};
    struct place place = {.privacy = {.bucket = 1, .live_minimum = 1}};
    for (int free = 0; free <= 4; free++)
        for (int lost = 0; free + lost <= 4; lost++) {
            struct snapshot_zone zone = {.zone = zones,
                                         .state = free ? STATE_FREE : STATE_UNKNOWN,
                                         .seats = 4,
                                         .free = lost == 4 ? SNAPSHOT_NULL : free,
                                         .taken = 4 - free - lost,
                                         .unknown = lost,
                                         .present = {1, 2, 3}};
            struct snapshot snapshot = {.place = &place, .zones = &zone, .zone_count = 1};
            snapshot_contest(&snapshot, 0, 99, CLAIM_TAKEN);
            assert_true(zone.free <= 0 && snapshot.free <= 0);
            assert_int_equal(zone.contested_ms, free ? 99 : 0); /* nothing free: nothing to say */
            assert_int_equal((zone.free > 0 ? zone.free : 0) + zone.taken + zone.unknown, 4);
            assert_int_equal(snapshot.unknown, free ? zone.unknown : 0); /* summed anew */
            assert_int_equal(zone.state, STATE_UNKNOWN);
            assert_int_equal(zone.present.best, 2);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_says_free),
        cmocka_unit_test(test_it_ends_by_itself),
        cmocka_unit_test(test_the_sensors_settle_it),
        cmocka_unit_test(test_an_organiser_refuses_it),
        cmocka_unit_test(test_a_snapshot_is_never_raised),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
