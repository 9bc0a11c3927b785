/* Slots from words, hours and days from slots: the same sums however they were made. */
#include "dashboard/history/calendar.h"
#include "dashboard/history/rollup.h"
#include "tests/unit/test.h"

#include <string.h>

#define START_MS 1790000100000 /* a multiple of 900 s */
#define SLOTS 8
#define WORDS 60

struct made {
    struct slot slots[SLOTS + 1];
    size_t count;
};

static void keep(void *context, const struct slot *slot)
{
    struct made *made = context;
    assert_true(made->count <= SLOTS);
    made->slots[made->count++] = *slot;
}

static struct rollup_word random_word(uint64_t *seed)
{
    struct rollup_word word = {.open = (enum rollup_open)test_between(seed, 0, 2),
                               .sensors = 12,
                               .silent = (int)test_between(seed, 0, 3),
                               .seats = 12,
                               .used = (int)test_between(seed, 0, 6),
                               .held = (int)test_between(seed, 0, 3),
                               .capacity = 20};
    word.seats_unknown = word.silent;
    word.low = word.used;
    word.best = word.raw = word.used + word.held;
    word.high = word.best + word.silent;
    if (test_between(seed, 0, 5) == 0)
        word.best = word.high = ROLLUP_UNKNOWN;
    return word;
}

struct timeline {
    int64_t at_ms[WORDS];
    struct rollup_word words[WORDS];
    int passes[WORDS];
};

static void random_timeline(struct timeline *line, uint64_t *seed)
{
    int64_t at_ms = START_MS;
    for (int i = 0; i < WORDS; i++) {
        line->at_ms[i] = at_ms;
        line->words[i] = random_word(seed);
        line->passes[i] = (int)test_between(seed, 0, 2);
        at_ms += test_between(seed, 0, 2 * SLOTS * SLOT_MS / WORDS);
        if (at_ms > START_MS + SLOTS * SLOT_MS)
            at_ms = START_MS + SLOTS * SLOT_MS;
    }
}

/* `splits`: how often time is told to pass, or the same word repeated, in between. */
static void play(const struct timeline *line, struct made *made, int splits, uint64_t *seed)
{
    struct rollup rollup;
    memset(made, 0, sizeof *made);
    rollup_start(&rollup, &line->words[0], 7, START_MS, keep, made);
    for (int i = 1; i < WORDS; i++) {
        for (int s = 0; s < splits; s++) {
            int64_t at_ms = rollup.at_ms + test_between(seed, 0, line->at_ms[i] - rollup.at_ms);
            if (test_random(seed) % 2)
                rollup_advance(&rollup, at_ms);
            else
                rollup_say(&rollup, &line->words[i - 1], at_ms);
        }
        rollup_say(&rollup, &line->words[i], line->at_ms[i]);
        rollup_pass(&rollup, line->passes[i], 0);
    }
    rollup_advance(&rollup, START_MS + SLOTS * SLOT_MS);
    assert_int_equal(made->count, SLOTS);
}

static void test_slots_do_not_depend_on_the_steps(void **state)
{
    (void)state;
    uint64_t seed = test_seed();
    for (int round = 0; round < 300; round++) {
        struct timeline line;
        struct made whole, split;
        random_timeline(&line, &seed);
        play(&line, &whole, 0, &seed);
        play(&line, &split, (int)test_between(&seed, 1, 5), &seed);
        for (int i = 0; i < SLOTS; i++)
            assert_true(slot_same(&whole.slots[i], &split.slots[i]));
    }
}

/* Against sums made the plain way, millisecond by millisecond of the whole. */
static void test_slots_hold_what_was_said(void **state)
{
    (void)state;
    uint64_t seed = test_seed();
    struct timeline line;
    struct made made;
    random_timeline(&line, &seed);
    play(&line, &made, 0, &seed);
    struct slot sum;
    slot_start(&sum, START_MS / 1000);
    for (int i = 0; i < SLOTS; i++)
        slot_add(&sum, &made.slots[i]);
    int64_t used_ms = 0, silent_open_ms = 0, low_ms = 0, passes = 0, open_ms = 0;
    for (int i = 0; i < WORDS; i++) {
        int64_t end_ms = i + 1 < WORDS ? line.at_ms[i + 1] : START_MS + SLOTS * SLOT_MS;
        int64_t span_ms = end_ms - line.at_ms[i];
        const struct rollup_word *word = &line.words[i];
        used_ms += word->used * span_ms;
        silent_open_ms += word->open == ROLLUP_OPEN ? word->silent * span_ms : 0;
        open_ms += word->open == ROLLUP_OPEN ? span_ms : 0;
        low_ms += word->best < 0 ? 0 : word->low * span_ms;
        passes += i ? line.passes[i] : 0;
    }
    /* Each slot was rounded to a second. */
    assert_in_range(used_ms - sum.all[SLOT_USED] * 1000 + SLOTS * 500, 0, SLOTS * 1000);
    assert_in_range(silent_open_ms - sum.open[SLOT_SILENT] * 1000 + SLOTS * 500, 0, SLOTS * 1000);
    assert_in_range(open_ms - sum.open_s * 1000 + SLOTS * 500, 0, SLOTS * 1000);
    assert_in_range(low_ms - sum.all[SLOT_LOW] * 1000 + SLOTS * 500, 0, SLOTS * 1000);
    assert_int_equal(sum.length_s, SLOTS * SLOT_S);
    int64_t last_slot_passes = passes - sum.all[SLOT_IN]; /* at the very end: the next slot's */
    assert_true(last_slot_passes >= 0 && last_slot_passes <= 2 * WORDS);
}

/* HESA: capacity 20, empty from 9 to 13, 10 people from 13 to 17: frequency 50 %, occupancy when
 * used 50 %, utilisation 25 % (reports-and-privacy: the sector's own test vector). */
static void test_the_hesa_day(void **state)
{
    (void)state;
    struct rollup_word word = {.open = ROLLUP_OPEN, .sensors = 20, .seats = 20};
    struct made made = {0};
    struct rollup rollup;
    rollup_start(&rollup, &word, 1, START_MS, keep, &made);
    word.used = 10;
    word.low = word.best = word.raw = word.high = 10;
    rollup_say(&rollup, &word, START_MS + SLOTS / 2 * SLOT_MS);
    rollup_advance(&rollup, START_MS + SLOTS * SLOT_MS);
    struct slot day;
    slot_start(&day, START_MS / 1000);
    for (size_t i = 0; i < made.count; i++)
        slot_add(&day, &made.slots[i]);
    assert_int_equal(day.open[SLOT_IN_USE] * 2, day.open_s);
    assert_int_equal(day.open[SLOT_USED] * 4, day.open[SLOT_SEATS]);
    assert_int_equal(day.open[SLOT_USED] * 2, day.open[SLOT_IN_USE] * 20);
    assert_int_equal(day.peak, 10);
    assert_int_equal(day.peak_at_s, START_MS / 1000 + SLOTS / 2 * SLOT_S);
}

static void test_what_nobody_saw_is_unknown(void **state)
{
    (void)state;
    struct rollup_word word = {.open = ROLLUP_OPEN,
                               .sensors = 4,
                               .silent = 4,
                               .seats = 4,
                               .seats_unknown = 4,
                               .low = ROLLUP_UNKNOWN,
                               .best = ROLLUP_UNKNOWN,
                               .high = ROLLUP_UNKNOWN,
                               .raw = ROLLUP_UNKNOWN};
    struct made made = {0};
    struct rollup rollup;
    rollup_start(&rollup, &word, 1, START_MS, keep, &made);
    rollup_advance(&rollup, START_MS + SLOT_MS);
    const struct slot *slot = &made.slots[0];
    assert_int_equal(slot->all[SLOT_SILENT], 4 * SLOT_S);
    assert_int_equal(slot->all[SLOT_USE_UNKNOWN], SLOT_S);
    assert_int_equal(slot->all[SLOT_UNCOUNTED], SLOT_S);
    assert_int_equal(slot->all[SLOT_PERSON], 0);
    assert_int_equal(slot->peak, SLOT_NO_PEAK);
}

static void test_sums_do_not_depend_on_the_order(void **state)
{
    (void)state;
    uint64_t seed = test_seed();
    for (int round = 0; round < 200; round++) {
        struct timeline line;
        struct made made;
        struct slot forth, back;
        random_timeline(&line, &seed);
        play(&line, &made, 0, &seed);
        slot_start(&forth, START_MS / 1000);
        slot_start(&back, START_MS / 1000);
        for (int i = 0; i < SLOTS; i++) {
            slot_add(&forth, &made.slots[i]);
            slot_add(&back, &made.slots[SLOTS - 1 - i]);
        }
        assert_true(slot_same(&forth, &back));
    }
}

/* +2 people from the middle of the first slot to the end of the second. */
static void test_a_correction_when_raw_is_gone(void **state)
{
    (void)state;
    struct rollup_word word = {.open = ROLLUP_OPEN,
                               .sensors = 1,
                               .capacity = 60,
                               .low = 9,
                               .best = 10,
                               .high = 11,
                               .raw = 12};
    struct made made = {0};
    struct rollup rollup;
    rollup_start(&rollup, &word, 1, START_MS, keep, &made);
    rollup_advance(&rollup, START_MS + 3 * SLOT_MS);
    int64_t start_s = START_MS / 1000;
    for (int i = 0; i < 3; i++) {
        bool changed = slot_correct(&made.slots[i], start_s + SLOT_S / 2, start_s + 2 * SLOT_S, 2);
        assert_int_equal(changed, i < 2);
        assert_int_equal(made.slots[i].flags, i < 2 ? SLOT_CORRECTED : 0);
        assert_int_equal(made.slots[i].all[SLOT_RAW], 12 * SLOT_S);
    }
    assert_int_equal(made.slots[0].all[SLOT_PERSON], 11 * SLOT_S);
    assert_int_equal(made.slots[1].all[SLOT_PERSON], 12 * SLOT_S);
    assert_int_equal(made.slots[1].open[SLOT_LOW], 11 * SLOT_S);
    assert_int_equal(made.slots[2].all[SLOT_HIGH], 11 * SLOT_S);
    assert_true(slot_correct(&made.slots[2], start_s, start_s + 3 * SLOT_S, -20));
    assert_int_equal(made.slots[2].all[SLOT_PERSON], 0);
}

static const char *const zones[] = {
    "Asia/Kathmandu",    "Australia/Lord_Howe", "America/St_Johns", "Europe/Dublin",
    "Europe/Paris",      "Pacific/Chatham",     "Pacific/Apia",     "America/Havana",
    "America/Sao_Paulo", "Africa/Casablanca",   "Asia/Kolkata",     "Asia/Pyongyang",
    "America/Caracas",   "Antarctica/Troll",    "Asia/Tehran",      "UTC"};

static struct zonetime *load(const char *name)
{
    struct why why;
    struct zonetime *zone = zonetime_load(name, &why);
    if (!zone)
        fail_msg("%s", why.text);
    return zone;
}

/* Hours and days cover time without a hole and without an overlap, an hour lies in one day. */
static void check_calendar(const struct zonetime *zone, int64_t start_s, int *odd_days)
{
    struct calendar_span day, next, hour;
    calendar_day(zone, start_s, &day);
    if (start_s < day.start_s || start_s >= day.end_s || day.start_s % SLOT_S || day.end_s % SLOT_S)
        fail_msg("%s: the day of %lld", zonetime_name(zone), (long long)start_s);
    int64_t length_s = day.end_s - day.start_s;
    if (length_s % SLOT_S || length_s < 22 * 3600 || length_s > 26 * 3600)
        fail_msg("%s: a day of %lld s at %lld", zonetime_name(zone), (long long)length_s,
                 (long long)start_s);
    *odd_days += length_s != 86400;
    calendar_day(zone, day.end_s, &next);
    assert_true(next.start_s == day.end_s && next.local > day.local);
    for (int64_t at_s = day.start_s; at_s < day.end_s; at_s = hour.end_s) {
        calendar_hour(zone, at_s, &hour);
        if (hour.start_s != at_s || hour.end_s > day.end_s || hour.end_s - at_s > 3600 ||
            hour.end_s <= at_s)
            fail_msg("%s: the hour of %lld", zonetime_name(zone), (long long)at_s);
        struct calendar_span same;
        calendar_hour(zone, hour.end_s - SLOT_S, &same);
        assert_int_equal(same.start_s, hour.start_s);
        assert_int_equal(same.local, hour.local);
    }
}

static void test_hours_and_days_of_odd_zones(void **state)
{
    (void)state;
    uint64_t seed = test_seed();
    const int64_t from_s = civil_days(1973, 1, 1) * 86400, to_s = civil_days(2040, 1, 1) * 86400;
    for (size_t z = 0; z < sizeof zones / sizeof *zones; z++) {
        struct zonetime *zone = load(zones[z]);
        int odd_days = 0;
        for (int i = 0; i < 100; i++)
            check_calendar(zone, test_between(&seed, from_s, to_s) / SLOT_S * SLOT_S, &odd_days);
        /* Around each change of rule. */
        int64_t at_ms = from_s * 1000;
        while ((at_ms = zonetime_next_change_ms(zone, at_ms)) < to_s * 1000)
            for (int slot = -5; slot <= 5; slot++)
                check_calendar(zone, (at_ms / SLOT_MS + slot) * SLOT_S, &odd_days);
        if (strcmp(zones[z], "UTC") != 0 && strcmp(zones[z], "Asia/Kolkata") != 0)
            assert_true(odd_days > 0);
        zonetime_free(zone);
    }
}

/* Days of 23 and 25 hours: as sums of their hours, and of their slots. */
static void check_sums(const struct zonetime *zone, int64_t at_s, uint64_t *seed)
{
    struct calendar_span day, hour;
    struct slot by_slots, by_hours;
    calendar_day(zone, at_s, &day);
    slot_start(&by_slots, day.start_s);
    slot_start(&by_hours, day.start_s);
    for (int64_t hour_s = day.start_s; hour_s < day.end_s; hour_s = hour.end_s) {
        struct slot sum;
        calendar_hour(zone, hour_s, &hour);
        slot_start(&sum, hour_s);
        for (int64_t slot_s = hour_s; slot_s < hour.end_s; slot_s += SLOT_S) {
            struct made made = {0};
            struct rollup rollup;
            struct rollup_word word = random_word(seed);
            rollup_start(&rollup, &word, 1, slot_s * 1000, keep, &made);
            rollup_advance(&rollup, (slot_s + SLOT_S) * 1000);
            slot_add(&sum, &made.slots[0]);
            slot_add(&by_slots, &made.slots[0]);
        }
        assert_int_equal(sum.length_s, hour.end_s - hour_s);
        slot_add(&by_hours, &sum);
    }
    assert_true(slot_same(&by_slots, &by_hours));
    assert_int_equal(by_hours.length_s, day.end_s - day.start_s);
    assert_int_equal(by_hours.all[SLOT_SENSORS], 12 * (day.end_s - day.start_s));
}

static void test_days_are_sums_of_hours(void **state)
{
    (void)state;
    uint64_t seed = test_seed();
    for (size_t z = 0; z < sizeof zones / sizeof *zones; z++) {
        struct zonetime *zone = load(zones[z]);
        int64_t at_ms = civil_days(2000, 1, 1) * 86400000LL;
        for (int i = 0; i < 20 && at_ms != INT64_MAX; i++) {
            check_sums(zone, at_ms / SLOT_MS * SLOT_S, &seed);
            at_ms = zonetime_next_change_ms(zone, at_ms);
        }
        zonetime_free(zone);
    }
}

static void test_paris_has_days_of_23_and_25_hours(void **state)
{
    (void)state;
    struct zonetime *zone = load("Europe/Paris");
    struct calendar_span day;
    calendar_day(zone, (civil_days(2026, 3, 29) * 24 + 11) * 3600, &day);
    assert_int_equal(day.end_s - day.start_s, 23 * 3600);
    assert_int_equal(day.local, 20260329);
    calendar_day(zone, (civil_days(2026, 10, 25) * 24 + 11) * 3600, &day);
    assert_int_equal(day.end_s - day.start_s, 25 * 3600);
    zonetime_free(zone);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_slots_do_not_depend_on_the_steps),
        cmocka_unit_test(test_slots_hold_what_was_said),
        cmocka_unit_test(test_the_hesa_day),
        cmocka_unit_test(test_what_nobody_saw_is_unknown),
        cmocka_unit_test(test_sums_do_not_depend_on_the_order),
        cmocka_unit_test(test_a_correction_when_raw_is_gone),
        cmocka_unit_test(test_hours_and_days_of_odd_zones),
        cmocka_unit_test(test_days_are_sums_of_hours),
        cmocka_unit_test(test_paris_has_days_of_23_and_25_hours),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
