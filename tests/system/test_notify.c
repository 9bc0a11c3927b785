/* Those who look after a place are told by a program of theirs: a board falls silent and comes
 * back, a house is full. */
#include "tests/unit/test.h"

#include "tests/support/until.h"
#include "tests/system/town.h"
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SPEED 120 /* ten minutes take 5 s */

static const char place[] =
    "place: {id: town, name: {fr: Ville, en: Town}, timezone: Europe/Paris, opening_hours: 24/7}\n"
    "zones:\n"
    "  - {id: openspace, name: O, kind: seats, seats: [{id: d1, sensor: desks/s1}]}\n"
    "  - {id: house, name: {fr: Maison, en: House}, kind: hall, capacity: 10, quiet: 30m}\n"
    "doors:\n"
    "  - {sensor: entrance/door, from: outside, to: house}\n";

static void write_program(const struct town *town, char *program, size_t size)
{
    snprintf(program, size, "%s/tell", town->folder);
    FILE *file = fopen(program, "w");
    assert_non_null(file);
    fprintf(file, "#!/bin/sh\necho \"$LAMPION_KIND $LAMPION_EVENT: $LAMPION_SUBJECT\" >> %s/told\n",
            town->folder);
    fclose(file);
    assert_int_equal(chmod(program, 0700), 0);
}

static void name_it(const struct town *town, const char *program)
{
    char path[128];
    snprintf(path, sizeof path, "%s/lampion.yaml", town->folder);
    FILE *file = fopen(path, "a");
    assert_non_null(file);
    fprintf(file, "notify: [{command: %s, language: en}]\n", program);
    fclose(file);
}

/* Waits until the program was told this; fails with what it was told instead. */
static void expect(struct town *town, const char *line, int ms)
{
    char path[128], told[4000] = "";
    snprintf(path, sizeof path, "%s/told", town->folder);
    for (int64_t end_ms = real_ms() + ms; real_ms() < end_ms; usleep(50000)) {
        FILE *file = fopen(path, "r");
        size_t length = file ? fread(told, 1, sizeof told - 1, file) : 0;
        told[length] = 0;
        if (file)
            fclose(file);
        if (strstr(told, line))
            return;
    }
    town_show(town);
    fail_msg("nobody was told \"%s\", but: %s", line, told);
}

static void test_a_program_is_told(void **state)
{
    (void)state;
    struct town town;
    char program[128];
    town_open(&town, SPEED, place);
    write_program(&town, program, sizeof program);
    name_it(&town, program);
    town_count(&town, "house", 10);
    town_serve(&town);
    int desks = town_agent(
        &town, "desks",
        "  - {id: s1, kind: seat, line: a, active: high, bias: pull-up, debounce: 0ms}\n",
        "0,a,0\n");
    town_agent(&town, "entrance",
               "  - {id: door, kind: beam-pair, lines: {outer: o, inner: i}, active: low}\n",
               "0,o,1\n0,i,1\n");
    expect(&town, "capacity-alarm began: Town: House has reached its capacity: 100%\n", 15000);
    process_stop(&town.agents[desks].process);
    expect(&town, "board-silent began: Town: desks has not been heard of for ", 20000);
    town_agent_start(&town, desks);
    expect(&town, "board-silent ended: Town: desks is heard of again\n", 30000);
    town_close(&town);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_a_program_is_told)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
