#include "tests/unit/test.h"

#include "dashboard/presence/presence.h"
#include <string.h>

#define MINUTE 60000
#define HOUR (60 * MINUTE)
#define NOW 1790553600000

/* A house of two halls one behind the other, seats in the inner one; nobody can be in the house
 * but in one of the two. */
static const char text[] =
    "place: {id: p, name: P}\n"
    "zones:\n"
    "  - {id: house, name: H, kind: hall, contains: [front, rear]}\n"
    "  - {id: front, name: F, kind: hall}\n"
    "  - {id: rear, name: R, kind: hall, contains: [desks]}\n"
    "  - id: desks\n"
    "    name: D\n"
    "    kind: seats\n"
    "    release: 15m\n"
    "    seats: [{id: d0, sensor: a/s0}, {id: d1, sensor: a/s1}, {id: d2, sensor: a/s2}]\n"
    "doors:\n"
    "  - {sensor: b/door, from: outside, to: front}\n"
    "  - {sensor: c/inner, from: front, to: rear}\n";

enum { HOUSE, FRONT, REAR, DESKS };

struct world {
    struct place *place;
    struct presence *presence;
    int64_t now_ms;
    int64_t in[2], out[2]; /* counted at the door, at the inner door */
    bool seats[3];
};

static struct presence *start(const struct world *world)
{
    struct presence *presence = presence_new(world->place);
    assert_non_null(presence);
    return presence;
}

static int setup(void **state)
{
    struct world *world = calloc(1, sizeof *world);
    struct why why;
    world->place = place_parse("t", text, sizeof text - 1, &why);
    if (!world->place)
        fail_msg("%s", why.text);
    world->presence = start(world);
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

static void read_one(struct world *world, int which)
{
    static const char *const names[][2] = {
        {"a", "s0"}, {"a", "s1"}, {"a", "s2"}, {"b", "door"}, {"c", "inner"}};
    struct reading reading = {.reason = READING_KNOWN,
                              .word_ms = world->now_ms,
                              .until_ms = world->now_ms + HOUR,
                              .epoch = "e"};
    reading.has_value = which < 3;
    reading.has_totals = which >= 3;
    if (which < 3)
        reading.value = world->seats[which];
    else
        reading.in = world->in[which - 3], reading.out = world->out[which - 3];
    presence_read(world->presence,
                  place_find_sensor(world->place, names[which][0], names[which][1]), &reading,
                  world->now_ms);
}

static void read_all(struct world *world, int first)
{
    for (int i = 0; i < 5; i++)
        read_one(world, (first + i) % 5);
    presence_update(world->presence, world->now_ms);
}

static const struct present *present(const struct world *world, size_t zone)
{
    return &presence_zone(world->presence, zone)->present;
}

static void assert_present(const struct world *world, size_t zone, int64_t low, int64_t best,
                           int64_t high)
{
    const struct present *p = present(world, zone);
    if (p->low != low || p->best != best || p->high != high)
        fail_msg("present %lld..%lld..%lld, expected %lld..%lld..%lld", (long long)p->low,
                 (long long)p->best, (long long)p->high, (long long)low, (long long)best,
                 (long long)high);
}

/* Somebody counts both halls: there and around. */
static void count(struct world *world, int64_t front, int64_t rear)
{
    presence_count(world->presence, HOUSE, front + rear, world->now_ms);
    presence_count(world->presence, FRONT, front, world->now_ms);
    presence_count(world->presence, REAR, rear, world->now_ms);
    presence_update(world->presence, world->now_ms);
}

static void test_a_count_holds_after_the_doors_have_spoken(void **state)
{
    struct world *world = *state;
    world->in[0] = 40;
    world->out[0] = 17;
    read_all(world, 0);
    assert_int_equal(present(world, HOUSE)->high, PRESENT_UNKNOWN);
    assert_true(presence_zone(world->presence, HOUSE)->raw == RAW_UNKNOWN);
    count(world, 5, 3);
    assert_present(world, HOUSE, 8, 8, 8);
    assert_present(world, FRONT, 5, 5, 5);
    world->now_ms += MINUTE;
    world->in[0] += 2;
    read_all(world, 0);
    assert_true(presence_zone(world->presence, HOUSE)->raw == 10);
    assert_int_equal(present(world, HOUSE)->best, 10);
    presence_correct(world->presence, HOUSE, -4, world->now_ms, world->now_ms);
    presence_correct(world->presence, FRONT, -4, world->now_ms, world->now_ms);
    presence_update(world->presence, world->now_ms);
    assert_int_equal(present(world, HOUSE)->best, 6);
}

static void test_an_inner_door_moves_people_and_leaves_the_house_alone(void **state)
{
    struct world *world = *state;
    read_all(world, 0);
    count(world, 6, 0);
    world->now_ms += MINUTE;
    world->in[1] = 4;
    read_all(world, 0);
    assert_int_equal(present(world, HOUSE)->best, 6);
    assert_int_equal(present(world, FRONT)->best, 2);
    assert_int_equal(present(world, REAR)->best, 4);
}

static void test_the_door_alone_resets_in_the_night_it_has_learned(void **state)
{
    struct world *world = *state;
    read_all(world, 0);
    count(world, 0, 0);
    for (int day = 0; day < 6; day++) {
        for (int hour = 0; hour < 24; hour++) { /* from 0 h on: NOW is midnight */
            for (int i = 0; i < 4; i++) {
                if (hour >= 9 && hour < 19)
                    world->in[0] += hour < 14, world->out[0] += hour >= 14;
                if (day == 5 && hour == 18 && i == 3)
                    world->in[0] += 3; /* whose leaving is missed */
                world->now_ms += 15 * MINUTE;
                read_all(world, 0);
            }
            if (day == 5 && hour == 18)
                assert_true(present(world, FRONT)->best > 0);
        }
    }
    assert_present(world, FRONT, 0, 0, 0);
}

/* Seats of the rear hall bound it, at any hour and however quiet the doors. */
static void test_no_reset_while_somebody_is_known_inside(void **state)
{
    struct world *world = *state;
    read_all(world, 0);
    count(world, 0, 2);
    world->seats[1] = true;
    for (int i = 0; i < 48 * 4; i++) {
        world->now_ms += 15 * MINUTE;
        read_all(world, 0);
        assert_true(present(world, REAR)->low >= 1);
        assert_true(present(world, HOUSE)->low >= 1);
    }
}

static void assert_sane(const struct world *world, const struct present *p)
{
    (void)world;
    assert_true(p->low >= -1 && p->best >= -1 && p->high >= -1);
    if (p->best >= 0)
        assert_true(p->low <= p->best);
    if (p->high >= 0)
        assert_true(p->best <= p->high);
}

static void assert_consistent(const struct world *world)
{
    const struct present *house = present(world, HOUSE), *front = present(world, FRONT),
                         *rear = present(world, REAR), *desks = present(world, DESKS);
    assert_sane(world, house);
    assert_sane(world, front);
    assert_sane(world, rear);
    assert_true(rear->low >= desks->low && rear->best >= desks->low);
    assert_true(house->low >= front->low + rear->low);
    if (house->high < 0 || front->high < 0 || rear->high < 0)
        return;
    assert_true(house->high <= front->high + rear->high);
    assert_true(house->best == front->best + rear->best);
}

/* Each step something happens at the doors or on the seats, whatever the truth may be. */
static void step(struct world *world, uint64_t *seed)
{
    world->now_ms += test_between(seed, 0, 20 * MINUTE);
    for (int i = 0; i < 2; i++) {
        world->in[i] += test_between(seed, 0, 3) / 3 * test_between(seed, 1, 4);
        world->out[i] += test_between(seed, 0, 3) / 3 * test_between(seed, 1, 4);
    }
    world->seats[test_between(seed, 0, 2)] = test_between(seed, 0, 1);
}

static void test_whatever_happens_the_zones_agree(void **state)
{
    struct world *world = *state;
    uint64_t seed = test_seed();
    read_all(world, 0);
    count(world, 3, 2);
    for (int i = 0; i < 5000; i++) {
        step(world, &seed);
        if (test_between(&seed, 0, 200) == 0)
            presence_count(world->presence, (size_t)test_between(&seed, HOUSE, REAR),
                           test_between(&seed, 0, 40), world->now_ms);
        read_all(world, 0);
        assert_consistent(world);
    }
}

static void test_the_order_of_agents_does_not_matter(void **state)
{
    struct world *world = *state;
    uint64_t seed = test_seed();
    struct world other = *world;
    other.presence = start(&other);
    for (int i = 0; i < 3000; i++) {
        step(world, &seed);
        struct presence *presence = other.presence;
        other = *world;
        other.presence = presence;
        read_all(world, 0);
        read_all(&other, (int)test_between(&seed, 1, 4));
        if (i == 10) {
            count(world, 4, 4);
            count(&other, 4, 4);
        }
        for (size_t z = 0; z < 4; z++)
            assert_memory_equal(present(world, z), present(&other, z), sizeof(struct present));
    }
    presence_free(other.presence);
}

/* The house's door counts all; a restart at any moment goes on with an interval that holds the
 * truth, as it held it before. */
static void test_a_restart_keeps_the_truth(void **state)
{
    struct world *world = *state;
    uint64_t seed = test_seed();
    struct door_fact kept = {0};
    int64_t truth = 20;
    read_all(world, 0);
    count(world, 20, 0);
    for (int i = 0; i < 400; i++) {
        int64_t came = test_between(&seed, 0, 2), left = test_between(&seed, 0, truth > 1 ? 2 : 0);
        world->now_ms += test_between(&seed, 1, 5 * MINUTE);
        world->in[0] += came;
        world->out[0] += left;
        truth += came - left;
        read_all(world, 0);
        for (struct door_fact fact; presence_next_anchor(world->presence, &fact);)
            if (fact.zone == HOUSE)
                kept = fact;
        if (test_between(&seed, 0, 20))
            continue;
        presence_free(world->presence);
        world->presence = start(world);
        if (kept.at_ms)
            presence_restore_anchor(world->presence, &kept);
        read_all(world, 0);
        assert_true(present(world, HOUSE)->low <= truth && truth <= present(world, HOUSE)->high);
    }
}

/* A door between two halls has an anchor in each: what is stored of one is not that of the other.
 */
static void test_both_sides_of_a_door_find_their_counts_again(void **state)
{
    struct world *world = *state;
    struct door_fact kept[8];
    size_t count_kept = 0;
    read_all(world, 0);
    count(world, 5, 3);
    while (count_kept < 8 && presence_next_anchor(world->presence, &kept[count_kept]))
        count_kept++;
    assert_int_equal(count_kept, 4); /* the door: house, front; the inner one: front, rear */
    presence_free(world->presence);
    world->presence = start(world);
    for (size_t i = 0; i < count_kept; i++)
        presence_restore_anchor(world->presence, &kept[i]);
    read_all(world, 0);
    assert_present(world, HOUSE, 8, 8, 8);
    assert_present(world, FRONT, 5, 5, 5);
    assert_present(world, REAR, 3, 3, 3);
}

/* From before anchors said of which hall they are: one of several halls would be a guess. */
static void test_an_anchor_of_no_zone_is_of_the_only_hall(void **state)
{
    struct world *world = *state;
    size_t door = place_find_sensor(world->place, "b", "door");
    presence_restore_anchor(
        world->presence,
        &(struct door_fact){.sensor = door, .zone = ZONE_NONE, .epoch = "e", .carried = 4});
    read_all(world, 0);
    assert_int_equal(present(world, HOUSE)->high, PRESENT_UNKNOWN);
    assert_int_equal(present(world, FRONT)->high, PRESENT_UNKNOWN);
}

#define WITH_WORLD(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_WORLD(test_a_count_holds_after_the_doors_have_spoken),
        WITH_WORLD(test_an_inner_door_moves_people_and_leaves_the_house_alone),
        WITH_WORLD(test_the_door_alone_resets_in_the_night_it_has_learned),
        WITH_WORLD(test_no_reset_while_somebody_is_known_inside),
        WITH_WORLD(test_whatever_happens_the_zones_agree),
        WITH_WORLD(test_the_order_of_agents_does_not_matter),
        WITH_WORLD(test_a_restart_keeps_the_truth),
        WITH_WORLD(test_both_sides_of_a_door_find_their_counts_again),
        WITH_WORLD(test_an_anchor_of_no_zone_is_of_the_only_hall),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
