#include "tests/unit/test.h"

#include "dashboard/place.h"
#include <string.h>

#define HEAD "place: {id: gare, name: La Gare}\n"
#define ROOM "  - {id: meeting, name: Salle, kind: room, sensors: [desks/meeting]}\n"

static const char example[] =
    "place:\n"
    "  uri: https://gare.example/lampion\n"
    "  id: gare\n"
    "  name: La Gare\n"
    "  kind: coworking\n"
    "  timezone: Europe/Paris\n"
    "  languages: [fr, en]\n"
    "  contact: {email: bonjour@gare.example}\n"
    "  lat: 48.1\n"
    "  lon: -1.6\n"
    "  licence: etalab-2.0\n"
    "  opening_hours: \"Mo-Fr 09:00-18:00; PH off\"\n"
    "  holidays: FR\n"
    "privacy: {visibility: public, outside_hours: hide, bucket: 1, step: 1m, minimum_count: 3}\n"
    "zones:\n"
    "  - {id: house, name: Toute la maison, kind: hall, capacity: 60, contains: [openspace, "
    "meeting]}\n"
    "  - id: openspace\n"
    "    name: {fr: Plateau, en: Open space}\n"
    "    kind: seats\n"
    "    capacity: 40\n"
    "    release: 15m\n"
    "    seats:\n"
    "      - {id: d01, sensor: desks/seat-01, policy: shared}\n"
    "      - {id: d02, sensor: desks/seat-02, policy: private, out_of_service: true}\n"
    "  - {id: meeting, name: Salle Jaurès, kind: room, capacity: 8, hold: 5m, sensors: "
    "[desks/meeting]}\n"
    "doors:\n"
    "  - {sensor: entrance/door, from: outside, to: house}\n";

static void test_the_example_of_the_contract_reads(void **state)
{
    (void)state;
    struct why why;
    struct place *place = place_parse("place.yaml", example, sizeof example - 1, &why);
    if (!place)
        fail_msg("%s", why.text);
    assert_string_equal(place->id, "gare");
    assert_string_equal(place->name.in[LANGUAGE_EN], "La Gare");
    assert_int_equal(place->zone_count, 3);
    assert_int_equal(place->sensor_count, 4);
    assert_true(place->has_location && place->lon < -1.5);
    const struct place_zone *seats = &place->zones[1];
    assert_string_equal(seats->name.in[LANGUAGE_FR], "Plateau");
    assert_string_equal(seats->name.in[LANGUAGE_EN], "Open space");
    assert_true(seats->release_ms == 900000);
    assert_int_equal(seats->seats[1].policy, SEAT_PRIVATE);
    assert_true(seats->seats[1].out_of_service);
    assert_int_equal(seats->parent, 0);
    assert_int_equal(place->zones[0].parent, ZONE_NONE);
    assert_int_equal(place->inner_first[2], 0);
    assert_int_equal(place->doors[0].from, ZONE_OUTSIDE);
    assert_int_equal(place->doors[0].to, 0);
    assert_true(place->privacy.hide_outside_hours);
    place_free(place);
}

struct wrong {
    const char *text;
    const char *error; /* must be in the refusal */
};

static const struct wrong wrongs[] = {
    {"zones: []\n", "place"},
    {HEAD "zones: []\n", "t:2: "},
    {HEAD "zones:\n" ROOM "colour: red\n", "t:4: "},
    {HEAD "zones:\n" ROOM ROOM, "t:4: zone meeting is there twice"},
    {HEAD "zones:\n  - {id: a, name: A, kind: cave}\n", "cave"},
    {HEAD "zones:\n  - {id: A, name: A, kind: room}\n", "t:3: "},
    {HEAD "zones:\n  - {id: a, name: A, kind: room, capacity: 0}\n", "capacity"},
    {HEAD "zones:\n  - {id: a, name: A, kind: room, hold: 5}\n", "hold"},
    {HEAD "zones:\n  - {id: a, name: A, kind: hall, contains: [a]}\n", "contain itself"},
    {HEAD "zones:\n  - {id: a, name: A, kind: hall, contains: [b]}\n", "there is no zone b"},
    {HEAD "zones:\n  - {id: a, name: A, kind: hall, contains: [b]}\n"
          "  - {id: b, name: B, kind: hall, contains: [a]}\n",
     "contain itself"},
    {HEAD "zones:\n  - {id: a, name: A, kind: room, sensors: [desks]}\n", "agent/sensor"},
    {HEAD "zones:\n  - {id: a, name: A, kind: seats, sensors: [desks/x]}\n",
     "seats name their own"},
    {HEAD "zones:\n  - {id: a, name: A, kind: seats, seats: [{id: d1, sensor: x/y}, {id: d1, "
          "sensor: x/z}]}\n",
     "seat d1 is there twice"},
    {HEAD "zones:\n  - {id: a, name: A, kind: seats, seats: [{id: d1, sensor: x/y}, {id: d2, "
          "sensor: x/y}]}\n",
     "has the sensor of seat d1"},
    {HEAD "zones:\n" ROOM "doors:\n  - {sensor: e/d, from: outside, to: nowhere}\n",
     "no zone nowhere"},
    {HEAD "zones:\n" ROOM "doors:\n  - {sensor: e/d, from: outside, to: outside}\n",
     "from one zone to another"},
    {HEAD "zones:\n  - {id: a, name: A, kind: room, sensors: [source/x]}\n",
     "t:3: sensor source/x: sources: has no x"},
    {HEAD "sources: [{id: x, topic: a/b}]\nzones:\n" ROOM, "t:2: source x: freshness is missing"},
    {HEAD "sources: [{id: x, freshness: 1h}]\nzones:\n" ROOM, "preset and device, or a topic"},
    {HEAD "sources: [{id: x, preset: zigbee2mqtt}]\nzones:\n" ROOM, "device is missing"},
    {HEAD "sources: [{id: x, preset: esphome, device: a}]\nzones:\n" ROOM, "node/sensor"},
    {HEAD "sources: [{id: x, topic: \"#\", freshness: 1h}]\nzones:\n" ROOM, "everything"},
    {HEAD "sources: [{id: x, topic: a+/b, freshness: 1h}]\nzones:\n" ROOM, "whole level"},
    {HEAD "sources: [{id: x, topic: lampion/1/g/x, freshness: 1h}]\nzones:\n" ROOM, "own"},
    {HEAD "sources: [{id: x, topic: a, kind: counter, freshness: 1h}]\nzones:\n" ROOM, "in: and"},
    {HEAD "sources: [{id: x, topic: a, on: X, freshness: 1h}]\nzones:\n" ROOM, "go together"},
    {HEAD "sources: [{id: x, topic: a, wrong: X}]\nzones:\n" ROOM, "t:2: "},
    {HEAD "sources: [{id: x, topic: a, freshness: 1h}]\nzones:\n" ROOM
          "doors: [{sensor: source/x, from: outside, to: meeting}]\n",
     "kind: counter"},
    {"place: {id: g, name: G, lat: 48.1}\nzones:\n" ROOM, "lat and lon go together"},
    {"place: {id: g, name: G, lat: 91, lon: 0}\nzones:\n" ROOM, "lat"},
    {"place: {id: g, name: G, opening_hours: 24/7, open: {sensor: a/b}}\nzones:\n" ROOM,
     "not both"},
    {"place: {id: g, name: {de: G}}\nzones:\n" ROOM, "t:1: "},
    {"place: {id: g, name: \"\"}\nzones:\n" ROOM, "t:1: name: empty"},
    {"place: {id: g, name: \"a\\tb\"}\nzones:\n" ROOM, "t:1: name: a control character"},
    {"place:\n  id: g\n  name:\nzones:\n" ROOM, "t:3: name: no value"},
};

static void test_wrong_files_are_refused_with_their_line(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof wrongs / sizeof *wrongs; i++) {
        struct why why = {0};
        struct place *place = place_parse("t", wrongs[i].text, strlen(wrongs[i].text), &why);
        if (place || !strstr(why.text, wrongs[i].error) || strncmp(why.text, "t:", 2) != 0)
            fail_msg("%s\nexpected … %s …, got %s", wrongs[i].text, wrongs[i].error,
                     place ? "no error" : why.text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_example_of_the_contract_reads),
        cmocka_unit_test(test_wrong_files_are_refused_with_their_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
