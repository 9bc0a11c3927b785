#include "tests/unit/test.h"

#include "dashboard/ingest/unshared.h"
#include <string.h>

static struct place_sensor sensors[] = {
    {"desks", "s1"}, {"desks", "s2"}, {"desks", "s3"}, {"desks", "s4"}};
static struct place_seat seats[] = {{"d1", 0, SEAT_SHARED},
                                    {"d2", 1, SEAT_DEDICATED},
                                    {"d3", 2, SEAT_PRIVATE},
                                    {"d4", 3, SEAT_DEDICATED},
                                    {"d5", 3, SEAT_PRIVATE}}; /* one sensor, two seats */
static struct place_zone zone = {.id = "open", .seats = seats, .seat_count = 5};
static const struct place place = {
    .zones = &zone, .zone_count = 1, .sensors = sensors, .sensor_count = 4};

/* The board's time 0 is UTC 100000. */
static const struct message_clock synced = {
    .has_wall = true, .quality = CLOCK_SYNCED, .mono_ms = 50, .wall_ms = 100050};
static const struct message_clock guess = {
    .has_wall = true, .quality = CLOCK_UNSYNCED, .mono_ms = 50, .wall_ms = 100050};

static struct facts lent_seats(void)
{
    struct facts facts = {0};
    static const char *const lent[] = {"d2", "d3", "d4", "nowhere"};
    for (int i = 0; i < 4; i++) {
        struct fact fact = {
            .id = i + 1, .kind = FACT_LENT, .zone = "open", .from_ms = 101000, .to_ms = 102000};
        strcpy(fact.seat, lent[i]);
        assert_int_equal(facts_add(&facts, &fact), 0);
    }
    return facts;
}

static bool is_stored(const struct unshared *unshared, const char *sensor, int64_t t_ms,
                      const struct unshared_time *time)
{
    struct event event = {.t_ms = t_ms};
    strcpy(event.sensor, sensor);
    unshared_blank(unshared, "desks", time, &event, 1);
    return event.sensor[0] != 0;
}

static void test_only_what_is_lent_is_stored(void **state)
{
    (void)state;
    struct unshared *unshared = unshared_new(&place);
    struct unshared_time time = {.clock = &synced};
    assert_true(is_stored(unshared, "s1", 1500, &time));
    assert_false(is_stored(unshared, "s2", 1500, &time));
    struct facts facts = lent_seats();
    assert_int_equal(unshared_lend(unshared, &place, &facts), 0);
    assert_true(is_stored(unshared, "s1", 1500, &time));
    assert_true(is_stored(unshared, "s2", 1000, &time));
    assert_true(is_stored(unshared, "s2", 1999, &time));
    assert_false(is_stored(unshared, "s2", 999, &time));
    assert_false(is_stored(unshared, "s2", 2000, &time));
    assert_false(is_stored(unshared, "s3", 1500, &time)); /* private */
    assert_false(is_stored(unshared, "s4", 1500, &time)); /* also of a private seat */
    facts.all[0].retracted_ms = 1;
    assert_int_equal(unshared_lend(unshared, &place, &facts), 0);
    assert_false(is_stored(unshared, "s2", 1500, &time));
    facts_clear(&facts);
    unshared_free(unshared);
}

static void test_a_guessed_time_is_of_no_lent_seat(void **state)
{
    (void)state;
    struct unshared *unshared = unshared_new(&place);
    struct facts facts = lent_seats();
    assert_int_equal(unshared_lend(unshared, &place, &facts), 0);
    struct unshared_time time = {.clock = &guess};
    assert_false(is_stored(unshared, "s2", 1500, &time));
    time = (struct unshared_time){.clock = &guess, .has_offset = true, .offset_ms = 100000};
    assert_true(is_stored(unshared, "s2", 1500, &time));
    assert_false(is_stored(unshared, "s2", 2500, &time));
    facts_clear(&facts);
    unshared_free(unshared);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_only_what_is_lent_is_stored),
        cmocka_unit_test(test_a_guessed_time_is_of_no_lent_seat),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
