/* The daemon's way to "a free seat later": settled slots in a store, the outlook out of it. */
#include "dashboard/forecast_past.h"
#include "dashboard/history/facts.h"
#include "dashboard/history/settled.h"
#include "dashboard/history/slots.h"
#include "dashboard/presence/usual.h"
#include "tests/unit/test.h"

#include <math.h>
#include <string.h>
#include <unistd.h>

#define DAY_MS 86400000LL
#define MONDAY 20591 /* 2026-05-18; the place is in a zone without summer time */
#define TUESDAY (MONDAY + 1)
#define OFFSET_MS 3600000LL
#define SEATS 6

static char path[64];

struct world {
    struct place *place;
    struct store *store;
    struct slots *slots;
    struct forecast_past *past;
    int64_t zone, revision;
};

static int64_t at_ms(int64_t day, int hour, int minute)
{
    return day * DAY_MS - OFFSET_MS + (hour * 60 + minute) * 60000LL;
}

static void world_start(struct world *self, const char *hours)
{
    char text[512];
    struct why why;
    struct slot_revision revision = {
        .method = 1, .sensors = SEATS, .seats = SEATS, .capacity = SEATS};
    snprintf(
        text, sizeof text,
        "place: {id: p, name: P, timezone: Africa/Lagos, holidays: FR, opening_hours: \"%s\"}\n"
        "zones:\n  - {id: open, name: O, kind: seats, seats: [{id: a, sensor: b/a}]}\n",
        hours);
    strcpy(path, "/tmp/lampion-forecast-XXXXXX");
    assert_non_null(mkdtemp(path));
    strcat(path, "/h.db");
    self->place = place_parse("test", text, strlen(text), &why);
    self->store = store_open(path, STORE_WRITE, &why);
    assert_true(self->place && self->store);
    self->slots = slots_open(self->store, &why);
    assert_int_equal(slots_zone(self->slots, "open", &self->zone, &why), 0);
    assert_int_equal(slots_revision(self->slots, self->zone, &revision, &why), 0);
    self->revision = revision.id;
    self->past = forecast_past_new(self->place, &why);
    assert_non_null(self->past);
    settled_begin(self->store, &why);
}

static void world_stop(struct world *self)
{
    struct why why;
    settled_commit(self->store, &why);
    forecast_past_free(self->past);
    slots_close(self->slots);
    store_close(self->store);
    place_free(self->place);
    for (const char *const *end = (const char *const[]){"", "-wal", "-shm", NULL}; *end; end++) {
        char file[96];
        snprintf(file, sizeof file, "%s%s", path, *end);
        unlink(file);
    }
    *strrchr(path, '/') = 0;
    rmdir(path);
}

static void put(struct world *self, int64_t start_ms, bool open, int64_t free_s)
{
    struct why why;
    struct slot slot;
    slot_start(&slot, start_ms / 1000);
    slot.length_s = SLOT_S;
    slot.open_s = open ? SLOT_S : 0;
    slot.revision = self->revision;
    slot.all[SLOT_SENSORS] = slot.all[SLOT_SEATS] = (int64_t)SEATS * SLOT_S;
    slot.all[SLOT_USED] = (int64_t)SEATS * SLOT_S - free_s;
    if (open)
        memcpy(slot.open, slot.all, sizeof slot.open);
    assert_int_equal(slots_put(self->slots, STEP_SLOT, self->zone, &slot, 0, &why), 0);
}

/* Slots of [first, end) hours with so many seats free. */
static void put_hours(struct world *self, int64_t day, int first, int end, bool open, int free)
{
    for (int slot = first * 4; slot < end * 4; slot++)
        put(self, at_ms(day, 0, slot * 15), open, (int64_t)free * SLOT_S);
}

static struct outlook *make(struct world *self, int64_t now_ms)
{
    struct why why;
    bool all;
    struct forecast_seats seats[2] = {{-1, -1, -1}, {-1, -1, -1}};
    struct forecast_live live = {.now_ms = now_ms, .seats = seats};
    struct settled settled = {.begun = true, .until_ms = now_ms - now_ms % SLOT_MS};
    assert_int_equal(settled_put(self->store, &settled, &why), 0);
    struct outlook *outlook = forecast_past_make(self->past, self->store, &live, &all, &why);
    assert_non_null(outlook);
    return outlook;
}

/* The chance at an hour of the day of the zone, or -1. */
static double chance_at(struct world *self, int64_t now_ms, int64_t when_ms)
{
    struct outlook *outlook = make(self, now_ms);
    double chance = -1;
    const struct outlook_quarter *quarter;
    for (size_t at = 0; (quarter = outlook_next(outlook, &outlook->zones[0], now_ms, &at));)
        if (quarter->from_ms == when_ms)
            chance = (double)quarter->chance;
    outlook_unref(outlook);
    return chance;
}

static enum outlook_says says_at(struct world *self, int64_t now_ms)
{
    struct outlook *outlook = make(self, now_ms);
    enum outlook_says says = outlook->zones[0].says;
    outlook_unref(outlook);
    return says;
}

static void add_fact(struct world *self, enum fact_kind kind, int64_t from_ms, int64_t to_ms)
{
    struct why why;
    int64_t id;
    struct fact fact = {.kind = kind, .from_ms = from_ms, .to_ms = to_ms, .made_ms = from_ms};
    strcpy(fact.text, "x");
    assert_int_equal(store_fact_put(self->store, &fact, &id, &why), 0);
}

static void test_three_weeks_are_needed(void **state)
{
    (void)state;
    struct world world;
    world_start(&world, "Mo-Su 09:00-19:00");
    for (int week = 0; week <= 4; week++) {
        int64_t now_ms = at_ms(TUESDAY + 7 * week, 8, 40);
        assert_int_equal(says_at(&world, now_ms), week < 3 ? OUTLOOK_TOO_LITTLE : OUTLOOK_SAYS);
        double chance = chance_at(&world, now_ms, at_ms(TUESDAY + 7 * week, 14, 0));
        assert_true(week < 3 ? chance < 0 : chance > 0.6 && chance < 0.99);
        /* Until closing, and nothing of tomorrow. */
        assert_true(chance_at(&world, now_ms, at_ms(TUESDAY + 7 * week, 19, 0)) < 0);
        assert_int_equal(says_at(&world, at_ms(TUESDAY + 7 * week, 20, 0)), OUTLOOK_NOT_OPEN);
        for (int day = 0; day < 7; day++)
            put_hours(&world, TUESDAY + 7 * week + day, 9, 19, true, 3);
    }
    world_stop(&world);
}

/* What was not usual teaches nothing, and is not told of. */
static void test_closures_holidays_and_events_are_apart(void **state)
{
    (void)state;
    struct world world;
    world_start(&world, "Mo-Su 09:00-19:00");
    /* Monday 25 May 2026 is Whit Monday. */
    for (int day = 0; day < 63; day++) {
        bool closed = day / 7 == 3, event = day / 7 == 4, holiday = day == 7;
        put_hours(&world, MONDAY + day, 9, 19, !closed, closed || event || holiday ? 0 : 4);
    }
    add_fact(&world, FACT_EVENT, at_ms(MONDAY + 28, 0, 0), at_ms(MONDAY + 35, 0, 0));
    int64_t monday = MONDAY + 63, now_ms = at_ms(monday, 9, 5);
    struct outlook *outlook = make(&world, now_ms);
    assert_int_equal(outlook->zones[0].days, 6);               /* of nine */
    assert_true(outlook->zones[0].week[0][12] == OUTLOOK_FEW); /* 2 taken: fewer than 3 */
    assert_true(outlook->zones[0].week[0][8] == OUTLOOK_UNKNOWN);
    outlook_unref(outlook);
    assert_true(chance_at(&world, now_ms, at_ms(monday, 14, 0)) > 0.85);
    /* An event this afternoon, and then a closure. */
    add_fact(&world, FACT_EVENT, at_ms(monday, 13, 0), at_ms(monday, 15, 0));
    assert_true(chance_at(&world, now_ms, at_ms(monday, 14, 0)) < 0);
    assert_true(chance_at(&world, now_ms, at_ms(monday, 16, 0)) > 0);
    add_fact(&world, FACT_CLOSED, at_ms(monday, 9, 0), at_ms(monday + 1, 0, 0));
    assert_true(chance_at(&world, now_ms, at_ms(monday, 16, 0)) < 0);
    assert_int_equal(says_at(&world, now_ms), OUTLOOK_NOT_OPEN);
    world_stop(&world);
}

static void test_a_public_holiday_is_not_usual(void **state)
{
    (void)state;
    struct world world;
    world_start(&world, "Mo-Su 09:00-19:00");
    for (int day = 0; day < 57; day++) /* 14 July 2026 is a Tuesday */
        put_hours(&world, MONDAY + day, 9, 19, true, 4);
    assert_int_equal(says_at(&world, at_ms(MONDAY + 56, 10, 0)), OUTLOOK_SAYS);
    assert_int_equal(says_at(&world, at_ms(MONDAY + 57, 10, 0)), OUTLOOK_NOT_USUAL);
    world_stop(&world);
}

/* Two Saturdays a month at changing hours: full in the second hour, whatever the clock says. */
static void test_rare_openings_count_from_their_opening(void **state)
{
    (void)state;
    struct world world;
    world_start(&world, "2026 May-Sep Sa[1,3] 15:00-18:00");
    static const int days[] = {5, 19, 33, 47}; /* Saturdays and others */
    for (int i = 0; i < 4; i++) {
        int first = i % 2 ? 10 : 14;
        put_hours(&world, MONDAY + days[i], first, first + 1, true, 4);
        put_hours(&world, MONDAY + days[i], first + 1, first + 2, true, 0);
        put_hours(&world, MONDAY + days[i], first + 2, first + 3, true, 3);
    }
    int64_t day = MONDAY + 61; /* 18 July, the third Saturday */
    int64_t now_ms = at_ms(day, 14, 50);
    assert_true(chance_at(&world, now_ms, at_ms(day, 15, 15)) > 0.8);
    assert_true(chance_at(&world, now_ms, at_ms(day, 16, 30)) < 0.2);
    assert_true(chance_at(&world, now_ms, at_ms(day, 17, 30)) > 0.7);
    world_stop(&world);
}

static double uniform(uint64_t *seed)
{
    return (double)(test_random(seed) >> 11) / 9007199254740992.0;
}

/* Seat-seconds free in a slot: on a sine, some days busier than others all day long. */
static int64_t free_seconds(uint64_t *seed, int slot, double shift)
{
    double mean = 2.5 - 4 * sin((slot - 36) * M_PI / 40) + shift;
    double value = mean + 3 * (uniform(seed) + uniform(seed) + uniform(seed) - 1.5);
    return (int64_t)(fmin(fmax(value, 0), SEATS) * SLOT_S);
}

/* The chance of two hours from now, by slots in a store and by the pure code on the same numbers:
 * the same; and as good as it is told to be. */
static void test_the_same_as_the_pure_code(void **state)
{
    (void)state;
    uint64_t seed = test_seed();
    struct world world;
    struct usual *usual = usual_new(USUAL_BY_WEEK, 96);
    double ours = 0, pure = 0, base = 0, rate = 0;
    struct holidays holidays;
    struct why why;
    assert_int_equal(holidays_init(&holidays, "FR", &why), 0);
    int count = 0, said[10] = {0}, were[10] = {0};
    double sums[10] = {0};
    world_start(&world, "Mo-Fr 09:00-19:00");
    for (int64_t day = MONDAY; day < MONDAY + 7 * 60; day++) {
        double shift = 3 * (uniform(&seed) - 0.5), mine[96], its[96];
        for (int i = 0; i < 96; i++)
            mine[i] = its[i] = -1;
        bool apart = civil_weekday(day) > 5 || holidays_public(&holidays, day) == HOLIDAYS_YES;
        for (int slot = 36; slot < 76 && !apart; slot++) {
            int64_t free_s = free_seconds(&seed, slot, shift);
            double truth = 2 * free_s >= SLOT_S;
            put(&world, at_ms(day, 0, slot * 15), true, free_s);
            usual_put(usual, day, slot, (double)free_s / SLOT_S);
            if (slot % 4 == 0 && slot + 8 < 76) {
                int64_t later_ms = at_ms(day, 0, (slot + 8) * 15);
                mine[slot + 8] = chance_at(&world, at_ms(day, 0, slot * 15 + 15), later_ms);
                its[slot + 8] = usual_chance(usual, day, slot + 8, 1);
            }
            if (its[slot] < 0)
                continue;
            ours += (mine[slot] - truth) * (mine[slot] - truth);
            pure += (its[slot] - truth) * (its[slot] - truth);
            rate += truth;
            count++;
            int bin = (int)(mine[slot] * 9.999);
            said[bin]++;
            were[bin] += truth > 0;
            sums[bin] += mine[slot];
            assert_true(fabs(mine[slot] - its[slot]) < 1e-4);
        }
    }
    base = rate / count * (1 - rate / count);
    printf("Brier %.4f, pure %.4f, always the mean %.4f (%d)\n", ours / count, pure / count, base,
           count);
    for (int bin = 0; bin < 10; bin++)
        if (said[bin] > 20)
            printf("said %.2f, was %.2f (%d)\n", sums[bin] / said[bin],
                   (double)were[bin] / said[bin], said[bin]);
    assert_true(count > 1500 && fabs(ours - pure) / count < 1e-4 && ours / count < base);
    usual_free(usual);
    world_stop(&world);
}

static void test_sentences_never_say_always(void **state)
{
    (void)state;
    assert_int_equal(outlook_in_ten(0.999F), 9);
    assert_int_equal(outlook_in_ten(0.001F), 1);
    assert_int_equal(outlook_percent(0.9999F), 99);
    assert_int_equal(outlook_percent(0.0001F), 1);
    struct place_privacy privacy = {.bucket = 5, .minimum_count = 3};
    assert_true(outlook_count(&privacy, 13) == 15 && outlook_count(&privacy, 0) == 0);
    privacy.bucket = 1;
    assert_true(outlook_count(&privacy, 2) == OUTLOOK_FEW);
    assert_true(outlook_count(&privacy, (double)NAN) == OUTLOOK_UNKNOWN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_three_weeks_are_needed),
        cmocka_unit_test(test_closures_holidays_and_events_are_apart),
        cmocka_unit_test(test_a_public_holiday_is_not_usual),
        cmocka_unit_test(test_rare_openings_count_from_their_opening),
        cmocka_unit_test(test_the_same_as_the_pure_code),
        cmocka_unit_test(test_sentences_never_say_always),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
