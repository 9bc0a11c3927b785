/* Indicators: the HESA vector, hand-made cases, and what must hold for any days. */
#include "tests/unit/test.h"

#include "dashboard/history/rollup.h"
#include "dashboard/report/indicator.h"
#include "dashboard/report/walks.h"
#include <math.h>
#include <string.h>

#define DAY_MS 86400000LL
#define HOUR_MS 3600000LL

static const struct indicator_rules rules = {.flag_below = INDICATOR_FLAG_BELOW,
                                             .withhold_below = INDICATOR_WITHHOLD_BELOW};
static struct figure figures[INDICATOR_COUNT];

static void add_slot(void *context, const struct slot *slot)
{
    slot_add(context, slot);
}

/* What a zone is said to be from an hour of the day on; ends with hour 24. */
struct said {
    double hour;
    struct rollup_word word;
    int64_t in, out; /* who passes then */
};

static struct indicator_day day_of(int64_t day, int64_t capacity, const struct said *said)
{
    struct indicator_day result = {.day = day, .capacity = capacity};
    struct rollup rollup;
    slot_start(&result.slot, day * 86400);
    rollup_start(&rollup, &said->word, 1, day * DAY_MS, add_slot, &result.slot);
    for (; said->hour < 24; said++) {
        rollup_say(&rollup, &said->word, day * DAY_MS + (int64_t)(said->hour * HOUR_MS));
        rollup_pass(&rollup, said->in, said->out);
    }
    rollup_advance(&rollup, (day + 1) * DAY_MS);
    return result;
}

static void assert_near(double value, double expected)
{
    if (!(fabs(value - expected) <= 1e-6 * (1 + fabs(expected))))
        fail_msg("%.9g is not %.9g", value, expected);
}

static void assert_figure(enum indicator indicator, enum indicator_state state, double value)
{
    if (figures[indicator].state != state)
        fail_msg("%s is in state %d", indicator_info(indicator)->name, figures[indicator].state);
    if (state <= INDICATOR_FLAGGED)
        assert_near(figures[indicator].value, value);
}

#define CLOSED .open = ROLLUP_CLOSED
#define OPEN .open = ROLLUP_OPEN
#define SEATS(taken)                                                                               \
    .sensors = 20, .seats = 20, .used = taken, .low = taken, .best = taken, .high = taken,         \
    .raw = taken

/* HESA, Estates management record: 20 places, empty from 9 to 13, 10 people from 13 to 17. */
static void test_the_hesa_vector(void **state)
{
    (void)state;
    const struct said said[] = {{0, {CLOSED, SEATS(0)}, 0, 0},
                                {9, {OPEN, SEATS(0)}, 0, 0},
                                {13, {OPEN, SEATS(10)}, 10, 0},
                                {17, {CLOSED, SEATS(0)}, 0, 10},
                                {24, {CLOSED}, 0, 0}};
    struct indicator_day day = day_of(20000, 20, said);
    indicator_figures(&day, 1, NULL, 1, true, &rules, figures);
    assert_figure(INDICATOR_FREQUENCY, INDICATOR_GOOD, 50);
    assert_figure(INDICATOR_OCCUPANCY, INDICATOR_GOOD, 50);
    assert_figure(INDICATOR_UTILISATION, INDICATOR_GOOD, 25);
    assert_figure(INDICATOR_SEATS_OFFERED, INDICATOR_GOOD, 160);
    assert_figure(INDICATOR_SEATS_USED, INDICATOR_GOOD, 40);
    assert_figure(INDICATOR_SEATS_OUTSIDE, INDICATOR_GOOD, 0);
    assert_figure(INDICATOR_OPEN_HOURS, INDICATOR_GOOD, 8);
    assert_figure(INDICATOR_OPEN_DAYS, INDICATOR_GOOD, 1);
    assert_figure(INDICATOR_PRESENCE_DAYS, INDICATOR_GOOD, 1);
    assert_figure(INDICATOR_VISITS, INDICATOR_GOOD, 10);
    assert_figure(INDICATOR_MEAN_STAY, INDICATOR_GOOD, 4);
    assert_figure(INDICATOR_PERSON_HOURS, INDICATOR_GOOD, 40);
    assert_figure(INDICATOR_PEAK, INDICATOR_GOOD, 10);
    assert_int_equal(figures[INDICATOR_PEAK].at_s, 20000 * 86400 + 13 * 3600);
    assert_figure(INDICATOR_FULL, INDICATOR_GOOD, 0);
    assert_figure(INDICATOR_COVERAGE, INDICATOR_GOOD, 100);
    assert_false(figures[INDICATOR_UTILISATION].has_interval);
}

/* The same vector for a hall of 20 with a door and no seats. */
static void test_the_hesa_vector_counted_at_a_door(void **state)
{
    (void)state;
    const struct said said[] = {
        {0, {CLOSED, .sensors = 1, .capacity = 20}, 0, 0},
        {9, {OPEN, .sensors = 1, .capacity = 20}, 0, 0},
        {13,
         {OPEN, .sensors = 1, .capacity = 20, .low = 9, .best = 10, .high = 12, .raw = 11},
         10,
         0},
        {17, {CLOSED, .sensors = 1, .capacity = 20}, 0, 10},
        {24, {CLOSED}, 0, 0}};
    struct indicator_day day = day_of(20000, 20, said);
    indicator_figures(&day, 1, NULL, 1, true, &rules, figures);
    assert_figure(INDICATOR_FREQUENCY, INDICATOR_GOOD, 50);
    assert_figure(INDICATOR_OCCUPANCY, INDICATOR_GOOD, 50);
    assert_figure(INDICATOR_UTILISATION, INDICATOR_GOOD, 25);
    assert_true(figures[INDICATOR_UTILISATION].has_interval);
    assert_near(figures[INDICATOR_UTILISATION].low, 22.5);
    assert_near(figures[INDICATOR_UTILISATION].high, 30);
    assert_near(figures[INDICATOR_PERSON_HOURS].low, 36);
    assert_near(figures[INDICATOR_PERSON_HOURS].high, 48);
    assert_figure(INDICATOR_SEATS_OFFERED, INDICATOR_NONE, 0);
    assert_figure(INDICATOR_SEATS_USED, INDICATOR_NONE, 0);
}

/* Two of eight hours unknown: the figures are of the six, and say so; nothing is filled. */
static void test_a_gap_is_in_no_figure_and_beside_each(void **state)
{
    (void)state;
    const struct said said[] = {
        {0, {CLOSED, SEATS(0)}, 0, 0},
        {9, {OPEN, SEATS(5)}, 0, 0},
        {13,
         {OPEN, .sensors = 20, .silent = 20, .seats = 20, .seats_unknown = 20, .low = -1,
          .best = -1, .high = -1, .raw = -1},
         0,
         0},
        {15, {OPEN, SEATS(5)}, 0, 0},
        {17, {CLOSED, SEATS(0)}, 0, 0},
        {24, {CLOSED}, 0, 0}};
    struct indicator_day day = day_of(20000, 20, said);
    indicator_figures(&day, 1, NULL, 1, false, &rules, figures);
    assert_figure(INDICATOR_SEATS_OFFERED, INDICATOR_GOOD, 160);
    assert_figure(INDICATOR_SEATS_USED, INDICATOR_FLAGGED, 30);
    assert_near(figures[INDICATOR_SEATS_USED].coverage, 0.75);
    assert_near(figures[INDICATOR_SEATS_USED].low, 30);
    assert_near(figures[INDICATOR_SEATS_USED].high, 70);
    assert_figure(INDICATOR_UTILISATION, INDICATOR_FLAGGED, 25);
    assert_figure(INDICATOR_FREQUENCY, INDICATOR_FLAGGED, 100);
    assert_figure(INDICATOR_OCCUPANCY, INDICATOR_FLAGGED, 25);
    assert_figure(INDICATOR_COVERAGE, INDICATOR_GOOD, 75);
    assert_figure(INDICATOR_VISITS, INDICATOR_NONE, 0);
    assert_figure(INDICATOR_MEAN_STAY, INDICATOR_NONE, 0);
    indicator_figures(&day, 1, NULL, 3, false, &rules, figures); /* two days were never settled */
    assert_figure(INDICATOR_UTILISATION, INDICATOR_WITHHELD, 0);
    assert_near(figures[INDICATOR_UTILISATION].coverage, 0.25);
    assert_figure(INDICATOR_OPEN_HOURS, INDICATOR_WITHHELD, 0);
}

static void test_misses_that_are_known_make_an_interval(void **state)
{
    (void)state;
    const struct said said[] = {{0, {OPEN, .sensors = 1, .capacity = 20}, 95, 95},
                                {24, {CLOSED}, 0, 0}};
    struct indicator_rules walked = rules;
    struct indicator_day day = day_of(20000, 20, said);
    walked.passages = (struct indicator_error){true, 0.0, 0.05};
    indicator_figures(&day, 1, NULL, 1, true, &walked, figures);
    assert_figure(INDICATOR_VISITS, INDICATOR_GOOD, 95);
    assert_near(figures[INDICATOR_VISITS].low, 95);
    assert_near(figures[INDICATOR_VISITS].high, 100);
}

/* Motion says that somebody is there, never how many: only an empty room has a head count then, and
 * its nought is no figure. Nor is it where the room was never used. */
static void test_a_room_that_nobody_counts_has_no_people(void **state)
{
    static const enum indicator of_people[] = {INDICATOR_PERSON_HOURS, INDICATOR_PEAK,
                                               INDICATOR_FULL,         INDICATOR_UTILISATION,
                                               INDICATOR_OCCUPANCY,    INDICATOR_MEAN_STAY};
    (void)state;
    for (int used = 0; used < 2; used++) {
        int unknown = used ? -1 : 0;
        const struct said said[] = {{0, {CLOSED, .sensors = 1, .capacity = 8}, 0, 0},
                                    {9,
                                     {OPEN, .sensors = 1, .capacity = 8, .low = used,
                                      .best = unknown, .high = unknown, .raw = unknown},
                                     0,
                                     0},
                                    {12, {OPEN, .sensors = 1, .capacity = 8}, 0, 0},
                                    {17, {CLOSED, .sensors = 1, .capacity = 8}, 0, 0},
                                    {24, {CLOSED}, 0, 0}};
        struct indicator_day day = day_of(20000, 8, said);
        assert_int_equal(indicator_is_counted(&day.slot), !used);
        indicator_figures(&day, 1, NULL, 1, false, &rules, figures);
        for (size_t i = 0; i < sizeof of_people / sizeof *of_people; i++)
            assert_figure(of_people[i], INDICATOR_NONE, 0);
        assert_figure(INDICATOR_FREQUENCY, INDICATOR_GOOD, used ? 37.5 : 0);
        assert_figure(INDICATOR_PRESENCE_DAYS, INDICATOR_GOOD, used);
        /* A counted line that saw nobody did count. */
        indicator_figures(&day, 1, NULL, 1, true, &rules, figures);
        assert_figure(INDICATOR_PEAK, used ? INDICATOR_NONE : INDICATOR_GOOD, 0);
    }
}

static void test_nothing_is_nothing(void **state)
{
    (void)state;
    indicator_figures(NULL, 0, NULL, 31, true, &rules, figures);
    for (int i = 0; i < INDICATOR_COUNT; i++)
        assert_true(figures[i].state >= INDICATOR_WITHHELD);
}

/* Any days: ratios within their bounds, the identity of the Space Management Group, and the
 * figures of all days do not depend on their order. */
static void test_any_days_give_possible_figures(void **state)
{
    (void)state;
    uint64_t seed = test_seed();
    for (int round = 0; round < 500; round++) {
        struct indicator_day days[5];
        for (int d = 0; d < 5; d++) {
            struct said said[10] = {{0}};
            for (int i = 0; i < 9; i++) {
                int seats = 12, unknown = (int)test_between(&seed, 0, 4);
                int used = (int)test_between(&seed, 0, seats - unknown);
                said[i].hour = i ? said[i - 1].hour + (double)test_between(&seed, 1, 300) / 120 : 0;
                said[i].word =
                    (struct rollup_word){.open = (enum rollup_open)test_between(&seed, 0, 2),
                                         .sensors = seats,
                                         .silent = unknown,
                                         .seats = seats,
                                         .seats_unknown = unknown,
                                         .used = used,
                                         .low = used,
                                         .best = used,
                                         .high = used + unknown,
                                         .raw = used};
            }
            said[9].hour = 24;
            days[d] = day_of(20000 + d, 12, said);
        }
        struct indicator_rules all = {0};
        indicator_figures(days, 5, NULL, 5, false, &all, figures);
        for (int i = 0; i < INDICATOR_COUNT; i++) {
            const struct figure *f = &figures[i];
            if (f->state != INDICATOR_GOOD)
                continue;
            assert_true(f->value >= 0 && f->coverage >= 0 && f->coverage <= 1);
            if (indicator_info((enum indicator)i)->unit == UNIT_PERCENT)
                assert_true(f->value <= 100 + 1e-9);
            if (f->has_interval)
                assert_true(f->low <= f->value + 1e-9 && f->value <= f->high + 1e-9);
        }
        struct figure before[INDICATOR_COUNT];
        memcpy(before, figures, sizeof before);
        struct indicator_day swapped = days[1];
        days[1] = days[3];
        days[3] = swapped;
        indicator_figures(days, 5, NULL, 5, false, &all, figures);
        for (int i = 0; i < INDICATOR_COUNT; i++)
            assert_near(figures[i].value, before[i].value);
    }
}

static void assert_interval(enum indicator indicator, double low, double high)
{
    assert_true(figures[indicator].has_interval);
    assert_near(figures[indicator].low, low);
    assert_near(figures[indicator].high, high);
}

/* 10 came in and stayed 4 hours, 9 to 12 of them by the hall; the door is wrong at most 1 in 4. */
static void test_walks_bound_visits_and_stay(void **state)
{
    (void)state;
    const struct said said[] = {
        {0, {CLOSED, .sensors = 1, .capacity = 20}, 0, 0},
        {9,
         {OPEN, .sensors = 1, .capacity = 20, .low = 9, .best = 10, .high = 12, .raw = 11},
         10,
         0},
        {13, {CLOSED, .sensors = 1, .capacity = 20}, 0, 10},
        {24, {CLOSED}, 0, 0}};
    struct indicator_day day = day_of(20000, 20, said);
    struct indicator_rules walked = rules;
    indicator_figures(&day, 1, NULL, 1, true, &walked, figures);
    assert_false(figures[INDICATOR_VISITS].has_interval);
    assert_false(figures[INDICATOR_MEAN_STAY].has_interval);
    walked.passages = (struct indicator_error){true, -0.25, 0.25};
    indicator_figures(&day, 1, NULL, 1, true, &walked, figures);
    assert_interval(INDICATOR_VISITS, 8, 10 / 0.75);
    assert_figure(INDICATOR_MEAN_STAY, INDICATOR_GOOD, 4);
    assert_interval(INDICATOR_MEAN_STAY, 36.0 / (10 / 0.75), 48.0 / 8);
}

static struct fact walk(const char *text, int64_t from_ms)
{
    struct fact fact = {.kind = FACT_DECLARED, .key = "walk-error", .from_ms = from_ms};
    strcpy(fact.text, text);
    return fact;
}

static void test_what_walks_have_shown(void **state)
{
    (void)state;
    assert_true(fabs(walks_upper(1, 20) - 0.2361) < 5e-5); /* as the doctor says it */
    assert_true(fabs(walks_upper(0, 20) - 0.1611) < 5e-5);
    static const char text[] = "place: {id: p, name: P}\n"
                               "zones: [{id: house, name: H, kind: hall}, {id: o, name: O, kind: "
                               "hall}]\n"
                               "doors:\n"
                               "  - {sensor: e/door, from: outside, to: house}\n"
                               "  - {sensor: e/back, from: house, to: outside}\n";
    struct why why;
    struct place *place = place_parse("t", text, sizeof text - 1, &why);
    assert_non_null(place);
    struct facts facts = {0};
    struct fact door = walk("e/door: 5 of 20 passages wrong, 95 %: 0.1 to 0.4", 1);
    struct fact again = walk("e/door: 1 of 20 passages wrong, 95 %: 0.0089 to 0.2361", 2);
    struct fact back = walk("e/back: 0 of 20 passages wrong, 95 %: 0.0000 to 0.1611", 1);
    struct fact other = walk("e/doors: 9 of 20 passages wrong", 9);
    struct fact taken_back = walk("e/back: 20 of 20 passages wrong", 9);
    taken_back.retracted_ms = 10;
    assert_false(walks_error(&facts, place, "house").known);
    facts_add(&facts, &door);
    facts_add(&facts, &again);
    facts_add(&facts, &other);
    facts_add(&facts, &taken_back);
    assert_false(walks_error(&facts, place, "house").known); /* the back door was not walked */
    facts_add(&facts, &back);
    struct indicator_error error = walks_error(&facts, place, "house");
    assert_true(error.known);
    assert_near(error.miss_high, walks_upper(1, 20)); /* the newest of each, the worst of all */
    assert_near(error.miss_low, -error.miss_high);
    assert_false(walks_error(&facts, place, "o").known);
    facts_clear(&facts);
    place_free(place);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_walks_bound_visits_and_stay),
        cmocka_unit_test(test_what_walks_have_shown),
        cmocka_unit_test(test_the_hesa_vector),
        cmocka_unit_test(test_the_hesa_vector_counted_at_a_door),
        cmocka_unit_test(test_a_gap_is_in_no_figure_and_beside_each),
        cmocka_unit_test(test_misses_that_are_known_make_an_interval),
        cmocka_unit_test(test_a_room_that_nobody_counts_has_no_people),
        cmocka_unit_test(test_nothing_is_nothing),
        cmocka_unit_test(test_any_days_give_possible_figures),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
