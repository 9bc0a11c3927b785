#include "tests/unit/test.h"

#include "dashboard/presence/presence.h"
#include "dashboard/snapshot.h"
#include <string.h>

#define MINUTE 60000
#define NOW 1790000000000

static const char text[] = "place: {id: gare, name: La Gare}\n"
                           "zones:\n"
                           "  - {id: house, name: H, kind: hall, capacity: 20, quiet: 30m, "
                           "contains: [openspace, meeting]}\n"
                           "  - id: openspace\n"
                           "    name: O\n"
                           "    kind: seats\n"
                           "    release: 15m\n"
                           "    seats:\n"
                           "      - {id: d1, sensor: desks/s1}\n"
                           "      - {id: d2, sensor: desks/s2}\n"
                           "      - {id: d3, sensor: desks/s3, policy: private}\n"
                           "      - {id: d4, sensor: desks/s4, out_of_service: true}\n"
                           "  - {id: meeting, name: M, kind: room, capacity: 8, hold: 5m, "
                           "sensors: [desks/m1, desks/m2]}\n"
                           "doors:\n"
                           "  - {sensor: entrance/door, from: outside, to: house}\n"
                           "  - {sensor: entrance/back, from: house, to: outside}\n";

enum { HOUSE, OPENSPACE, MEETING };

struct world {
    struct place *place;
    struct presence *presence;
    int64_t now_ms;
};

static int setup(void **state)
{
    struct world *world = calloc(1, sizeof *world);
    struct why why;
    world->place = place_parse("t", text, sizeof text - 1, &why);
    if (!world->place)
        fail_msg("%s", why.text);
    world->presence = presence_new(world->place);
    world->now_ms = NOW;
    presence_update(world->presence, NOW);
    *state = world;
    return 0;
}

static int teardown(void **state)
{
    struct world *world = *state;
    presence_free(world->presence);
    place_free(world->place);
    free(world);
    return 0;
}

static void say(struct world *world, const char *sensor, struct reading reading)
{
    const char *agent = !strcmp(sensor, "door") || !strcmp(sensor, "back") ? "entrance" : "desks";
    size_t index = place_find_sensor(world->place, agent, sensor);
    assert_true(index != SENSOR_NONE);
    reading.word_ms = world->now_ms;
    reading.until_ms = world->now_ms + 30000;
    presence_read(world->presence, index, &reading, world->now_ms);
    presence_update(world->presence, world->now_ms);
}

static struct reading level(int value)
{
    return (struct reading){.reason = READING_KNOWN, .has_value = true, .value = value};
}

static struct reading level_since(int value, int64_t since_ms)
{
    struct reading reading = level(value);
    reading.has_since = true;
    reading.since_ms = since_ms;
    return reading;
}

static struct reading totals(const char *epoch, int64_t in, int64_t out)
{
    struct reading reading = {.reason = READING_KNOWN, .has_totals = true, .in = in, .out = out};
    strcpy(reading.epoch, epoch);
    return reading;
}

static struct reading silent(struct world *world)
{
    return (struct reading){.reason = READING_SILENT, .unknown_since_ms = world->now_ms};
}

static void pass_time(struct world *world, int64_t ms)
{
    world->now_ms += ms;
    presence_update(world->presence, world->now_ms);
}

static const struct zone_estimate *zone(struct world *world, size_t z)
{
    return presence_zone(world->presence, z);
}

static void assert_seats(struct world *world, int taken, int free, int held, int unknown)
{
    const struct zone_estimate *estimate = zone(world, OPENSPACE);
    int got[] = {estimate->taken, estimate->free, estimate->held, estimate->unknown};
    int want[] = {taken, free, held, unknown};
    assert_int_equal(estimate->seats, 2); /* private and out of service never count */
    for (int i = 0; i < 4; i++)
        if (got[i] != want[i])
            fail_msg("taken free held unknown: %d %d %d %d, expected %d %d %d %d", got[0], got[1],
                     got[2], got[3], taken, free, held, unknown);
}

static void assert_present(struct world *world, size_t z, int64_t low, int64_t best, int64_t high)
{
    struct present p = zone(world, z)->present;
    if (p.low != low || p.best != best || p.high != high)
        fail_msg("present %lld..%lld..%lld, expected %lld..%lld..%lld", (long long)p.low,
                 (long long)p.best, (long long)p.high, (long long)low, (long long)best,
                 (long long)high);
}

static void test_nothing_is_known_at_first(void **state)
{
    struct world *world = *state;
    for (size_t z = 0; z < 3; z++) {
        assert_int_equal(zone(world, z)->state, STATE_UNKNOWN);
        assert_present(world, z, -1, -1, -1);
    }
    assert_seats(world, 0, 0, 0, 2);
    assert_int_equal(zone(world, OPENSPACE)->why_count, 2);
    assert_int_equal(zone(world, OPENSPACE)->whys[0].reason, READING_NEVER);
}

static void test_a_coffee_is_not_a_free_desk(void **state)
{
    struct world *world = *state;
    say(world, "s1", level(1));
    say(world, "s2", level(0));
    assert_seats(world, 1, 1, 0, 0);
    pass_time(world, MINUTE);
    say(world, "s1", level_since(0, world->now_ms));
    assert_seats(world, 0, 1, 1, 0);
    assert_true(presence_deadline(world->presence, world->now_ms) == world->now_ms + 15 * MINUTE);
    pass_time(world, 15 * MINUTE - 1);
    assert_seats(world, 0, 1, 1, 0);
    pass_time(world, 1);
    assert_seats(world, 0, 2, 0, 0);
}

static void test_silence_never_frees_a_seat_early(void **state)
{
    struct world *world = *state;
    say(world, "s1", level(1));
    say(world, "s2", level(0));
    say(world, "s1", silent(world));
    say(world, "s2", silent(world));
    assert_seats(world, 0, 0, 0, 2);
    assert_int_equal(zone(world, OPENSPACE)->state, STATE_UNKNOWN);
    pass_time(world, 60 * MINUTE);
    say(world, "s1", level(0)); /* the board started anew: it cannot say since when */
    say(world, "s2", level(0));
    assert_seats(world, 0, 1, 1, 0);
    pass_time(world, 15 * MINUTE);
    assert_seats(world, 0, 2, 0, 0);
}

static struct reading looked_since(int value, int64_t began_ms)
{
    struct reading reading = level(value);
    reading.began_ms = began_ms;
    reading.began_board_ms = 1;
    return reading;
}

/* Who sat down and left while no board looked is not known; the seat may be somebody's. */
static void test_a_seat_that_nobody_watched_is_held(void **state)
{
    struct world *world = *state;
    say(world, "s1", looked_since(0, NOW - 60 * MINUTE));
    say(world, "s2", looked_since(0, NOW - 60 * MINUTE));
    assert_seats(world, 0, 2, 0, 0);
    pass_time(world, MINUTE);
    say(world, "s1", looked_since(0, world->now_ms - 30000)); /* 30 s unseen: a restart */
    assert_seats(world, 0, 2, 0, 0);
    pass_time(world, 20 * MINUTE);
    int64_t began_ms = world->now_ms - MINUTE;
    say(world, "s2", looked_since(0, began_ms));
    assert_seats(world, 0, 1, 1, 0);
    pass_time(world, 14 * MINUTE - 1);
    say(world, "s2", looked_since(0, began_ms));
    assert_seats(world, 0, 1, 1, 0);
    pass_time(world, 1);
    assert_seats(world, 0, 2, 0, 0);
}

/* The power came back, here and at the board: what was free may have been taken and left. */
static void test_a_seat_that_nobody_watched_before_the_start_is_held(void **state)
{
    struct world *world = *state;
    size_t s1 = place_find_sensor(world->place, "desks", "s1");
    size_t s2 = place_find_sensor(world->place, "desks", "s2");
    presence_restore_seat(world->presence, s1, 0, NOW - 60 * MINUTE);
    presence_restore_seat(world->presence, s2, 0, NOW - 20 * MINUTE);
    presence_restored(world->presence);
    say(world, "s1", looked_since(0, NOW - 20 * MINUTE + 30000)); /* looked on: s2 tells */
    say(world, "s2", looked_since(0, NOW));
    assert_seats(world, 0, 1, 1, 0);
}

/* When somebody's own seat changed must not be read off its zone. */
static void test_a_zone_does_not_tell_when_a_private_seat_changed(void **state)
{
    struct world *world = *state;
    say(world, "s3", level_since(0, NOW - MINUTE));
    say(world, "s4", level_since(0, NOW - 2 * MINUTE));
    say(world, "s1", level_since(0, NOW - 50 * MINUTE));
    assert_int_equal(zone(world, OPENSPACE)->state, STATE_FREE);
    assert_true(zone(world, OPENSPACE)->since_ms == NOW - 50 * MINUTE);
}

static void test_the_history_knows_what_was_before_the_start(void **state)
{
    struct world *world = *state;
    size_t s1 = place_find_sensor(world->place, "desks", "s1");
    size_t s2 = place_find_sensor(world->place, "desks", "s2");
    presence_restore_seat(world->presence, s1, 1, NOW - 5 * MINUTE);
    presence_restore_seat(world->presence, s2, 0, NOW - 14 * MINUTE);
    say(world, "s1", level(0));
    say(world, "s2", level(0));
    assert_seats(world, 0, 0, 2, 0);
    pass_time(world, MINUTE);
    assert_seats(world, 0, 1, 1, 0);
}

static void test_one_unknown_seat_leaves_the_rest_known(void **state)
{
    struct world *world = *state;
    say(world, "s1", level(1));
    assert_seats(world, 1, 0, 0, 1);
    assert_int_equal(zone(world, OPENSPACE)->state, STATE_UNKNOWN); /* none free, one unknown */
    assert_present(world, OPENSPACE, 1, 2, 2);
    say(world, "s2", level(1));
    assert_int_equal(zone(world, OPENSPACE)->state, STATE_FULL);
}

static void test_a_room_needs_all_to_be_empty_and_one_to_be_used(void **state)
{
    struct world *world = *state;
    say(world, "m1", level(0));
    assert_int_equal(zone(world, MEETING)->state, STATE_UNKNOWN);
    say(world, "m2", level(0));
    assert_int_equal(zone(world, MEETING)->state, STATE_FREE);
    assert_present(world, MEETING, 0, 0, 0);
    say(world, "m1", level(1));
    assert_int_equal(zone(world, MEETING)->state, STATE_BUSY);
    assert_present(world, MEETING, 1, -1, 8);
    say(world, "m2", silent(world));
    assert_int_equal(zone(world, MEETING)->state, STATE_BUSY);
    pass_time(world, MINUTE);
    say(world, "m1", level_since(0, world->now_ms));
    say(world, "m2", level(0));
    assert_int_equal(zone(world, MEETING)->state, STATE_BUSY); /* sitting still */
    pass_time(world, 5 * MINUTE);
    assert_int_equal(zone(world, MEETING)->state, STATE_FREE);
}

static void quiet_inside(struct world *world)
{
    say(world, "s1", level(0));
    say(world, "s2", level(0));
    say(world, "m1", level(0));
    say(world, "m2", level(0));
}

static void test_a_new_hall_counts_but_nothing_bounds_it(void **state)
{
    struct world *world = *state;
    say(world, "door", totals("e1", 0, 0));
    assert_present(world, HOUSE, -1, -1, -1); /* the other door is not known */
    say(world, "back", totals("e1", 0, 0));
    say(world, "door", totals("e1", 5, 1));
    say(world, "back", totals("e1", 1, 0)); /* "in" at the back door leaves the house */
    assert_present(world, HOUSE, 0, 3, -1);
    assert_int_equal(zone(world, HOUSE)->state, STATE_UNKNOWN);
}

static void test_quiet_resets_a_hall(void **state)
{
    struct world *world = *state;
    quiet_inside(world);
    say(world, "door", totals("e1", 7, 5));
    say(world, "back", totals("e1", 0, 0));
    assert_present(world, HOUSE, 0, 2, -1);
    assert_true(presence_deadline(world->presence, world->now_ms) == world->now_ms + 30 * MINUTE);
    pass_time(world, 30 * MINUTE);
    assert_present(world, HOUSE, 0, 0, 0);
    struct door_fact fact;
    assert_true(presence_next_anchor(world->presence, &fact));
    assert_int_equal(fact.in, 7);
    assert_true(presence_next_anchor(world->presence, &fact));
    assert_false(presence_next_anchor(world->presence, &fact));
    say(world, "door", totals("e1", 9, 5));
    assert_present(world, HOUSE, 2, 2, 3); /* the door may have missed one */
    assert_int_equal(zone(world, HOUSE)->state, STATE_FREE);
    say(world, "door", totals("e1", 23, 5));
    assert_int_equal(zone(world, HOUSE)->state, STATE_BUSY); /* 16 of 20 */
    say(world, "door", totals("e1", 27, 5));
    assert_int_equal(zone(world, HOUSE)->state, STATE_FULL);
}

static void test_people_on_seats_are_in_the_house(void **state)
{
    struct world *world = *state;
    say(world, "door", totals("e1", 0, 0));
    say(world, "back", totals("e1", 0, 0));
    say(world, "s1", level(1));
    say(world, "s2", level(1));
    say(world, "m1", level(1));
    assert_present(world, HOUSE, 3, 3, -1);
    say(world, "door", totals("e1", 0, 5)); /* never below what is seen */
    assert_present(world, HOUSE, 3, 3, -1);
}

static void test_what_nobody_saw_widens_the_count(void **state)
{
    struct world *world = *state;
    quiet_inside(world);
    say(world, "door", totals("e1", 0, 0));
    say(world, "back", totals("e1", 0, 0));
    pass_time(world, 30 * MINUTE);
    say(world, "door", totals("e1", 10, 0));
    assert_present(world, HOUSE, 10, 10, 12);
    say(world, "door", silent(world));
    assert_int_equal(zone(world, HOUSE)->state, STATE_UNKNOWN);
    say(world, "door", totals("e1", 11, 0)); /* the same totals went on: nothing was missed */
    assert_present(world, HOUSE, 11, 11, 13);
    pass_time(world, 25000);
    say(world, "door", totals("e2", 1, 0)); /* another epoch: 25 s unseen */
    assert_present(world, HOUSE, 9, 12, 17);
    pass_time(world, 10 * MINUTE);
    say(world, "door", totals("e3", 0, 0));
    assert_present(world, HOUSE, 0, 12, 78);
    assert_int_equal(zone(world, HOUSE)->state, STATE_UNKNOWN); /* never a false "free" */
}

static void test_a_board_that_was_away_widens_the_count(void **state)
{
    struct world *world = *state;
    quiet_inside(world);
    say(world, "door", totals("e1", 0, 0));
    say(world, "back", totals("e1", 0, 0));
    pass_time(world, 30 * MINUTE);
    struct reading again = totals("e1", 10, 0);
    again.began_ms = NOW;
    again.began_board_ms = 1000;
    say(world, "door", again);
    assert_present(world, HOUSE, 10, 10, 12);
    int64_t last_ms = world->now_ms;
    pass_time(world, 60000);
    again.began_ms = last_ms + 35000; /* its totals outlived it, its eyes did not */
    again.began_board_ms = 36000;
    say(world, "door", again);
    assert_present(world, HOUSE, 6, 10, 16);
    pass_time(world, 10000);
    again.in = 12;
    say(world, "door", again);
    assert_present(world, HOUSE, 8, 12, 18); /* once */
}

static void test_an_anchor_survives_a_restart(void **state)
{
    struct world *world = *state;
    size_t door = place_find_sensor(world->place, "entrance", "door");
    size_t back = place_find_sensor(world->place, "entrance", "back");
    presence_restore_anchor(
        world->presence,
        &(struct door_fact){
            .sensor = door, .epoch = "e1", .in = 100, .out = 90, .carried = 4, .at_ms = NOW});
    presence_restore_anchor(world->presence, /* a count by a person before any word */
                            &(struct door_fact){.sensor = back, .at_ms = NOW});
    say(world, "door", totals("e1", 103, 91));
    say(world, "back", totals("e1", 0, 0));
    assert_present(world, HOUSE, 6, 6, 7);
}

static void test_a_closed_place_offers_nothing(void **state)
{
    struct world *world = *state;
    quiet_inside(world);
    struct snapshot *open = snapshot_new(world->place, world->presence,
                                         (struct snapshot_open){OPEN_OPEN, NOW + 40000}, NOW);
    struct snapshot *closing = snapshot_new(world->place, world->presence,
                                            (struct snapshot_open){OPEN_OPEN, NOW + 9}, NOW);
    struct snapshot *closed = snapshot_new(world->place, world->presence,
                                           (struct snapshot_open){OPEN_CLOSED, NOW + 1}, NOW);
    assert_int_equal(open->free, 2);
    assert_int_equal(open->seats, 2);
    assert_int_equal(closed->free, SNAPSHOT_NULL);
    assert_int_equal(closed->zones[OPENSPACE].state, STATE_UNKNOWN);
    assert_false(snapshot_same(open, closed));
    assert_true(open->until_ms == NOW + 30000);
    assert_true(closing->until_ms == NOW + 9); /* no seat is free behind the door */
    snapshot_unref(closing);
    snapshot_unref(open);
    snapshot_unref(closed);
}

static void test_agents_that_fall_silent_together_are_one_reason(void **state)
{
    struct world *world = *state;
    quiet_inside(world);
    say(world, "s1", silent(world));
    say(world, "s2", silent(world));
    struct snapshot *snapshot = snapshot_new(world->place, world->presence,
                                             (struct snapshot_open){OPEN_OPEN, NOW + 1}, NOW);
    assert_int_equal(snapshot->free, SNAPSHOT_NULL);
    assert_int_equal(snapshot->unknown, 2);
    assert_int_equal(snapshot->zones[OPENSPACE].why_count, 1);
    assert_int_equal(snapshot->zones[OPENSPACE].whys[0].sensors, 2);
    assert_string_equal(snapshot->zones[OPENSPACE].whys[0].sensor, "");
    snapshot_unref(snapshot);
}

/* Whatever is said: counts stay within the seats, and a hall never has less than is seen in it. */
static void test_counts_stay_possible(void **state)
{
    struct world *world = *state;
    uint64_t seed = test_seed();
    static const char *const sensors[] = {"s1", "s2", "m1", "m2", "door", "back"};
    int64_t in = 0, out = 0;
    for (int i = 0; i < 20000; i++) {
        size_t which = (size_t)test_between(&seed, 0, 5);
        pass_time(world, test_between(&seed, 0, 10 * MINUTE));
        if (test_between(&seed, 0, 9) == 0) {
            say(world, sensors[which], silent(world));
        } else if (which < 4) {
            bool since = test_between(&seed, 0, 1);
            int64_t since_ms = world->now_ms - test_between(&seed, 0, 30 * MINUTE);
            int value = (int)test_between(&seed, 0, 1);
            say(world, sensors[which], since ? level_since(value, since_ms) : level(value));
        } else {
            in += test_between(&seed, 0, 2);
            out += test_between(&seed, 0, 2);
            say(world, sensors[which], totals(test_between(&seed, 0, 50) ? "a" : "b", in, out));
        }
        const struct zone_estimate *seats = zone(world, OPENSPACE);
        const struct present *house = &zone(world, HOUSE)->present;
        assert_int_equal(seats->taken + seats->free + seats->held + seats->unknown, seats->seats);
        assert_true(house->best >= -1 && house->low >= -1 && house->high >= -1);
        if (house->best >= 0)
            assert_true(house->low <= house->best);
        if (house->high >= 0)
            assert_true(house->best <= house->high);
        if (house->best >= 0 && seats->present.low > 0)
            assert_true(house->best >= seats->present.low);
    }
}

#define WITH_WORLD(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_WORLD(test_nothing_is_known_at_first),
        WITH_WORLD(test_a_coffee_is_not_a_free_desk),
        WITH_WORLD(test_silence_never_frees_a_seat_early),
        WITH_WORLD(test_a_seat_that_nobody_watched_is_held),
        WITH_WORLD(test_a_seat_that_nobody_watched_before_the_start_is_held),
        WITH_WORLD(test_a_zone_does_not_tell_when_a_private_seat_changed),
        WITH_WORLD(test_the_history_knows_what_was_before_the_start),
        WITH_WORLD(test_one_unknown_seat_leaves_the_rest_known),
        WITH_WORLD(test_a_room_needs_all_to_be_empty_and_one_to_be_used),
        WITH_WORLD(test_a_new_hall_counts_but_nothing_bounds_it),
        WITH_WORLD(test_quiet_resets_a_hall),
        WITH_WORLD(test_people_on_seats_are_in_the_house),
        WITH_WORLD(test_what_nobody_saw_widens_the_count),
        WITH_WORLD(test_a_board_that_was_away_widens_the_count),
        WITH_WORLD(test_an_anchor_survives_a_restart),
        WITH_WORLD(test_a_closed_place_offers_nothing),
        WITH_WORLD(test_agents_that_fall_silent_together_are_one_reason),
        WITH_WORLD(test_counts_stay_possible),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
