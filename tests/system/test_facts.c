/* Dated facts on a running place: `lampion fact` in one process, the page of another. */
#include "tests/unit/test.h"

#include "tests/system/town.h"
#include <sqlite3.h>
#include <stdarg.h>
#include <string.h>

static const char place[] =
    "place: {id: town, name: Town, timezone: Europe/Paris, opening_hours: 24/7}\n"
    "zones:\n"
    "  - {id: openspace, name: O, kind: seats, release: 0s, seats: [{id: d1, sensor: desks/s1}, "
    "{id: d2, sensor: desks/s2, policy: dedicated}]}\n"
    "  - {id: house, name: H, kind: hall, capacity: 20, quiet: 30m, contains: [openspace]}\n"
    "doors:\n"
    "  - {sensor: entrance/door, from: outside, to: house}\n";

static const char seats[] =
    "  - {id: s1, kind: seat, line: a, active: high, bias: pull-up, debounce: 0ms, confirm: 0s}\n"
    "  - {id: s2, kind: seat, line: b, active: high, bias: pull-up, debounce: 0ms, confirm: 0s}\n";
static const char door[] =
    "  - {id: door, kind: beam-pair, lines: {outer: o, inner: i}, active: low, bias: pull-up}\n";

/* `lampion WORDS --config ...`: the last number it says. */
static long long tell(const struct town *town, const char *format, ...)
{
    char words[400], line[900], said[256] = "";
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(words, sizeof words, format, arguments);
    va_end(arguments);
    snprintf(line, sizeof line, "%s %s --config %s/lampion.yaml --clock %s 2>&1", town_program(),
             words, town->folder, town->clock);
    FILE *output = popen(line, "r");
    assert_non_null(output);
    size_t length = fread(said, 1, sizeof said - 1, output);
    said[length] = 0;
    if (pclose(output) != 0)
        fail_msg("%s: %s", line, said);
    const char *number = strpbrk(said, "0123456789");
    return number ? strtoll(number, NULL, 10) : -1;
}

static void test_facts_take_effect_within_seconds(void **state)
{
    (void)state;
    struct town town;
    town_open(&town, 1, place);
    town_serve(&town);
    town_agent(&town, "desks", seats, "0,a,0\n0,b,0\n");
    town_expect(&town, "free", "1", 5000);
    town_expect(&town, "seats", "1", 0);
    long long lent = tell(&town, "fact add --kind lent --zone openspace --seat d2 --to never");
    town_expect(&town, "seats", "2", 5000);
    town_expect(&town, "free", "2", 0);
    long long broken = tell(&town, "fact add --kind out-of-service --zone openspace --seat d1 "
                                   "--to never --text legs --by ana");
    town_expect(&town, "seats", "1", 5000);
    tell(&town, "fact retract %lld --by ana", broken);
    town_expect(&town, "seats", "2", 5000);
    tell(&town, "fact retract %lld", lent);
    town_expect(&town, "seats", "1", 5000);
    long long closed = tell(&town, "fact add --kind closed --to never --text works");
    town_expect(&town, "open.state", "closed", 5000);
    town_expect(&town, "free", "null", 0);
    tell(&town, "fact add --kind open --to never"); /* the newer one */
    town_expect(&town, "open.state", "open", 5000);
    tell(&town, "fact retract %lld", closed);
    tell(&town, "fact add --kind closed --zone openspace --to never");
    town_expect(&town, "zones.0.state", "unknown", 5000);
    town_expect(&town, "zones.0.free", "null", 0);
    town_expect(&town, "open.state", "open", 0);
    town_close(&town);
}

static void test_a_count_by_a_person_is_live(void **state)
{
    (void)state;
    struct town town;
    town_open(&town, 1, place);
    town_serve(&town);
    town_agent(&town, "entrance", door, "0,o,1\n0,i,1\n9,o,0\n9.2,i,0\n9.4,o,1\n9.6,i,1\n");
    town_expect(&town, "zones.1.sensors.ok", "1", 5000);
    town_expect(&town, "zones.1.present.high", "null", 0);
    tell(&town, "count house 7 --by ana");
    town_expect(&town, "zones.1.present.high", "7", 5000);
    town_expect(&town, "zones.1.present.best", "8", 15000); /* one comes in */
    process_stop(&town.collector); /* it is not lost, and not counted twice */
    town_serve(&town);
    town_expect(&town, "zones.1.present.best", "8", 10000);
    long long wrong = tell(&town, "fact add --kind correction --zone house --value 4");
    town_expect(&town, "zones.1.present.best", "12", 5000);
    tell(&town, "fact retract %lld", wrong);
    town_expect(&town, "zones.1.present.best", "8", 5000);
    town_close(&town);
}

static int64_t number(const struct town *town, const char *sql)
{
    char path[200];
    sqlite3 *db = NULL;
    sqlite3_stmt *row = NULL;
    snprintf(path, sizeof path, "%s/history.db", town->folder);
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &row, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(row), SQLITE_ROW);
    int64_t value = sqlite3_column_int64(row, 0);
    sqlite3_finalize(row);
    sqlite3_close(db);
    return value;
}

static const char levels_of_s2[] = "SELECT count(*) FROM event JOIN sensor ON sensor.id = sensor "
                                   "WHERE kind = 0 AND sensor.name = 's2'";

static void test_what_happens_on_a_lent_seat_is_stored(void **state)
{
    (void)state;
    struct town town;
    town_open(&town, 1, place);
    town_serve(&town);
    /* Sits down as long as it is nobody's business, gets up when the seat is lent. */
    town_agent(&town, "desks", seats, "0,a,0\n0,b,0\n0.5,b,1\n9,b,0\n");
    town_expect(&town, "seats", "1", 5000);
    town_expect(&town, "zones.0.sensors.ok", "1", 5000);
    tell(&town, "fact add --kind lent --zone openspace --seat d2 --to never");
    town_expect(&town, "seats", "2", 5000);
    town_expect(&town, "free", "2", 15000);
    for (int i = 0; i < 50 && number(&town, levels_of_s2) == 0; i++)
        nanosleep(&(struct timespec){0, 100000000}, NULL);
    assert_int_equal(number(&town, levels_of_s2), 1);
    town_close(&town);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_facts_take_effect_within_seconds),
        cmocka_unit_test(test_a_count_by_a_person_is_live),
        cmocka_unit_test(test_what_happens_on_a_lent_seat_is_stored),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
