#include "tests/unit/test.h"

#include "dashboard/opening.h"
#include <string.h>

#define HOUR 3600000LL
/* Monday 2026-11-23 00:00 in Paris. */
#define MONDAY 1795388400000LL

static const char text[] = "place: {id: gare, name: G, timezone: Europe/Paris, %s}\n"
                           "zones:\n"
                           "  - {id: house, name: H, kind: hall, contains: [desks, bar]}\n"
                           "  - {id: desks, name: D, kind: room, sensors: [a/b]}\n"
                           "  - {id: bar, name: B, kind: room, sensors: [a/c]}\n";
enum { HOUSE, DESKS, BAR };

struct world {
    struct place *place;
    struct opening opening;
    struct facts facts;
};

static void open_world(struct world *world, const char *about)
{
    char yaml[1000];
    struct why why;
    *world = (struct world){0};
    int length = snprintf(yaml, sizeof yaml, text, about);
    world->place = place_parse("t", yaml, (size_t)length, &why);
    if (!world->place || opening_start(&world->opening, world->place, &why))
        fail_msg("%s", why.text);
    world->opening.facts = &world->facts;
}

static void close_world(struct world *world)
{
    facts_clear(&world->facts);
    opening_stop(&world->opening);
    place_free(world->place);
}

static void say(struct world *world, enum fact_kind kind, const char *zone, int64_t from_h,
                int64_t to_h, int64_t made_ms)
{
    struct fact fact = {.id = (int64_t)world->facts.count + 1,
                        .kind = kind,
                        .from_ms = MONDAY + from_h * HOUR,
                        .to_ms = MONDAY + to_h * HOUR,
                        .made_ms = made_ms};
    strcpy(fact.zone, zone);
    assert_int_equal(facts_add(&world->facts, &fact), 0);
}

static void assert_at(const struct world *world, size_t zone, int64_t h, enum open_state state,
                      int64_t until_h)
{
    struct snapshot_open open = opening_zone_at(&world->opening, zone, MONDAY + h * HOUR);
    int64_t got_h =
        open.until_ms == SNAPSHOT_NEVER ? -1 : (open.until_ms - MONDAY + HOUR / 2) / HOUR;
    if (open.state != state || got_h != until_h)
        fail_msg("at hour %lld: state %d until %lld, expected %d until %lld", (long long)h,
                 open.state, (long long)got_h, state, (long long)until_h);
}

#define WEEKDAYS "opening_hours: \"Mo-Fr 09:00-18:00\""

static void test_a_closure_overrules_the_hours(void **state)
{
    (void)state;
    struct world world;
    open_world(&world, WEEKDAYS);
    assert_at(&world, ZONE_NONE, 10, OPEN_OPEN, 18);
    say(&world, FACT_CLOSED, "", 12, 48, 1);
    assert_at(&world, ZONE_NONE, 10, OPEN_OPEN, 12);
    assert_at(&world, ZONE_NONE, 12, OPEN_CLOSED, 48 + 9); /* it ends at night */
    assert_at(&world, ZONE_NONE, 57, OPEN_OPEN, 48 + 18);
    world.facts.all[0].retracted_ms = 5;
    assert_at(&world, ZONE_NONE, 10, OPEN_OPEN, 18);
    close_world(&world);
}

static void test_the_newest_of_those_that_hold_wins(void **state)
{
    (void)state;
    struct world world;
    open_world(&world, WEEKDAYS);
    say(&world, FACT_CLOSED, "", 0, 48, 1);
    say(&world, FACT_OPEN, "", 14, 22, 2);
    assert_at(&world, ZONE_NONE, 10, OPEN_CLOSED, 14);
    assert_at(&world, ZONE_NONE, 14, OPEN_OPEN, 22);
    assert_at(&world, ZONE_NONE, 22, OPEN_CLOSED, 57);
    say(&world, FACT_CLOSED, "", 16, 17, 3);
    assert_at(&world, ZONE_NONE, 14, OPEN_OPEN, 16);
    assert_at(&world, ZONE_NONE, 16, OPEN_CLOSED, 17);
    say(&world, FACT_OPEN, "", 0, 48, 0); /* said before all the others, stored last */
    assert_at(&world, ZONE_NONE, 10, OPEN_CLOSED, 14);
    close_world(&world);
}

static void test_a_zone_has_closures_of_its_own(void **state)
{
    (void)state;
    struct world world;
    open_world(&world, WEEKDAYS);
    assert_false(opening_has_zones(&world.opening));
    say(&world, FACT_CLOSED, "bar", 10, 14, 1);
    assert_true(opening_has_zones(&world.opening));
    assert_at(&world, ZONE_NONE, 11, OPEN_OPEN, 18);
    assert_at(&world, DESKS, 11, OPEN_OPEN, 18);
    assert_at(&world, HOUSE, 11, OPEN_OPEN, 18);
    assert_at(&world, BAR, 11, OPEN_CLOSED, 14);
    say(&world, FACT_OPEN, "house", 12, 20, 2); /* what contains it, and newer */
    assert_at(&world, BAR, 11, OPEN_CLOSED, 12);
    assert_at(&world, BAR, 12, OPEN_OPEN, 20);
    assert_at(&world, ZONE_NONE, 19, OPEN_CLOSED, 24 + 9);
    close_world(&world);
}

static void test_a_switch_that_is_not_known_is_unknown(void **state)
{
    (void)state;
    struct world world;
    open_world(&world, "open: {sensor: a/key}");
    assert_at(&world, ZONE_NONE, 1, OPEN_UNKNOWN, -1);
    opening_read(&world.opening,
                 &(struct reading){.reason = READING_KNOWN, .has_value = true, .value = 1});
    assert_at(&world, ZONE_NONE, 1, OPEN_OPEN, -1);
    opening_read(&world.opening,
                 &(struct reading){.reason = READING_SILENT, .has_value = true, .value = 1});
    assert_at(&world, ZONE_NONE, 1, OPEN_UNKNOWN, -1);
    opening_read(&world.opening,
                 &(struct reading){.reason = READING_KNOWN, .has_value = true, .value = 0});
    assert_at(&world, ZONE_NONE, 1, OPEN_CLOSED, -1);
    say(&world, FACT_OPEN, "", 2, 4, 1); /* the key was forgotten */
    assert_at(&world, ZONE_NONE, 1, OPEN_CLOSED, 2);
    assert_at(&world, ZONE_NONE, 2, OPEN_OPEN, 4);
    close_world(&world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_closure_overrules_the_hours),
        cmocka_unit_test(test_the_newest_of_those_that_hold_wins),
        cmocka_unit_test(test_a_zone_has_closures_of_its_own),
        cmocka_unit_test(test_a_switch_that_is_not_known_is_unknown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
