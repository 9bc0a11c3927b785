/* Rooms from their description to the zone's estimate and the snapshot. */
#include "tests/unit/test.h"

#include "dashboard/presence/presence.h"
#include "dashboard/snapshot.h"
#include <string.h>

#define MINUTE 60000LL
#define NOW 1790000000000
#define HEAD "place: {id: g, name: G}\nzones:\n"

static struct place *read_place(const char *text, struct why *why)
{
    return place_parse("t", text, strlen(text), why);
}

static void test_the_keys_of_a_room(void **state)
{
    (void)state;
    struct why why;
    struct place *place = read_place(
        HEAD "  - {id: a, name: A, kind: room, purpose: phone, door: a/d,"
             " sensors: [a/p, {sensor: a/m, kind: mmwave}, {sensor: a/q, kind: pir}]}\n"
             "  - {id: b, name: B, kind: room, hold: 0s, purpose: corridor, sensors: [a/p]}\n"
             "  - {id: c, name: C, kind: room}\n",
        &why);
    if (!place)
        fail_msg("%s", why.text);
    const struct place_zone *zones = place->zones;
    assert_int_equal(zones[0].purpose, PURPOSE_PHONE);
    assert_false(zones[0].has_hold);
    assert_int_equal(zones[0].contact, place_find_sensor(place, "a", "d"));
    assert_int_equal(place->sensors[zones[0].sensors[0]].kind, SENSOR_UNSAID);
    assert_int_equal(place->sensors[zones[0].sensors[1]].kind, SENSOR_MMWAVE);
    assert_int_equal(place->sensors[zones[0].sensors[2]].kind, SENSOR_PIR);
    assert_true(zones[1].has_hold && zones[1].hold_ms == 0);
    assert_int_equal(zones[1].purpose, PURPOSE_CORRIDOR);
    assert_int_equal(zones[2].purpose, PURPOSE_ROOM);
    assert_int_equal(zones[2].contact, SENSOR_NONE);
    place_free(place);
}

static void test_wrong_rooms_are_refused(void **state)
{
    (void)state;
    static const char *const wrongs[][2] = {
        {HEAD "  - {id: a, name: A, kind: room, purpose: cave}\n", "t:3: purpose"},
        {HEAD "  - {id: a, name: A, kind: room, door: d}\n", "agent/sensor"},
        {HEAD "  - {id: a, name: A, kind: hall, door: a/d}\n", "only zones of kind room"},
        {HEAD "  - {id: a, name: A, kind: room, hold: 1m, door: a/d}\n", "knows no door"},
        {HEAD "  - {id: a, name: A, kind: room, sensors: [{sensor: a/p, kind: nose}]}\n", "nose"},
        {HEAD "  - {id: a, name: A, kind: room, sensors: [{kind: pir}]}\n", "sensor"},
        {HEAD "  - {id: a, name: A, kind: room, hold: 2d}\n", "hold"},
    };
    for (size_t i = 0; i < sizeof wrongs / sizeof *wrongs; i++) {
        struct why why = {0};
        struct place *place = read_place(wrongs[i][0], &why);
        if (place || !strstr(why.text, wrongs[i][1]))
            fail_msg("%s\nexpected … %s …, got %s", wrongs[i][0], wrongs[i][1], why.text);
    }
}

static void say(struct presence *presence, size_t sensor, enum reading_reason reason, int value,
                int64_t now_ms)
{
    struct reading reading = {.reason = reason,
                              .has_value = reason == READING_KNOWN,
                              .value = value,
                              .began_ms = NOW - 60 * MINUTE,
                              .word_ms = now_ms,
                              .until_ms = now_ms + MINUTE};
    presence_read(presence, sensor, &reading, now_ms);
    presence_update(presence, now_ms);
}

static void test_the_estimate_tells_why(void **state)
{
    (void)state;
    struct why why;
    struct place *place =
        read_place(HEAD "  - {id: a, name: A, kind: room, door: a/d, sensors: [a/p]}\n", &why);
    struct presence *presence = presence_new(place);
    const struct zone_estimate *zone = presence_zone(presence, 0);
    size_t pir = place_find_sensor(place, "a", "p"), door = place_find_sensor(place, "a", "d");
    presence_update(presence, NOW);
    assert_int_equal(zone->state, STATE_UNKNOWN);
    assert_int_equal(zone->account.basis, ROOM_SAYS_NOTHING);
    assert_int_equal(zone->sensors_total, 2);
    say(presence, pir, READING_KNOWN, 0, NOW);
    assert_int_equal(zone->state, STATE_FREE); /* the door adds, it does not take away */
    assert_int_equal(zone->why_count, 1);
    say(presence, door, READING_KNOWN, 1, NOW);
    say(presence, pir, READING_KNOWN, 1, NOW + MINUTE);
    assert_int_equal(zone->state, STATE_BUSY);
    assert_int_equal(zone->account.basis, ROOM_SEES_MOTION);
    say(presence, pir, READING_KNOWN, 0, NOW + 3 * MINUTE);
    assert_int_equal(zone->account.basis, ROOM_SAW_MOTION);
    assert_int_equal(zone->account.percent, 95);
    assert_true(zone->account.since_ms == NOW + 3 * MINUTE);
    int64_t next_ms = presence_deadline(presence, NOW + 3 * MINUTE);
    presence_update(presence, next_ms - 1);
    assert_int_equal(zone->account.percent, 95);
    presence_update(presence, next_ms);
    assert_int_equal(zone->account.percent, 90);
    presence_free(presence);
    place_free(place);
}

static void test_a_closed_place_says_nothing_of_its_rooms(void **state)
{
    (void)state;
    struct why why;
    struct place *place =
        read_place(HEAD "  - {id: a, name: A, kind: room, sensors: [a/p]}\n", &why);
    struct presence *presence = presence_new(place);
    say(presence, 0, READING_KNOWN, 1, NOW);
    struct snapshot *open =
        snapshot_new(place, presence, (struct snapshot_open){OPEN_OPEN, NOW + 1}, NOW);
    struct snapshot *closed =
        snapshot_new(place, presence, (struct snapshot_open){OPEN_CLOSED, NOW + 1}, NOW);
    assert_int_equal(open->zones[0].account.basis, ROOM_SEES_MOTION);
    assert_int_equal(closed->zones[0].account.basis, ROOM_SAYS_NOTHING);
    struct snapshot *later =
        snapshot_new(place, presence, (struct snapshot_open){OPEN_OPEN, NOW + 1}, NOW);
    assert_true(snapshot_same(open, later));
    later->zones[0].account.percent = 50;
    assert_false(snapshot_same(open, later));
    snapshot_unref(open);
    snapshot_unref(closed);
    snapshot_unref(later);
    presence_free(presence);
    place_free(place);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_keys_of_a_room),
        cmocka_unit_test(test_wrong_rooms_are_refused),
        cmocka_unit_test(test_the_estimate_tells_why),
        cmocka_unit_test(test_a_closed_place_says_nothing_of_its_rooms),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
