#include "tests/unit/test.h"

#include "dashboard/civil.h"
#include "dashboard/presence/unusual.h"
#include <math.h>

#define SLOTS 96

static int64_t first_day(void)
{
    return civil_days(2026, 1, 5); /* a Monday */
}

static double uniform(uint64_t *seed)
{
    return (double)(test_random(seed) >> 11) / 9007199254740992.0;
}

static int64_t poisson(uint64_t *seed, double mean)
{
    int64_t count = 0;
    for (double p = uniform(seed), limit = exp(-mean); p > limit; p *= uniform(seed))
        count++;
    return count;
}

/* Quiet nights, 6 people a quarter of an hour by day, 2 at weekends. */
static double usual_count(int64_t day, int slot)
{
    double most = civil_weekday(day) > 5 ? 2 : 6;
    return slot < 32 || slot >= 80 ? 0.05 : most;
}

static void test_chance_alone_is_rarely_an_event(void **state)
{
    (void)state;
    uint64_t seed = test_seed();
    struct unusual *unusual = unusual_new(SLOTS, &unusual_standard);
    int alarms = 0;
    bool before = false;
    for (int64_t day = first_day(); day < first_day() + 280; day++)
        for (int slot = 0; slot < SLOTS; slot++) {
            struct unusual_now now =
                unusual_put(unusual, day, slot, poisson(&seed, usual_count(day, slot)));
            assert_true(now.expected > 0 && now.chance >= 0 && now.chance <= 1);
            alarms += now.on && !before;
            before = now.on;
        }
    printf("%d alarms in 40 weeks without an event\n", alarms);
    assert_true(alarms <= 40);
    unusual_free(unusual);
}

static void test_an_event_is_found_while_it_is_on(void **state)
{
    (void)state;
    uint64_t seed = test_seed();
    struct unusual *unusual = unusual_new(SLOTS, &unusual_standard);
    int events = 0, found = 0, after = 0;
    for (int64_t day = first_day(); day < first_day() + 140; day++) {
        bool event = (day - first_day()) % 10 == 9, seen = false;
        events += event;
        for (int slot = 0; slot < SLOTS; slot++) {
            bool on = event && slot >= 68 && slot < 76;
            double mean = usual_count(day, slot) * (on ? 3 : 1);
            struct unusual_now now = unusual_put(unusual, day, slot, poisson(&seed, mean));
            seen = seen || (on && now.on);
            after += event && slot == 90 && now.on;
        }
        found += seen;
    }
    printf("%d of %d events found\n", found, events);
    assert_true(found * 10 >= events * 9);
    assert_int_equal(after, 0); /* and they end */
    unusual_free(unusual);
}

/* Three times the usual every Tuesday evening is an event at first, and then the usual. */
static void test_what_is_on_every_week_becomes_the_usual(void **state)
{
    (void)state;
    struct unusual *unusual = unusual_new(SLOTS, &unusual_standard);
    bool early = false, late = false;
    for (int64_t day = first_day(); day < first_day() + 7 * 20; day++)
        for (int slot = 0; slot < SLOTS; slot++) {
            bool evening = civil_weekday(day) == 2 && slot >= 68 && slot < 76;
            struct unusual_now now = unusual_put(
                unusual, day, slot, (int64_t)usual_count(day, slot) * (evening ? 4 : 1));
            if (evening && day == first_day() + 8)
                early = early || now.on;
            if (evening && day >= first_day() + 7 * 18)
                late = late || now.on;
        }
    assert_true(early);
    assert_false(late);
    unusual_free(unusual);
}

static void test_nothing_is_known_of_what_was_not_counted(void **state)
{
    (void)state;
    struct unusual *unusual = unusual_new(SLOTS, &unusual_standard);
    for (int64_t day = first_day(); day < first_day() + 14; day++)
        for (int slot = 0; slot < SLOTS; slot++)
            unusual_put(unusual, day, slot, 2);
    int64_t day = first_day() + 14;
    assert_true(unusual_put(unusual, day, 0, 40).on);
    assert_false(unusual_put(unusual, day, 20, 2).on); /* five hours of silence end it */
    unusual_free(unusual);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_chance_alone_is_rarely_an_event),
        cmocka_unit_test(test_an_event_is_found_while_it_is_on),
        cmocka_unit_test(test_what_is_on_every_week_becomes_the_usual),
        cmocka_unit_test(test_nothing_is_known_of_what_was_not_counted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
