/* The outbox of a real agent: killed fifty times, rebooted, filled to its bound, carried by hand.
 * What stands in its file when it dies is the truth that the history is compared with. */
#include "tests/unit/test.h"

#include "tests/support/until.h"
#include "tests/system/town.h"
#include <signal.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SEQ_MAX = 200000, KILLS = 50 };

static const char place[] = "place: {id: town, name: Town, timezone: Europe/Paris}\n"
                            "zones:\n"
                            "  - {id: house, name: H, kind: hall, capacity: 20}\n"
                            "doors:\n"
                            "  - {sensor: entrance/door, from: outside, to: house}\n";

/* An event as a file has it. */
struct row {
    int64_t t_ms, kind, value, value2, value3;
};

static struct row seen[SEQ_MAX + 1]; /* in an outbox, by number; kind -1: not yet */
static uint64_t highest;

static const char *path_in(const struct town *town, const char *name)
{
    static char paths[4][160];
    static int turn;
    char *path = paths[turn++ % 4];
    snprintf(path, sizeof paths[0], "%s/%s", town->folder, name);
    return path;
}

/* Sensors with an outbox in the town's folder. */
static const char *board(const struct town *town, const char *door, const char *options)
{
    static char text[1024];
    mkdir(path_in(town, "run"), 0700);
    mkdir(path_in(town, "spill"), 0700);
    snprintf(text, sizeof text,
             "  - {id: %s, kind: beam-pair, lines: {outer: o, inner: i}, active: low, bias: "
             "pull-up, debounce: 0ms}\n"
             "outbox: {run: %s/run, spill: %s/spill, %s}\n",
             door, town->folder, town->folder, options);
    return text;
}

/* A passage in and one out, each `gap_ms` after the last. */
static char *passages(int count, int gap_ms)
{
    char *trace = NULL;
    size_t size;
    FILE *out = open_memstream(&trace, &size);
    fprintf(out, "0,o,1\n0,i,1\n");
    for (int n = 1; n <= count; n++) {
        const char *first = n & 1 ? "o" : "i", *second = n & 1 ? "i" : "o";
        for (int k = 0; k < 4; k++) {
            int64_t t_ms = (int64_t)n * gap_ms + 200 * k;
            fprintf(out, "%lld.%03d,%s,%d\n", (long long)(t_ms / 1000), (int)(t_ms % 1000),
                    k & 1 ? second : first, k / 2);
        }
    }
    fclose(out);
    return trace;
}

static int take_row(void *context, int columns, char **values, char **names)
{
    (void)context, (void)columns, (void)names;
    int64_t numbers[6] = {0};
    for (int i = 0; i < 6; i++)
        numbers[i] = values[i] ? strtoll(values[i], NULL, 10) : 0;
    assert_in_range(numbers[0], 1, SEQ_MAX);
    struct row *row = &seen[numbers[0]];
    struct row now = {numbers[1], numbers[2], numbers[3], numbers[4], numbers[5]};
    if (row->kind >= 0 && memcmp(row, &now, sizeof now) != 0)
        fail_msg("number %lld means two events", (long long)numbers[0]);
    *row = now;
    if ((uint64_t)numbers[0] > highest)
        highest = (uint64_t)numbers[0];
    return 0;
}

/* Notes what a file of the outbox of a dead agent holds. */
static void read_outbox(const struct town *town, const char *name)
{
    char copy[200];
    sqlite3 *db;
    if (access(path_in(town, name), F_OK) < 0)
        return;
    snprintf(copy, sizeof copy, "%s/copy.db", town->folder);
    shell("cp %s %s; rm -f %s-wal; test ! -f %s-wal || cp %s-wal %s-wal", path_in(town, name), copy,
          copy, path_in(town, name), path_in(town, name), copy);
    assert_int_equal(sqlite3_open(copy, &db), SQLITE_OK);
    if (sqlite3_exec(db, "SELECT seq, t_ms + asleep_ms, kind, value, value2, value3 FROM event",
                     take_row, NULL, NULL) != SQLITE_OK &&
        !strstr(sqlite3_errmsg(db), "no such table")) /* killed before it was made */
        fail_msg("%s: %s", name, sqlite3_errmsg(db));
    sqlite3_close(db);
}

static void begin(void)
{
    highest = 0;
    for (size_t i = 0; i <= SEQ_MAX; i++)
        seen[i].kind = -1;
}

static uint64_t compared;

static int compare_row(void *context, int columns, char **values, char **names)
{
    (void)context;
    int64_t seq = strtoll(values[0], NULL, 10);
    compared += seen[seq].kind >= 0;
    return take_row(NULL, columns, values, names); /* fails when it is another event */
}

/* Everything that an outbox ever held is in the history, under its number, once. */
static void compare_history(struct town *town)
{
    uint64_t noted = 0;
    for (size_t i = 0; i <= SEQ_MAX; i++)
        noted += seen[i].kind >= 0;
    compared = 0;
    town_rows(town,
              "SELECT seq, t0_ms + t, kind, iif(kind = 5, 0, value), value2, value3 FROM event "
              "JOIN part ON "
              "part.stream = event.stream AND part.first = (SELECT max(first) FROM part WHERE "
              "stream = event.stream AND first <= seq)",
              compare_row, NULL);
    assert_int_equal(compared, noted);
}

static void wait_for(struct town *town, const char *statement, int64_t at_least)
{
    int64_t got = 0;
    for (int64_t end_ms = until_ms(40000); !until_over(end_ms); usleep(50000))
        if ((got = town_sql(town, statement)) >= at_least)
            return;
    town_show(town);
    fail_msg("%s: %lld, expected at least %lld", statement, (long long)got, (long long)at_least);
}

static uint64_t file_size(const struct town *town, const char *name)
{
    struct stat status;
    return stat(path_in(town, name), &status) < 0 ? 0 : (uint64_t)status.st_size;
}

/* The totals of every passage are those of the one before, and its people. */
static const char broken_totals[] =
    "SELECT count(*) FROM (SELECT value, value2, value3, lag(value2) OVER w AS before2, "
    "lag(value3) OVER w AS before3 FROM event WHERE kind = 2 WINDOW w AS (ORDER BY stream, seq)) "
    "WHERE value2 - coalesce(before2, 0) != max(value, 0) "
    "OR value3 - coalesce(before3, 0) != max(-value, 0)";

static void test_killed_fifty_times_nothing_is_lost_or_doubled(void **state)
{
    (void)state;
    struct town town;
    uint64_t random = test_seed();
    char *trace = passages(3000, 1500);
    begin();
    town_open(&town, 60, place);
    town_serve(&town);
    int agent = town_agent(&town, "entrance", board(&town, "door", "spill_after: 5s"), trace);
    for (int i = 0; i < KILLS; i++) {
        usleep((useconds_t)test_between(&random, 1000, 300000));
        process_kill(&town.agents[agent].process);
        read_outbox(&town, "run/town.entrance.run.db");
        read_outbox(&town, "spill/town.entrance.spill.db");
        town_agent_start(&town, agent);
    }
    usleep(500000);
    process_stop(&town.agents[agent].process);
    read_outbox(&town, "run/town.entrance.run.db");
    town_agent_start(&town, agent);
    assert_true(highest > 200);
    wait_for(&town, "SELECT max(durable) FROM stream", (int64_t)highest);
    assert_int_equal(town_sql(&town, "SELECT count(*) FROM stream"), 1);
    assert_int_equal(town_sql(&town, "SELECT max(seq) - count(*) FROM event"), 0);
    assert_int_equal(town_sql(&town, "SELECT count(*) FROM loss"), 0);
    assert_int_equal(town_sql(&town, broken_totals), 0);
    assert_int_equal(town_sql(&town, "SELECT count(*) > 0 FROM event WHERE kind = 2"), 1);
    /* A beat that opens for each life that got so far: what lay between is not known. */
    assert_in_range(town_sql(&town, "SELECT count(*) FROM event WHERE kind = 1 AND value = 1"),
                    KILLS / 2, KILLS + 2);
    compare_history(&town);
    town_close(&town);
    free(trace);
}

/* The power goes while nobody acknowledges: what is older than spill_after comes after the
 * reboot, in its own stream, before the new one. */
static void test_a_reboot_brings_what_was_spilled(void **state)
{
    (void)state;
    struct town town;
    char *trace = passages(1000, 1500);
    begin();
    town_open(&town, 60, place);
    int agent = town_agent(&town, "entrance", board(&town, "door", "spill_after: 200ms"), trace);
    for (int64_t end_ms = until_ms(10000);
         file_size(&town, "spill/town.entrance.spill.db-wal") < 100000 && !until_over(end_ms);)
        usleep(20000);
    process_kill(&town.agents[agent].process);
    shell("rm -rf %s/*", path_in(&town, "run")); /* as tmpfs does */
    read_outbox(&town, "spill/town.entrance.spill.db");
    uint64_t spilled = highest;
    assert_true(spilled > 10);
    strcat(town.clock, "1"); /* another boot: its clock runs a little faster */
    town_agent_start(&town, agent);
    usleep(300000);
    town_serve(&town);
    wait_for(&town, "SELECT max(durable) FROM stream WHERE id = 1", (int64_t)spilled);
    wait_for(&town, "SELECT count(*) FROM stream", 2);
    assert_int_equal(town_sql(&town, "SELECT max(durable) FROM stream WHERE id = 1"),
                     (int64_t)spilled);
    assert_int_equal(town_sql(&town, "SELECT count(*) FROM boot"), 2);
    assert_int_equal(town_sql(&town, "SELECT count(*) FROM loss"), 0);
    assert_int_equal(
        town_sql(&town, "SELECT (SELECT count(*) FROM event WHERE stream = stream.id) - durable "
                        "FROM stream WHERE id = 1"),
        0);
    wait_for(&town, "SELECT max(durable) FROM stream WHERE id = 2", 5);
    for (int64_t end_ms = until_ms(10000);
         file_size(&town, "spill/town.entrance.spill.db") && !until_over(end_ms);)
        usleep(20000);
    assert_int_equal(file_size(&town, "spill/town.entrance.spill.db"), 0); /* drained */
    town_close(&town);
    free(trace);
}

static void test_past_its_bound_it_declares_what_it_drops(void **state)
{
    (void)state;
    struct town town;
    char *trace = passages(60000, 900);
    town_open(&town, 10000, place);
    town_agent(&town, "entrance",
               board(&town, "a-door-with-the-longest-name-any", "spill_after: 100ms, max: 1MB"),
               trace);
    if (!process_said(&town.agents[0].process, "events dropped", "(", (char[8]){0}, 8, 30000)) {
        town_show(&town);
        fail_msg("nothing is dropped");
    }
    assert_true(file_size(&town, "spill/town.entrance.spill.db") < 1500000);
    town_serve(&town);
    wait_for(&town, "SELECT count(*) FROM loss", 1);
    wait_for(&town, "SELECT max(durable) FROM stream", 20000);
    process_stop(&town.agents[0].process);
    assert_int_equal(town_sql(&town, "SELECT min(first) FROM loss"), 1);
    assert_int_equal(town_sql(&town, "SELECT (SELECT durable FROM stream) - (SELECT count(*) FROM "
                                     "event) - (SELECT sum(last - first + 1) FROM loss)"),
                     0);
    town_close(&town);
    free(trace);
}

/* A card is taken in while the collector runs, and the board that held it comes later. */
static void test_a_card_is_taken_beside_a_running_collector(void **state)
{
    (void)state;
    struct town town;
    char *trace = passages(2000, 1500), command[512];
    begin();
    town_open(&town, 60, place);
    int agent = town_agent(&town, "entrance", board(&town, "door", "spill_after: 200ms"), trace);
    usleep(1500000);
    process_stop(&town.agents[agent].process);
    read_outbox(&town, "spill/town.entrance.spill.db");
    uint64_t carried = highest;
    assert_true(carried > 10);
    town_serve(&town);
    snprintf(command, sizeof command,
             "%s ingest --config %s/lampion.yaml %s/spill/town.entrance.spill.db >%s/ingest.log",
             LAMPION, town.folder, town.folder, town.folder);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(shell("%s", command), 0);
        assert_int_equal(town_sql(&town, "SELECT durable FROM stream"), (int64_t)carried);
    }
    town_agent_start(&town, agent);
    wait_for(&town, "SELECT durable FROM stream", (int64_t)carried + 20);
    assert_int_equal(town_sql(&town, "SELECT max(seq) - count(*) FROM event"), 0);
    assert_int_equal(town_sql(&town, "SELECT count(*) FROM loss"), 0);
    compare_history(&town);
    town_close(&town);
    free(trace);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_killed_fifty_times_nothing_is_lost_or_doubled),
        cmocka_unit_test(test_a_reboot_brings_what_was_spilled),
        cmocka_unit_test(test_past_its_bound_it_declares_what_it_drops),
        cmocka_unit_test(test_a_card_is_taken_beside_a_running_collector),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
