#include "tests/unit/test.h"

#include "dashboard/presence/absence.h"
#include "dashboard/presence/health.h"
#include <math.h>
#include <string.h>

#define MINUTE 60000LL
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)
#define START 1790150400000LL

static const char text[] =
    "place: {id: gare, name: La Gare}\n"
    "zones:\n"
    "  - {id: house, name: H, kind: hall, contains: [desks, meeting]}\n"
    "  - id: desks\n    name: O\n    kind: seats\n    seats:\n"
    "      - {id: d1, sensor: desks/s1}\n      - {id: d2, sensor: desks/s2}\n"
    "      - {id: d3, sensor: desks/s3}\n      - {id: d4, sensor: desks/s4}\n"
    "      - {id: d5, sensor: desks/s5, policy: private}\n"
    "      - {id: d6, sensor: desks/s6, policy: dedicated}\n"
    "  - {id: meeting, name: M, kind: room, sensors: [desks/m]}\n"
    "doors:\n  - {sensor: desks/door, from: outside, to: house}\n";

struct world {
    struct place *place;
    struct health *health;
    bool closed;
    int64_t now_ms;
    int64_t in, out;
};

static int setup(void **state)
{
    struct world *world = calloc(1, sizeof *world);
    struct why why;
    world->place = place_parse("t", text, sizeof text - 1, &why);
    if (!world->place)
        fail_msg("%s", why.text);
    world->health = health_new(world->place);
    world->now_ms = START;
    *state = world;
    return 0;
}

static int teardown(void **state)
{
    struct world *world = *state;
    health_free(world->health);
    place_free(world->place);
    free(world);
    return 0;
}

static size_t index_of(struct world *world, const char *sensor)
{
    size_t index = place_find_sensor(world->place, "desks", sensor);
    assert_true(index != SENSOR_NONE);
    return index;
}

static void read_as(struct world *world, const char *sensor, struct reading reading)
{
    health_read(world->health, index_of(world, sensor), &reading, world->now_ms);
    health_update(world->health, world->closed, world->now_ms);
}

static void say(struct world *world, const char *sensor, int value)
{
    read_as(world, sensor,
            (struct reading){.reason = READING_KNOWN, .has_value = true, .value = value});
}

static void pass(struct world *world, int in, int out)
{
    struct reading reading = {.reason = READING_KNOWN, .has_totals = true, .epoch = "e"};
    reading.in = world->in += in;
    reading.out = world->out += out;
    read_as(world, "door", reading);
}

static void wait(struct world *world, int64_t ms)
{
    world->now_ms += ms;
    health_update(world->health, world->closed, world->now_ms);
}

static void close_place(struct world *world, bool closed)
{
    world->closed = closed;
    wait(world, 0);
}

static bool stands(struct world *world, const char *sensor, enum health_kind kind)
{
    struct health_finding findings[64];
    size_t index = sensor ? index_of(world, sensor) : SENSOR_NONE;
    size_t count = health_findings(world->health, findings, 64);
    for (size_t i = 0; i < count; i++)
        if (findings[i].sensor == index && findings[i].kind == kind)
            return true;
    return false;
}

static bool is_believed(struct world *world, const char *sensor, int value)
{
    struct reading reading = {.reason = READING_KNOWN, .has_value = true, .value = value};
    health_believe(world->health, index_of(world, sensor), &reading);
    return reading.reason == READING_KNOWN;
}

static void all_free(struct world *world)
{
    static const char *const sensors[] = {"s1", "s2", "s3", "s4", "s5", "m"};
    for (size_t i = 0; i < sizeof sensors / sizeof *sensors; i++)
        say(world, sensors[i], 0);
    pass(world, 0, 0);
}

/* One takes a seat for an hour. */
static void sit(struct world *world, const char *seat)
{
    say(world, seat, 1);
    wait(world, HOUR);
    say(world, seat, 0);
    wait(world, HOUR);
}

static void test_the_formula_is_the_negative_binomial(void **state)
{
    (void)state;
    struct absence_prior prior = {3, 3};
    struct absence absence = {0};
    for (int i = 0; i < 7; i++)
        absence_chance(&absence, 1);
    assert_true(fabs(absence_log_p(&absence, &prior) - 3 * log(0.3)) < 1e-12);
    absence_use(&absence, 0, START); /* 1 use in 7 chances, faded by one in fifty */
    absence_chance(&absence, 1);
    assert_true(fabs(absence_log_p(&absence, &prior) -
                     4 * log((3 + 7 * 0.98) / (3 + 7 * 0.98 + 1))) < 1e-12);
}

/* A counter that says nobody for weeks, or somebody for days, is no dead switch. */
static void test_a_counter_is_not_judged_as_a_switch(void **state)
{
    struct world *world = *state;
    struct reading count = {.reason = READING_KNOWN, .has_count = true};
    all_free(world);
    for (int day = 0; day < 40; day++) {
        count.count = day < 20 ? 0 : 9;
        read_as(world, "m", count);
        for (int i = 0; i < 4; i++)
            sit(world, "s1");
        sit(world, "s2");
        wait(world, 14 * HOUR);
    }
    assert_false(stands(world, "m", HEALTH_NEVER_USED));
    assert_false(stands(world, "m", HEALTH_STUCK));
    assert_false(stands(world, "m", HEALTH_CHATTERING));
}

static void test_a_seat_that_is_never_used_is_not_believed(void **state)
{
    struct world *world = *state;
    static const char *const seats[] = {"s1", "s2", "s3", "s4"};
    all_free(world);
    wait(world, HOUR);
    for (int i = 0; i < 40; i++)
        sit(world, seats[i % 4]);
    assert_false(stands(world, "s4", HEALTH_NEVER_USED));
    int days = 0;
    for (; days < 30 && !stands(world, "s4", HEALTH_NEVER_USED); days++)
        for (int i = 0; i < 12; i++)
            sit(world, seats[i % 3]);
    assert_in_range(days, 3, 15);
    assert_false(is_believed(world, "s4", 0));
    assert_true(is_believed(world, "s4", 1)); /* somebody is somebody */
    assert_true(is_believed(world, "s1", 0));
    size_t sensor;
    assert_true(health_next_changed(world->health, &sensor));
    assert_int_equal(sensor, index_of(world, "s4"));
    assert_false(health_next_changed(world->health, &sensor));
    struct health_memory memory; /* a restart forgets nothing */
    health_remember(world->health, sensor, &memory);
    health_free(world->health);
    world->health = health_new(world->place);
    health_restore(world->health, sensor, &memory);
    say(world, "s4", 0);
    assert_true(stands(world, "s4", HEALTH_NEVER_USED));
    say(world, "s4", 1); /* it works */
    assert_false(stands(world, "s4", HEALTH_NEVER_USED));
    assert_true(is_believed(world, "s4", 0));
}

static void test_nobody_can_be_missed_where_nobody_comes(void **state)
{
    struct world *world = *state;
    all_free(world);
    sit(world, "s1");
    wait(world, 60 * DAY);
    for (int i = 0; i < 4; i++) {
        char seat[] = {'s', (char)('1' + i), 0};
        assert_false(stands(world, seat, HEALTH_NEVER_USED));
    }
}

static void test_a_chattering_seat_is_not_believed(void **state)
{
    struct world *world = *state;
    all_free(world);
    for (int i = 0; i < 8; i++) { /* a person gets up four times in ten minutes */
        wait(world, 75000);
        say(world, "s1", i % 2 == 0);
    }
    assert_false(stands(world, "s1", HEALTH_CHATTERING));
    for (int i = 0; i < 40; i++) {
        wait(world, 5000);
        say(world, "s1", i % 2 == 0);
    }
    assert_true(stands(world, "s1", HEALTH_CHATTERING));
    assert_false(is_believed(world, "s1", 0));
    wait(world, 16 * MINUTE);
    assert_false(stands(world, "s1", HEALTH_CHATTERING));
    wait(world, -HOUR); /* the desk's clock is set back */
    assert_false(stands(world, "s1", HEALTH_CHATTERING));
}

static void test_a_clock_set_back_fills_no_bucket(void **state)
{
    struct world *world = *state;
    all_free(world);
    say(world, "s1", 1);
    say(world, "s1", 0);
    wait(world, -2 * HOUR);
    assert_false(stands(world, "s1", HEALTH_CHATTERING));
}

static void test_taken_all_night_in_a_closed_house(void **state)
{
    struct world *world = *state;
    all_free(world);
    say(world, "s1", 1);
    wait(world, 8 * HOUR);
    close_place(world, true);
    wait(world, HEALTH_CLOSED_MS - 1);
    assert_false(stands(world, "s1", HEALTH_TAKEN_CLOSED));
    wait(world, 1);
    assert_true(stands(world, "s1", HEALTH_TAKEN_CLOSED));
    close_place(world, false);
    wait(world, HOUR);
    assert_true(stands(world, "s1", HEALTH_TAKEN_CLOSED)); /* nobody has looked yet */
    assert_true(is_believed(world, "s1", 1));
    say(world, "s1", 0);
    wait(world, 1);
    assert_false(stands(world, "s1", HEALTH_TAKEN_CLOSED));
    struct health_finding news;
    bool began;
    assert_true(health_next_news(world->health, &news, &began) == false); /* began and ended */
}

static void test_in_use_for_longer_than_is_usual(void **state)
{
    struct world *world = *state;
    all_free(world);
    say(world, "s1", 1);
    wait(world, HEALTH_STUCK_SEAT_MS - 1);
    assert_false(stands(world, "s1", HEALTH_STUCK));
    wait(world, 1);
    assert_true(stands(world, "s1", HEALTH_STUCK));
    say(world, "s1", 0); /* twelve hours were a stay after all: it is usual here */
    wait(world, DAY);
    say(world, "s1", 1);
    wait(world, 2 * HEALTH_STUCK_SEAT_MS);
    assert_false(stands(world, "s1", HEALTH_STUCK));
}

static void test_silence_counts_in_open_hours(void **state)
{
    struct world *world = *state;
    all_free(world);
    close_place(world, true);
    wait(world, HOUR);
    read_as(world, "s2", (struct reading){.reason = READING_SILENT});
    wait(world, 12 * HOUR); /* boards may be switched off at night */
    assert_false(stands(world, "s2", HEALTH_SILENT));
    close_place(world, false);
    wait(world, HEALTH_SILENT_MS - 1);
    assert_false(stands(world, "s2", HEALTH_SILENT));
    wait(world, 1);
    assert_true(stands(world, "s2", HEALTH_SILENT));
    say(world, "s2", 0);
    assert_false(stands(world, "s2", HEALTH_SILENT));
}

static void test_a_door_of_one_way(void **state)
{
    struct world *world = *state;
    all_free(world);
    for (int day = 0; day < 3; day++) {
        close_place(world, false);
        pass(world, 20, day == 1 ? 0 : 20);
        wait(world, 9 * HOUR);
        close_place(world, true);
        wait(world, 15 * HOUR);
        assert_int_equal(stands(world, "door", HEALTH_ONE_WAY), day == 1);
    }
}

static void test_people_come_in_and_nobody_is_anywhere(void **state)
{
    struct world *world = *state;
    all_free(world);
    for (int i = 0; i < 20; i++) {
        pass(world, 3, 3);
        sit(world, i % 2 ? "s1" : "s2");
    }
    assert_false(stands(world, NULL, HEALTH_NOBODY));
    for (int i = 0; i < 60; i++) {
        wait(world, 10 * MINUTE);
        pass(world, 3, 3);
    }
    assert_true(stands(world, NULL, HEALTH_NOBODY));
    assert_false(is_believed(world, "s1", 0));
    assert_false(is_believed(world, "m", 0));
    say(world, "m", 1);
    assert_false(stands(world, NULL, HEALTH_NOBODY));
    assert_true(is_believed(world, "s1", 0));
}

static void test_private_seats_are_not_looked_at(void **state)
{
    struct world *world = *state;
    all_free(world);
    say(world, "s5", 1);
    wait(world, 10 * DAY);
    assert_false(stands(world, "s5", HEALTH_STUCK));
    struct health_memory memory;
    health_remember(world->health, index_of(world, "s5"), &memory);
    assert_int_equal(memory.begun_ms, 0);
}

#define WITH_WORLD(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

static size_t findings_of(struct world *world, const char *sensor)
{
    struct health_finding findings[8];
    size_t count = health_findings(world->health, findings, 8), found = 0;
    for (size_t i = 0; i < count && i < 8; i++)
        found += findings[i].sensor == index_of(world, sensor);
    return found;
}

/* A seat that is out of service by a fact is nobody's matter; one that is lent is. */
static void test_facts_say_which_seats_are_looked_at(void **state)
{
    struct world *world = *state;
    enum { DESKS = 1, D1 = 0, D6 = 5 };
    struct health_finding finding;
    bool began;
    health_seat_facts(world->health, DESKS, D1, false, true);
    for (int use = 0; use < 2; use++) { /* in use for far too long */
        say(world, "s1", 1);
        say(world, "s6", 1);
        world->now_ms += 13 * HOUR;
        say(world, "s1", 1);
        say(world, "s6", 1);
        assert_int_equal(findings_of(world, "s1"), use);
        assert_int_equal(findings_of(world, "s6"), use);
        say(world, "s1", 0);
        say(world, "s6", 0);
        world->now_ms += HOUR;
        while (health_next_news(world->health, &finding, &began))
            ;
        if (use == 0) {
            health_seat_facts(world->health, DESKS, D1, false, false);
            health_seat_facts(world->health, DESKS, D6, true, false);
        }
    }
    /* What was found of it ends with the fact, and is told. */
    say(world, "s1", 1);
    world->now_ms += 40 * HOUR;
    say(world, "s1", 1);
    assert_int_equal(findings_of(world, "s1"), 1);
    while (health_next_news(world->health, &finding, &began))
        assert_true(began);
    health_seat_facts(world->health, DESKS, D1, false, true);
    assert_int_equal(findings_of(world, "s1"), 0);
    assert_true(health_next_news(world->health, &finding, &began));
    assert_false(began);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_formula_is_the_negative_binomial),
        WITH_WORLD(test_a_counter_is_not_judged_as_a_switch),
        WITH_WORLD(test_a_seat_that_is_never_used_is_not_believed),
        WITH_WORLD(test_nobody_can_be_missed_where_nobody_comes),
        WITH_WORLD(test_a_chattering_seat_is_not_believed),
        WITH_WORLD(test_a_clock_set_back_fills_no_bucket),
        WITH_WORLD(test_taken_all_night_in_a_closed_house),
        WITH_WORLD(test_in_use_for_longer_than_is_usual),
        WITH_WORLD(test_silence_counts_in_open_hours),
        WITH_WORLD(test_a_door_of_one_way),
        WITH_WORLD(test_people_come_in_and_nobody_is_anywhere),
        WITH_WORLD(test_private_seats_are_not_looked_at),
        WITH_WORLD(test_facts_say_which_seats_are_looked_at),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
