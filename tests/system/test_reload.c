/* What the one at the keyboard does to a running daemon: `lampion status`; SIGHUP, by which
 * lampion.yaml is read again, and a wrong one is refused and nothing stops. */
#include "tests/unit/test.h"

#include "tests/system/town.h"
#include <signal.h>
#include <string.h>

static const char place[] =
    "place: {id: town, name: Town, timezone: Europe/Paris, opening_hours: 24/7}\n"
    "zones:\n"
    "  - {id: openspace, name: O, kind: seats, release: 0s, seats: [{id: d1, sensor: desks/s1}]}\n";
static const char seats[] =
    "  - {id: s1, kind: seat, line: a, active: high, bias: pull-up, debounce: 0ms, confirm: 0s}\n";

static void add_to_settings(const struct town *town, const char *line)
{
    char path[200];
    snprintf(path, sizeof path, "%s/lampion.yaml", town->folder);
    FILE *file = fopen(path, "ae");
    assert_non_null(file);
    fputs(line, file);
    fclose(file);
}

static void test_a_hangup_reads_the_settings_again(void **state)
{
    (void)state;
    struct town town;
    char text[300];
    town_open(&town, 1, place);
    town_serve(&town);
    town_agent(&town, "desks", seats, "0,a,0\n");
    town_expect(&town, "free", "1", 5000);
    assert_int_equal(
        shell("sed -i s/127.0.0.1:0/127.0.0.1:%d/ %s/lampion.yaml", town.port, town.folder), 0);
    add_to_settings(&town, "backup: {to: backups, every: 1d}\n");
    process_signal(&town.collector, SIGHUP);
    assert_true(process_said(&town.collector, "lampion.yaml", " again", text, sizeof text, 10000));
    town_expect(&town, "free", "1", 15000); /* and the board's word is heard again */
    add_to_settings(&town, "nonsense: 1\n");
    process_signal(&town.collector, SIGHUP);
    assert_true(process_said(&town.collector, "the former settings: ", "nonsense", text,
                             sizeof text, 10000));
    assert_non_null(strstr(text, "lampion.yaml:5"));
    town_expect(&town, "free", "1", 0);
    town_close(&town);
}

static void test_a_new_description_is_followed(void **state)
{
    (void)state;
    struct town town;
    town_open(&town, 1, place);
    town_serve(&town);
    assert_int_equal(
        shell("sed -i s/127.0.0.1:0/127.0.0.1:%d/ %s/lampion.yaml", town.port, town.folder), 0);
    process_stop(&town.collector);
    town_serve(&town);
    town_expect(&town, "seats", "1", 5000);
    assert_int_equal(
        shell(
            "cd %s && sed 's|{id: d1, sensor: desks/s1}|&, {id: d2, sensor: desks/s2}|' place.yaml "
            ">new.yaml && %s place --config lampion.yaml apply new.yaml --from "
            "$(date +%%F) >applied 2>&1",
            town.folder, town_program()),
        0);
    town_expect(&town, "seats", "2", 15000);
    town_close(&town);
}

static void test_status_shows_the_place(void **state)
{
    (void)state;
    struct town town;
    town_open(&town, 1, place);
    town_serve(&town);
    town_agent(&town, "desks", seats, "0,a,0\n");
    town_expect(&town, "free", "1", 5000);
    assert_int_equal(shell("%s status --config %s/lampion.yaml --listen 127.0.0.1:%d >%s/said",
                           town_program(), town.folder, town.port, town.folder),
                     0);
    assert_int_equal(shell("grep -q '^1 of 1 seats free, 0 held, 0 unknown' %s/said && "
                           "grep -Eq '^openspace +free +1 +1 ' %s/said && "
                           "grep -Eq '^desks +online ' %s/said",
                           town.folder, town.folder, town.folder),
                     0);
    process_stop(&town.collector);
    assert_int_equal(shell("%s status --config %s/lampion.yaml --listen 127.0.0.1:%d 2>%s/said",
                           town_program(), town.folder, town.port, town.folder),
                     1);
    assert_int_equal(shell("grep -q 'is it running' %s/said", town.folder), 0);
    town_close(&town);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_new_description_is_followed),
        cmocka_unit_test(test_status_shows_the_place),
        cmocka_unit_test(test_a_hangup_reads_the_settings_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
