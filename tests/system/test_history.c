/* What the collector keeps, and what it refuses to keep, whatever happens to it: real programs. */
#include "tests/unit/test.h"

#include "tests/support/until.h"
#include "tests/system/town.h"
#include <string.h>
#include <unistd.h>

static const char place[] =
    "place: {id: town, name: Town, timezone: Europe/Paris}\n"
    "zones:\n"
    "  - {id: openspace, name: O, kind: seats, release: 0s, seats: [{id: d1, sensor: desks/s1}, "
    "{id: d2, sensor: desks/s2}, {id: d3, sensor: desks/s3, policy: private}]}\n";

static const char seats[] =
    "  - {id: s1, kind: seat, line: a, active: high, bias: pull-up, debounce: 0ms, confirm: 0s}\n"
    "  - {id: s2, kind: seat, line: b, active: high, bias: pull-up, debounce: 0ms, confirm: 0s}\n"
    "  - {id: s3, kind: seat, line: c, active: high, bias: pull-up, debounce: 0ms, confirm: 0s}\n";

/* Waits up to `ms` until a statement on the history gives `expected`. */
static void expect_sql(struct town *town, const char *statement, int64_t expected, int ms)
{
    int64_t value = 0;
    for (int64_t end_ms = until_ms(ms);; usleep(20000)) {
        value = town_sql(town, statement);
        if (value == expected)
            return;
        if (until_over(end_ms))
            break;
    }
    process_show(&town->collector);
    fail_msg("%s gives %lld, expected %lld within %d ms", statement, (long long)value,
             (long long)expected, ms);
}

/* Every number has its place (the agent is rid of them), but the history knows nothing of the
 * private seat, not even that there is one. */
static void test_a_private_seat_leaves_no_trace(void **state)
{
    (void)state;
    struct town town;
    town_open(&town, 10, place);
    town_serve(&town);
    town_agent(&town, "desks", seats, "0,a,0\n0,b,0\n0,c,1\n10,c,0\n20,a,1\n30,c,1\n40,b,1\n");
    expect_sql(&town, "SELECT coalesce(max(durable), 0) >= 8 FROM stream", 1, 15000);
    assert_int_equal(town_sql(&town, "SELECT count(*) FROM event WHERE kind = 0"), 4);
    assert_int_equal(town_sql(&town, "SELECT count(*) FROM sensor"), 2);
    assert_int_equal(town_sql(&town, "SELECT count(*) FROM sensor WHERE name = 's3'"), 0);
    assert_int_equal(town_sql(&town, "SELECT count(*) FROM loss"), 0);
    town_expect(&town, "seats", "2", 0);
    town_close(&town);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_private_seat_leaves_no_trace),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
