#include "dashboard/place_diff.h"
#include "tests/unit/test.h"

#include <string.h>

static const char old_text[] =
    "place: {id: gare, name: Gare, timezone: Europe/Paris, opening_hours: \"Mo-Fr 09:00-18:00\"}\n"
    "zones:\n"
    "  - {id: plateau, name: P, kind: seats, seats: [{id: d1, sensor: desks/s1}, "
    "{id: d2, sensor: desks/s2}]}\n"
    "  - {id: salle, name: S, kind: room, hold: 5m, sensors: [rooms/m]}\n"
    "  - {id: house, name: H, kind: hall, capacity: 60, contains: [plateau, salle]}\n"
    "doors:\n  - {sensor: entrance/door, from: outside, to: house}\n";
static const char new_text[] =
    "place: {id: gare, name: Gare, timezone: Europe/Paris, opening_hours: \"Mo-Sa 09:00-18:00\"}\n"
    "zones:\n"
    "  - {id: plateau, name: P, kind: seats, seats: [{id: d2, sensor: desks/s9, policy: private}, "
    "{id: d3, sensor: desks/s3}]}\n"
    "  - {id: cour, name: C, kind: room, sensors: [rooms/m]}\n"
    "  - {id: house, name: H, kind: hall, capacity: 50, contains: [plateau, cour]}\n"
    "doors:\n  - {sensor: entrance/back, from: outside, to: house}\n";

static const char *const expected[] = {
    "place: opening_hours Mo-Fr 09:00-18:00 -> Mo-Sa 09:00-18:00",
    "zone salle is gone; its history stays",
    "zone plateau: seat d1 is gone",
    "zone plateau: seat d2: sensor desks/s2 -> desks/s9",
    "zone plateau: seat d2: policy shared -> private",
    "zone plateau: seat d3 is new",
    "zone cour is new",
    "zone house: capacity 60 -> 50",
    "zone house: contains plateau, salle -> plateau, cour",
    "door entrance/door from outside to house is gone",
    "door entrance/back from outside to house is new",
};

static struct place *parse(const char *text)
{
    struct why why;
    struct place *place = place_parse("t", text, strlen(text), &why);
    if (!place)
        fail_msg("%s", why.text);
    return place;
}

static void expect_next(void *context, const char *line)
{
    size_t *next = context;
    assert_true(*next < sizeof expected / sizeof *expected);
    assert_string_equal(line, expected[(*next)++]);
}

static void test_all_that_differs_is_said(void **state)
{
    (void)state;
    struct place *old = parse(old_text), *now = parse(new_text);
    size_t next = 0;
    assert_int_equal(place_diff(old, now, expect_next, &next), sizeof expected / sizeof *expected);
    assert_int_equal(place_diff(old, old, expect_next, &next), 0);
    place_free(old);
    place_free(now);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_all_that_differs_is_said)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
