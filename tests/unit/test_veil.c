/* The privacy policy, attacked: a month of a place is simulated twice with one difference, and all
 * that anybody can see of both is recorded. What the policy hides is hidden when the recordings are
 * the same, byte for byte and in the moments of publishing; and the same attack must succeed where
 * the policy allows it, or it would find nothing ever. */
#include "tests/unit/test.h"

#include "dashboard/page/hung_page.h"
#include "dashboard/page/place_json.h"
#include "dashboard/page/place_page.h"
#include "dashboard/page/space_json.h"
#include "dashboard/page/zone_page.h"
#include "dashboard/presence/presence.h"
#include "dashboard/snapshot.h"
#include "dashboard/snapshot_veil.h"
#include <string.h>

#define MINUTE_MS 60000LL
#define STEP_MS (20 * MINUTE_MS)
#define DAY_MS 86400000LL
#define MONDAY_MS 1790546400000LL /* 28 September 2026, 00:00 in Paris */
#define DAYS 30
#define STEPS (DAYS * (DAY_MS / STEP_MS))
#define DESKS 12

static const char head[] =
    "place: {uri: \"https://g.example/\", id: g, name: Gare, logo: \"https://g.example/l.svg\",\n"
    "        timezone: Europe/Paris, opening_hours: \"Mo-Su 08:00-20:00\"}\n";

static const char zones[] =
    "zones:\n"
    "  - id: open\n    name: Open\n    kind: seats\n    seats:\n"
    "      [{id: d1, sensor: a/d1}, {id: d2, sensor: a/d2}, {id: d3, sensor: a/d3},\n"
    "       {id: d4, sensor: a/d4}, {id: d5, sensor: a/d5}, {id: d6, sensor: a/d6},\n"
    "       {id: d7, sensor: a/d7}, {id: d8, sensor: a/d8}, {id: d9, sensor: a/d9},\n"
    "       {id: d10, sensor: a/d10}, {id: d11, sensor: a/d11}, {id: d12, sensor: a/d12}]\n"
    "  - {id: nook, name: Nook, kind: seats, seats: [{id: n1, sensor: a/n1}, {id: n2, sensor: "
    "a/n2}]}\n"
    "  - {id: office, name: Office, kind: room, sensors: [a/o], privacy: {visibility: private}}\n"
    "  - {id: meeting, name: Meeting, kind: room, sensors: [a/m]}\n"
    "  - {id: house, name: House, kind: hall, capacity: 40, contains: [open, nook, office, "
    "meeting]}\n"
    "doors: [{sensor: a/door, from: outside, to: house}]\n";

/* Whose life differs between the two worlds. */
enum secret { SECRET_NIGHTS, SECRET_NOOK, SECRET_OFFICE };

struct world {
    struct place *place;
    struct zonetime *zonetime;
    struct presence *presence;
    struct snapshot *published;
    int64_t in, out;
};

static void world_start(struct world *self, const char *privacy)
{
    struct why why = {0};
    char text[4096];
    snprintf(text, sizeof text, "%s%s%s", head, privacy, zones);
    self->place = place_parse("t", text, strlen(text), &why);
    if (!self->place)
        fail_msg("%s", why.text);
    self->zonetime = zonetime_load("Europe/Paris", &why);
    self->presence = presence_new(self->place);
    self->published = NULL;
    self->in = self->out = 0;
}

static void world_stop(struct world *self)
{
    snapshot_unref(self->published);
    presence_free(self->presence);
    place_free(self->place);
    zonetime_free(self->zonetime);
}

static bool is_open(int64_t now_ms)
{
    int64_t of_day_ms = (now_ms - MONDAY_MS) % DAY_MS;
    return of_day_ms >= 8 * 3600000LL && of_day_ms < 20 * 3600000LL;
}

/* The same number for the same question in both worlds. */
static bool chance(uint64_t seed, int64_t step, const char *who, int percent)
{
    uint64_t state = seed ^ (uint64_t)step * 2654435761u;
    for (; *who; who++)
        state = state * 31 + (uint64_t)*who;
    return test_between(&state, 0, 99) < percent;
}

static void say(struct world *self, const char *name, struct reading reading, int64_t now_ms)
{
    reading.reason = READING_KNOWN;
    reading.began_ms = MONDAY_MS - DAY_MS;
    reading.word_ms = now_ms;
    reading.until_ms = now_ms + STEP_MS + MINUTE_MS;
    presence_read(self->presence, place_find_sensor(self->place, "a", name), &reading, now_ms);
}

static void say_level(struct world *self, const char *name, bool level, int64_t now_ms)
{
    say(self, name, (struct reading){.has_value = true, .value = level}, now_ms);
}

/* One step of life; `other`: the second world, where the secret is another. */
static void live(struct world *self, enum secret secret, bool other, uint64_t seed, int64_t step,
                 int64_t now_ms)
{
    bool night = !is_open(now_ms), guests = night && secret == SECRET_NIGHTS && other;
    uint64_t apart = other ? seed + 1 : seed;
    char name[8];
    for (int i = 1; i <= DESKS; i++) {
        snprintf(name, sizeof name, "d%d", i);
        say_level(self, name, (!night || guests) && chance(seed, step / 3, name, 50), now_ms);
    }
    for (int i = 1; i <= 2; i++) {
        snprintf(name, sizeof name, "n%d", i);
        say_level(self, name,
                  (!night || guests) &&
                      chance(secret == SECRET_NOOK ? apart : seed, step / 3, name, 50),
                  now_ms);
    }
    say_level(self, "o",
              (!night || guests) && chance(secret == SECRET_OFFICE ? apart : seed, step, "o", 50),
              now_ms);
    say_level(self, "m", (!night || guests) && chance(seed, step, "m", 40), now_ms);
    if (!night || guests) {
        self->in += chance(seed, step, "in", 60) ? 2 : 0;
        self->out += chance(seed, step, "out", 60) && self->out < self->in ? 1 : 0;
    }
    say(self, "door",
        (struct reading){.has_totals = true, .in = self->in, .out = self->out, .epoch = "e"},
        now_ms);
    presence_update(self->presence, now_ms);
}

static void record(struct buffer *out, char *text)
{
    assert_non_null(text);
    buffer_text(out, text);
    free(text);
}

/* All that is public of a snapshot: API, directory, page, what the stream sends, zone pages, to
 * embed and to hang up. */
static void record_all(struct buffer *out, const struct world *self,
                       const struct snapshot *snapshot)
{
    struct view view = {snapshot, self->zonetime, LANGUAGE_FR};
    struct fragments fragments;
    size_t length;
    assert_int_equal(place_fragments(&view, &fragments), 0);
    record(out, place_json_whole(snapshot, self->zonetime, LANGUAGE_EN));
    record(out, space_json(snapshot, 0));
    record(out, place_page(&view, &fragments, &length));
    record(out, widget_page(&view, &fragments, ZONE_NONE, &length));
    record(out, kiosk_page(&view, &fragments, true, &length));
    for (size_t z = 0; z < snapshot->zone_count; z++)
        if (snapshot_find(snapshot, self->place->zones[z].id) != ZONE_NONE)
            record(out, zone_page(&view, &fragments, z, &length));
    fragments_free(&fragments);
}

static char *publish(struct world *self, int64_t now_ms)
{
    struct buffer out = {0};
    int64_t of_day_ms = (now_ms - MONDAY_MS) % DAY_MS;
    int64_t next_ms = now_ms - of_day_ms + (of_day_ms < 8 * 3600000LL ? 8 : 32) * 3600000LL;
    struct snapshot_open open =
        is_open(now_ms) ? (struct snapshot_open){OPEN_OPEN, now_ms - of_day_ms + 20 * 3600000LL}
                        : (struct snapshot_open){OPEN_CLOSED, next_ms};
    struct snapshot *snapshot = snapshot_new(self->place, self->presence, open, now_ms);
    assert_non_null(snapshot);
    veil_keep_step(snapshot, self->published);
    /* Whether something new is sent is seen, too. */
    buffer_text(&out, self->published && snapshot_same(self->published, snapshot) ? "=" : "!");
    record_all(&out, self, snapshot);
    snapshot_unref(self->published);
    self->published = snapshot;
    return buffer_take(&out, NULL);
}

/* How many steps of the month tell the two worlds apart; `open`: of those open, or closed. */
static int attack(const char *privacy, enum secret secret, bool open, uint64_t seed)
{
    struct world one, other;
    int apart = 0;
    world_start(&one, privacy);
    world_start(&other, privacy);
    for (int64_t step = 0; step < STEPS; step++) {
        int64_t now_ms = MONDAY_MS + step * STEP_MS;
        live(&one, secret, false, seed, step, now_ms);
        live(&other, secret, true, seed, step, now_ms);
        char *a = publish(&one, now_ms), *b = publish(&other, now_ms);
        /* What is published first after opening or closing is new in any case. */
        apart += is_open(now_ms) == open && is_open(now_ms - STEP_MS) == open && strcmp(a, b) != 0;
        free(a);
        free(b);
    }
    world_stop(&one);
    world_stop(&other);
    return apart;
}

static const char shows[] = "privacy: {outside_hours: show}\n";
static const char hides[] = "privacy: {outside_hours: hide, minimum_count: 3}\n";
static const char coarse[] = "privacy: {outside_hours: hide, minimum_count: 3, bucket: 5, "
                             "step: 1h}\n";

static void nobody_learns_who_is_there_at_night(void **state)
{
    (void)state;
    uint64_t seed = test_seed();
    assert_int_equal(attack(hides, SECRET_NIGHTS, false, seed), 0);
    assert_int_equal(attack(coarse, SECRET_NIGHTS, false, seed), 0);
    assert_true(attack(shows, SECRET_NIGHTS, false, seed) > 100); /* the attack is one */
}

static void nobody_learns_of_a_single_seat(void **state)
{
    (void)state;
    uint64_t seed = test_seed();
    assert_int_equal(attack(hides, SECRET_NOOK, true, seed), 0);
    assert_true(attack(shows, SECRET_NOOK, true, seed) > 100);
}

static void nobody_learns_of_a_private_zone(void **state)
{
    (void)state;
    uint64_t seed = test_seed();
    assert_int_equal(attack(hides, SECRET_OFFICE, true, seed), 0);
    assert_int_equal(attack(shows, SECRET_OFFICE, true, seed), 0);
}

/* Free seats in whole buckets, never more than there are; no number changes within a step. */
static void numbers_are_coarse_and_never_too_good(void **state)
{
    (void)state;
    uint64_t seed = test_seed();
    struct world world, bare;
    int64_t before = SNAPSHOT_NULL;
    world_start(&world, coarse);
    world_start(&bare, shows);
    for (int64_t step = 0; step < STEPS; step++) {
        int64_t now_ms = MONDAY_MS + step * STEP_MS;
        live(&world, SECRET_NOOK, false, seed, step, now_ms);
        live(&bare, SECRET_NOOK, false, seed, step, now_ms);
        free(publish(&world, now_ms));
        free(publish(&bare, now_ms));
        const struct snapshot_zone *zone = &world.published->zones[0];
        int64_t within = now_ms % 3600000;
        assert_true(zone->free <= 1 || zone->free % 5 == 0);
        if (zone->free > 0 && within == 0)
            assert_true(zone->free <= bare.published->zones[0].free);
        assert_true((zone->free > 0) <= (bare.published->zones[0].free > 0));
        if (within != 0 && is_open(now_ms) && is_open(now_ms - within) && zone->free > 0)
            assert_int_equal(zone->free, before);
        before = zone->free;
    }
    world_stop(&world);
    world_stop(&bare);
}

static void what_a_zone_may_say(void **state)
{
    static const char *const wrong[][2] = {
        {"{visibility: members}", "by nobody"},
        {"{minimum_count: 2}", "not less"},
        {"{step: 5m}", "step"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        char text[512];
        struct why why = {0};
        snprintf(text, sizeof text,
                 "place: {id: g, name: G}\nzones:\n  - {id: a, name: A, kind: room, privacy: %s}\n",
                 wrong[i][0]);
        assert_null(place_parse("t", text, strlen(text), &why));
        if (!strstr(why.text, wrong[i][1]))
            fail_msg("%s", why.text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nobody_learns_who_is_there_at_night),
        cmocka_unit_test(nobody_learns_of_a_single_seat),
        cmocka_unit_test(nobody_learns_of_a_private_zone),
        cmocka_unit_test(numbers_are_coarse_and_never_too_good),
        cmocka_unit_test(what_a_zone_may_say),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
