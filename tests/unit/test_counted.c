/* People counted: they hold for their time to live, and then nothing is known. */
#include "tests/unit/test.h"

#include "dashboard/presence/presence.h"
#include <stdlib.h>
#include <string.h>

#define MINUTE 60000
#define NOW 1790000000000

static const char text[] =
    "place: {id: gare, name: La Gare}\n"
    "zones:\n"
    "  - {id: cafe, name: C, kind: room, capacity: 10, sensors: [n/cafe]}\n"
    "  - {id: meeting, name: M, kind: room, capacity: 8, purpose: meeting, hold: 5m, "
    "sensors: [n/meeting, n/other, n/motion]}\n"
    "  - {id: court, name: Y, kind: hall, capacity: 20, contains: [cafe], sensors: [n/court]}\n"
    "  - {id: house, name: H, kind: hall, capacity: 40, sensors: [n/house]}\n"
    "doors: [{sensor: n/door, from: outside, to: house}]\n";

enum { CAFE, MEETING, COURT, HOUSE };

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
    reading.reason = READING_KNOWN;
    reading.word_ms = world->now_ms;
    reading.until_ms = world->now_ms + 12 * 60 * MINUTE;
    presence_read(world->presence, place_find_sensor(world->place, "n", sensor), &reading,
                  world->now_ms);
    presence_update(world->presence, world->now_ms);
}

static struct reading people(const struct world *world, int64_t count, int64_t ttl_ms)
{
    return (struct reading){.has_count = true,
                            .count = count,
                            .has_since = true,
                            .since_ms = world->now_ms,
                            .count_until_ms = world->now_ms + ttl_ms};
}

static void pass(struct world *world, int64_t ms)
{
    world->now_ms += ms;
    presence_update(world->presence, world->now_ms);
}

static void check(const struct world *world, size_t z, enum zone_state state, int64_t low,
                  int64_t best, int64_t high)
{
    const struct zone_estimate *zone = presence_zone(world->presence, z);
    assert_int_equal(zone->state, state);
    assert_int_equal(zone->present.low, low);
    assert_int_equal(zone->present.best, best);
    assert_int_equal(zone->present.high, high);
}

static void test_a_count_holds_for_its_time(void **state)
{
    struct world *world = *state;
    presence_update(world->presence, NOW);
    check(world, CAFE, STATE_UNKNOWN, -1, -1, -1);
    say(world, "cafe", people(world, 3, 10 * MINUTE));
    check(world, CAFE, STATE_FREE, 3, 3, 3);
    assert_int_equal(presence_zone(world->presence, CAFE)->until_ms, NOW + 10 * MINUTE);
    assert_int_equal(presence_zone(world->presence, CAFE)->account.basis, ROOM_COUNTED);
    assert_int_equal(presence_deadline(world->presence, NOW), NOW + 10 * MINUTE);
    pass(world, 10 * MINUTE - 1);
    check(world, CAFE, STATE_FREE, 3, 3, 3);
    pass(world, 1);
    assert_int_equal(presence_zone(world->presence, CAFE)->state, STATE_UNKNOWN);
    assert_int_equal(presence_zone(world->presence, CAFE)->present.best, PRESENT_UNKNOWN);
    const struct zone_why *why = presence_zone(world->presence, CAFE)->whys;
    assert_int_equal(why->reason, READING_SILENT);
    assert_int_equal(why->since_ms, NOW + 10 * MINUTE);
}

/* An agent that still speaks does not refresh the number. */
static void test_a_word_is_no_count(void **state)
{
    struct world *world = *state;
    struct reading reading = people(world, 0, MINUTE);
    say(world, "cafe", reading);
    check(world, CAFE, STATE_FREE, 0, 0, 0);
    world->now_ms += 2 * MINUTE;
    say(world, "cafe", reading);
    assert_int_equal(presence_zone(world->presence, CAFE)->state, STATE_UNKNOWN);
}

static void test_by_capacity(void **state)
{
    struct world *world = *state;
    say(world, "cafe", people(world, 8, MINUTE));
    check(world, CAFE, STATE_BUSY, 8, 8, 8);
    say(world, "cafe", people(world, 12, MINUTE));
    check(world, CAFE, STATE_FULL, 12, 12, 12);
    say(world, "meeting", people(world, 1, MINUTE));
    check(world, MEETING, STATE_BUSY, 1, 1, 1); /* taken, however many chairs are left */
}

/* Nobody, says the counter; somebody, says the motion. */
static void test_zero_frees_no_room_where_somebody_moves(void **state)
{
    struct world *world = *state;
    say(world, "motion", (struct reading){.has_value = true, .value = 1});
    say(world, "meeting", people(world, 0, 5 * MINUTE));
    assert_int_equal(presence_zone(world->presence, MEETING)->state, STATE_BUSY);
}

static void test_the_newest_counter_holds(void **state)
{
    struct world *world = *state;
    say(world, "meeting", people(world, 4, 10 * MINUTE));
    pass(world, MINUTE);
    say(world, "other", people(world, 2, 2 * MINUTE));
    check(world, MEETING, STATE_BUSY, 2, 2, 2);
    pass(world, 3 * MINUTE);
    check(world, MEETING, STATE_BUSY, 4, 4, 4);
}

static void test_halls(void **state)
{
    struct world *world = *state;
    say(world, "cafe", people(world, 3, 10 * MINUTE));
    say(world, "court", people(world, 2, 20 * MINUTE));
    check(world, COURT, STATE_FREE, 3, 3, 3); /* never fewer than are inside */
    say(world, "court", people(world, 16, MINUTE));
    check(world, COURT, STATE_BUSY, 16, 16, 16);
    pass(world, MINUTE);
    assert_int_equal(presence_zone(world->presence, COURT)->present.best, PRESENT_UNKNOWN);
    assert_int_equal(presence_zone(world->presence, COURT)->state, STATE_UNKNOWN);
    say(world, "door", (struct reading){.has_totals = true, .in = 2, .epoch = "a"});
    say(world, "house", people(world, 7, MINUTE));
    check(world, HOUSE, STATE_FREE, 7, 7, 7);
    pass(world, MINUTE); /* the doors do not know how many were there when they began */
    assert_int_equal(presence_zone(world->presence, HOUSE)->present.high, PRESENT_UNKNOWN);
}

/* Written and read again at any moment, it goes on as if nothing had been. */
static void test_saved_and_loaded(void **state)
{
    static const char *const sensors[] = {"cafe", "court", "house", "meeting", "other"};
    struct world *world = *state;
    uint64_t seed = test_seed();
    for (int i = 0; i < 300; i++) {
        world->now_ms += test_between(&seed, 0, 3 * MINUTE);
        say(world, sensors[test_between(&seed, 0, 4)],
            people(world, test_between(&seed, 0, 9), test_between(&seed, 1, 10) * MINUTE));
        char *saved = presence_save(world->presence);
        struct presence *other = presence_new(world->place);
        assert_true(presence_load(other, saved, PRESENCE_WHOLE));
        int64_t later_ms = world->now_ms + test_between(&seed, 0, 12 * MINUTE);
        presence_update(other, later_ms);
        presence_update(world->presence, later_ms);
        world->now_ms = later_ms;
        for (size_t z = CAFE; z <= HOUSE; z++) {
            const struct zone_estimate *is = presence_zone(other, z);
            check(world, z, is->state, is->present.low, is->present.best, is->present.high);
        }
        presence_free(other);
        free(saved);
    }
}

#define WITH_WORLD(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_WORLD(test_a_count_holds_for_its_time),
        WITH_WORLD(test_a_word_is_no_count),
        WITH_WORLD(test_by_capacity),
        WITH_WORLD(test_zero_frees_no_room_where_somebody_moves),
        WITH_WORLD(test_the_newest_counter_holds),
        WITH_WORLD(test_halls),
        WITH_WORLD(test_saved_and_loaded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
