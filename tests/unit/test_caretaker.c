/* What was learned of a sensor outlives the process. */
#include "tests/unit/test.h"

#include "dashboard/caretaker.h"
#include <string.h>
#include <unistd.h>

#define HOUR 3600000LL
#define START 1790150400000LL

static const char text[] = "place: {id: gare, name: G}\n"
                           "zones:\n"
                           "  - id: desks\n    name: O\n    kind: seats\n    release: 1m\n"
                           "    seats: [{id: d1, sensor: desks/s1}, {id: d2, sensor: desks/s2}, "
                           "{id: d3, sensor: desks/s3}]\n";

struct world {
    struct place *place;
    struct presence *presence;
    struct caretaker caretaker;
    int64_t now_ms;
};

static void begin(struct world *world, const char *store)
{
    world->presence = presence_new(world->place);
    assert_int_equal(caretaker_start(&world->caretaker, world->place, world->presence), 0);
    caretaker_keep(&world->caretaker, store);
}

static void end(struct world *world)
{
    caretaker_stop(&world->caretaker);
    presence_free(world->presence);
}

static void say(struct world *world, size_t sensor, int value)
{
    struct reading reading = {.reason = READING_KNOWN, .has_value = true, .value = value};
    reading.word_ms = world->now_ms;
    reading.until_ms = world->now_ms + 30000;
    caretaker_read(&world->caretaker, sensor, &reading, world->now_ms);
    caretaker_look(&world->caretaker, false, world->now_ms);
    presence_update(world->presence, world->now_ms);
}

static int free_seats(const struct world *world)
{
    return presence_zone(world->presence, 0)->free;
}

static void test_a_dead_switch_is_dead_after_a_restart(void **state)
{
    (void)state;
    struct world world = {.now_ms = START};
    struct why why;
    char folder[] = "/tmp/lampion-caretaker-XXXXXX", store[64], kept[80];
    assert_non_null(mkdtemp(folder));
    snprintf(store, sizeof store, "%s/h.db", folder);
    snprintf(kept, sizeof kept, "%s.health", store);
    world.place = place_parse("t", text, sizeof text - 1, &why);
    assert_non_null(world.place);
    begin(&world, store);
    for (size_t s = 0; s < 3; s++)
        say(&world, s, 0);
    for (int i = 0; i < 600; i++) { /* all but the third are used */
        say(&world, (size_t)i % 2, 1);
        world.now_ms += HOUR;
        say(&world, (size_t)i % 2, 0);
        world.now_ms += HOUR;
    }
    for (size_t s = 0; s < 3; s++)
        say(&world, s, 0);
    assert_int_equal(free_seats(&world), 2);
    assert_int_equal(presence_zone(world.presence, 0)->whys[0].reason, READING_SUSPECT);
    end(&world);
    begin(&world, store);
    for (size_t s = 0; s < 3; s++)
        say(&world, s, 0);
    assert_int_equal(free_seats(&world), 2);
    say(&world, 2, 1); /* somebody sat down: it lives */
    say(&world, 2, 0);
    world.now_ms += HOUR;
    say(&world, 2, 0);
    assert_int_equal(free_seats(&world), 3);
    end(&world);
    FILE *file = fopen(kept, "w"); /* a damaged file is no reason not to start */
    fputs("desks/s1 nonsense\n", file);
    fclose(file);
    begin(&world, store);
    say(&world, 0, 0);
    assert_int_equal(free_seats(&world), 1);
    end(&world);
    place_free(world.place);
    unlink(kept);
    rmdir(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_dead_switch_is_dead_after_a_restart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
