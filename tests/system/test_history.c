/* What the collector keeps, and what it refuses to keep, whatever happens to it: real programs. */
#include "tests/unit/test.h"

#include "agent/outbox.h"
#include "tests/support/fetch.h"
#include "tests/support/small_disk.h"
#include "tests/support/until.h"
#include "tests/system/town.h"
#include <errno.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define PLACE_OF_TWO                                                                               \
    "place: {id: town, name: Town, timezone: Europe/Paris}\n"                                      \
    "zones:\n"                                                                                     \
    "  - {id: openspace, name: O, kind: seats, release: 0s, seats: [{id: d1, sensor: desks/s1}, "  \
    "{id: d2, sensor: desks/s2}"
static const char place[] = PLACE_OF_TWO "]}\n";
static const char place_of_three[] =
    PLACE_OF_TWO ", {id: d3, sensor: desks/s3, policy: private}]}\n";

#define TWO_SEATS                                                                                  \
    "  - {id: s1, kind: seat, line: a, active: high, bias: pull-up, debounce: 0ms, confirm: 0s}\n" \
    "  - {id: s2, kind: seat, line: b, active: high, bias: pull-up, debounce: 0ms, confirm: 0s}\n"
static const char seats[] = TWO_SEATS;
static const char three_seats[] = TWO_SEATS
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
    town_open(&town, 10, place_of_three);
    town_serve(&town);
    town_agent(&town, "desks", three_seats,
               "0,a,0\n0,b,0\n0,c,1\n10,c,0\n20,a,1\n30,c,1\n40,b,1\n");
    expect_sql(&town, "SELECT coalesce(max(durable), 0) >= 8 FROM stream", 1, 15000);
    assert_int_equal(town_sql(&town, "SELECT count(*) FROM event WHERE kind = 0"), 4);
    assert_int_equal(town_sql(&town, "SELECT count(*) FROM sensor"), 2);
    assert_int_equal(town_sql(&town, "SELECT count(*) FROM sensor WHERE name = 's3'"), 0);
    assert_int_equal(town_sql(&town, "SELECT count(*) FROM loss"), 0);
    town_expect(&town, "seats", "2", 0);
    town_close(&town);
}

/* For `seconds` seat s3, which the place does not know, changes every second of the board, and
 * seat s1 every minute: oftener would not be believed. */
static char *busy_trace(int seconds)
{
    char *trace = NULL;
    size_t size;
    FILE *out = open_memstream(&trace, &size);
    fprintf(out, "0,a,0\n0,b,0\n0,c,0\n");
    for (int i = 1; i <= seconds; i++) {
        fprintf(out, "%d,c,%d\n", i, i & 1);
        if (i % 60 == 0)
            fprintf(out, "%d,a,%d\n", i, i / 60 & 1);
    }
    fclose(out);
    return trace;
}

static int health_status(const struct town *town)
{
    struct fetched health = fetch(town->port, "/healthz");
    int status = health.status;
    fetched_clear(&health);
    return status;
}

/* Every number up to the newest is there, once. */
static void assert_whole(struct town *town, int64_t at_least, int ms)
{
    char statement[96];
    snprintf(statement, sizeof statement, "SELECT max(durable) >= %lld FROM stream",
             (long long)at_least);
    expect_sql(town, statement, 1, ms);
    assert_int_equal(town_sql(town, "SELECT max(seq) - count(*) FROM event"), 0);
    assert_int_equal(town_sql(town, "SELECT count(*) FROM loss"), 0);
}

/* The disk takes no more: nothing is acknowledged and somebody is told, the page lives, and
 * when there is room again everything comes, by itself and soon. */
static void outlive_a_full_disk(struct town *town, void (*fill)(struct town *),
                                void (*empty)(struct town *))
{
    char *trace = busy_trace(3000), ignored[8];
    town_serve(town);
    town_agent(town, "desks", three_seats, trace);
    expect_sql(town, "SELECT coalesce(max(durable), 0) > 100 FROM stream", 1, 20000);
    assert_int_equal(health_status(town), 200);
    fill(town);
    town_expect_health(town, "store.well", "false", 20000);
    assert_int_equal(health_status(town), 503);
    town_expect_health(town, "status", "failing", 0);
    assert_true(process_said(&town->collector, "store: cannot write (", ")", ignored, 8, 5000));
    int64_t durable = town_sql(town, "SELECT max(durable) FROM stream");
    town_expect(town, "free", "1", 5000);
    town_expect(town, "free", "2", 5000);
    usleep(4000000); /* the agent asks ever more rarely */
    town_expect(town, "free", "1", 5000);
    assert_int_equal(town_sql(town, "SELECT max(durable) FROM stream"), durable);
    assert_int_equal(town_sql(town, "SELECT max(seq) FROM event"), durable);
    empty(town);
    town_expect_health(town, "store.well", "true", 5000);
    assert_int_equal(health_status(town), 200);
    assert_whole(town, durable + 40, 2000); /* it did not wait for the agent to ask */
    assert_true(process_said(&town->collector, "store: writes ", "again", ignored, 8, 1000));
    free(trace);
}

/* No file of the collector may grow: what any user can do to it, without a disk. */
static void limit_files(struct town *town)
{
    char path[128];
    struct stat status;
    struct rlimit limit = {.rlim_max = RLIM_INFINITY};
    snprintf(path, sizeof path, "%s/history.db-wal", town->folder);
    assert_int_equal(stat(path, &status), 0);
    limit.rlim_cur = (rlim_t)status.st_size;
    assert_int_equal(prlimit(town->collector.pid, RLIMIT_FSIZE, &limit, NULL), 0);
}

static void free_files(struct town *town)
{
    const struct rlimit limit = {.rlim_cur = RLIM_INFINITY, .rlim_max = RLIM_INFINITY};
    assert_int_equal(prlimit(town->collector.pid, RLIMIT_FSIZE, &limit, NULL), 0);
}

static void test_files_that_may_not_grow_are_outlived(void **state)
{
    (void)state;
    struct town town;
    town_open(&town, 20, place);
    outlive_a_full_disk(&town, limit_files, free_files);
    town_close(&town);
}

static void fill_disk(struct town *town)
{
    char disk[128];
    snprintf(disk, sizeof disk, "%s/disk", town->folder);
    assert_int_equal(small_disk_fill(disk), 0);
}

static void empty_disk(struct town *town)
{
    char disk[128];
    snprintf(disk, sizeof disk, "%s/disk", town->folder);
    small_disk_empty(disk);
}

static void test_a_full_disk_is_outlived(void **state)
{
    (void)state;
    struct town town;
    char disk[128];
    town_open(&town, 20, place);
    snprintf(disk, sizeof disk, "%s/disk", town.folder);
    assert_int_equal(mkdir(disk, 0700), 0);
    int error = small_disk_mount(disk, 2 << 20);
    if (error) {
        town_close(&town);
        print_message("no small disk here: %s\n", strerror(-error));
        skip();
    }
    shell("cd %s && sed -i 's|history.db|disk/history.db|' lampion.yaml && "
          "ln -s disk/history.db history.db",
          town.folder);
    outlive_a_full_disk(&town, fill_disk, empty_disk);
    process_stop(&town.collector);
    shell("umount %s", disk);
    town_close(&town);
}

/* The same with `changes` of them, fifty milliseconds apart, when the agent has surely started:
 * what was before its time it has not seen. */
static char *hasty_trace(int changes)
{
    char *trace = NULL;
    size_t size;
    FILE *out = open_memstream(&trace, &size);
    fprintf(out, "0,a,0\n0,b,0\n");
    for (int i = 1; i <= changes; i++)
        fprintf(out, "%d.%02d,a,%d\n", 100 + i / 20, i % 20 * 5, i & 1);
    fclose(out);
    return trace;
}

/* A command of lampion on the town's history. */
static void run_lampion(const struct town *town, const char *command, const char *arguments)
{
    assert_int_equal(shell("cd %s && %s %s --config lampion.yaml %s >>commands.log 2>&1",
                           town->folder, town_program(), command, arguments),
                     0);
}

#define COVERED                                                                                    \
    "SELECT (SELECT count(*) FROM event) + (SELECT coalesce(sum(last - first + 1), 0) FROM loss) " \
    "- (SELECT max(durable) FROM stream)"
#define COVERED_TWICE                                                                              \
    "SELECT count(*) FROM event JOIN loss ON loss.stream = event.stream "                          \
    "WHERE seq BETWEEN first AND last"

/* A backup is put back while `changes` newer events were acknowledged. Whatever the agent still
 * holds comes again, and what it does not hold is said to be lost. */
static void put_backup_back(int changes, bool loses)
{
    struct town town;
    char *trace = hasty_trace(changes), statement[128];
    town_open(&town, 20, place);
    town_serve(&town);
    town_agent(&town, "desks", seats, trace);
    expect_sql(&town, "SELECT coalesce(max(durable), 0) > 50 FROM stream", 1, 20000);
    run_lampion(&town, "backup", "copy.db");
    snprintf(statement, sizeof statement, "SELECT max(durable) > %d FROM stream", changes);
    expect_sql(&town, statement, 1, 60000);
    if (loses) /* the agent, too, forgets, but not at once, and when a beat wakes it */
        usleep((OUTBOX_DOUBT_MS + 4000) * 1000);
    process_stop(&town.collector);
    int64_t newest = town_sql(&town, "SELECT max(durable) FROM stream");
    assert_int_equal(shell("rm -f %s/history.db*", town.folder), 0); /* the machine is gone */
    run_lampion(&town, "restore", "copy.db");
    run_lampion(&town, "check-store", "");
    int64_t restored = town_sql(&town, "SELECT max(durable) FROM stream");
    assert_true(restored + 100 < newest);
    town_serve(&town);
    snprintf(statement, sizeof statement, "SELECT max(durable) >= %lld FROM stream",
             (long long)newest);
    expect_sql(&town, statement, 1, 10000);
    assert_int_equal(town_sql(&town, COVERED), 0);
    assert_int_equal(town_sql(&town, COVERED_TWICE), 0);
    assert_int_equal(town_sql(&town, "SELECT count(*) FROM loss"), loses);
    if (loses) {
        assert_int_equal(town_sql(&town, "SELECT first FROM loss"), restored + 1);
        assert_true(town_sql(&town, "SELECT last FROM loss") < newest);
    }
    town_close(&town);
    free(trace);
}

static void test_a_backup_put_back_is_filled_up_again(void **state)
{
    (void)state;
    put_backup_back(500, false);
}

static void test_what_nobody_holds_any_more_is_declared_lost(void **state)
{
    (void)state;
    put_backup_back(OUTBOX_TAIL + 1500, true);
}

static const char *history_of(const struct town *town, const char *end)
{
    static char path[128];
    snprintf(path, sizeof path, "%s/history.db%s", town->folder, end);
    return path;
}

/* Bytes changed while nobody looked: put aside and said, and everything the agent holds comes
 * into the new history. */
static void test_a_damaged_history_is_put_aside_and_begun_anew(void **state)
{
    (void)state;
    struct town town;
    char *trace = busy_trace(600), name[160];
    town_open(&town, 20, place);
    for (int clean = 0; clean <= 1; clean++) {
        town_serve(&town);
        if (!clean)
            town_agent(&town, "desks", three_seats, trace);
        expect_sql(&town, "SELECT coalesce(max(durable), 0) > 100 FROM stream", 1, 20000);
        if (clean)
            process_stop(&town.collector);
        else
            process_kill(&town.collector);
        int64_t durable = town_sql(&town, "SELECT max(durable) FROM stream");
        assert_int_equal(
            shell("dd if=/dev/zero of=%s bs=1 seek=4096 count=200 conv=notrunc 2>/dev/null",
                  history_of(&town, "")),
            0);
        town_serve(&town);
        assert_true(
            process_said(&town.collector, "damaged, put aside as ", ";", name, sizeof name, 5000));
        assert_int_equal(access(name, F_OK), 0);
        town_expect_health(&town, "status", "ok", 5000);
        json_t *health = town_health(&town);
        json_t *aside = json_object_get(json_object_get(health, "store"), "set_aside");
        assert_int_equal(json_array_size(aside), clean + 1);
        json_decref(health);
        assert_whole(&town, durable, 5000);
        process_stop(&town.collector);
    }
    town_close(&town);
    free(trace);
}

/* Damage that is met on the way: the collector stops, and the next start looks. */
static void test_damage_in_full_flight_ends_in_a_new_history(void **state)
{
    (void)state;
    struct town town;
    char *trace = busy_trace(3000), name[160];
    town_open(&town, 20, place);
    town_serve(&town);
    town_agent(&town, "desks", three_seats, trace);
    expect_sql(&town, "SELECT coalesce(max(durable), 0) > 100 FROM stream", 1, 20000);
    process_stop(&town.collector); /* everything is in the database, nothing in its log */
    town_serve(&town);
    shell("dd if=/dev/zero of=%s bs=4096 seek=1 count=40 conv=notrunc 2>/dev/null",
          history_of(&town, ""));
    int status = process_wait(&town.collector, 20000);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 1);
    assert_true(process_said(&town.collector, "damage was ", "met", name, sizeof name, 1000));
    town_serve(&town);
    assert_true(process_said(&town.collector, "damaged, put ", "aside", name, sizeof name, 5000));
    expect_sql(&town, "SELECT coalesce(max(durable), 0) > 200 FROM stream", 1, 20000);
    assert_whole(&town, 200, 5000);
    town_close(&town);
    free(trace);
}

static void test_a_second_collector_is_refused(void **state)
{
    (void)state;
    struct town town;
    struct process second = {0};
    char path[128], log[128], pid[16];
    town_open(&town, 1, place);
    town_serve(&town);
    snprintf(path, sizeof path, "%s/lampion.yaml", town.folder);
    snprintf(log, sizeof log, "%s/second.log", town.folder);
    process_start(
        &second, log,
        (const char *[]){town_program(), "serve", "--config", path, "--clock", town.clock, NULL});
    int status = process_wait(&second, 10000);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 1);
    assert_true(process_said(&second, "another collector (pid ", ")", pid, sizeof pid, 1000));
    assert_int_equal(atoi(pid), town.collector.pid);
    town_expect_health(&town, "status", "ok", 10000);
    town_close(&town);
}

/* A board that was made from the card of another and kept its name: the broker throws out the
 * one when the other comes, in turn and for ever. Neither is believed, and both are named. */
static void test_two_boards_with_one_name_are_named(void **state)
{
    (void)state;
    struct town town;
    char text[256];
    town_open(&town, 20, place);
    town_serve(&town);
    town_agent(&town, "desks", seats, "0,a,0\n0,b,0\n");
    town_expect(&town, "free", "2", 10000);
    int twin = town_agent_on(&town, "twin", "{source: trace, file: desks.csv}", seats);
    assert_int_equal(shell("sed -i 's/agent: twin/agent: desks/' %s/twin.yaml", town.folder), 0);
    town_agent_start(&town, twin);
    town_expect(&town, "zones.0.why.0", "two boards call themselves desks", 30000);
    for (int64_t end_ms = until_ms(8000); !until_over(end_ms); usleep(50000)) {
        json_t *now = town_place(&town);
        town_value(now, "free", text, sizeof text);
        assert_string_equal(text, "null");
        town_value(now, "zones.0.why.1", text, sizeof text);
        assert_string_equal(text, "(nothing)");
        json_decref(now);
    }
    json_t *health = town_health(&town);
    town_value(health, "agents.desks.contested_by", text, sizeof text);
    assert_string_not_equal(text, "(nothing)");
    json_decref(health);
    assert_true(process_said(&town.collector, "two boards call themselves desks (boots ", ")", text,
                             sizeof text, 1000));
    process_stop(&town.agents[twin].process);
    town_expect(&town, "free", "2", 60000); /* one is left, and is believed after a while */
    town_expect(&town, "zones.0.why.0", "(nothing)", 0);
    town_close(&town);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_private_seat_leaves_no_trace),
        cmocka_unit_test(test_files_that_may_not_grow_are_outlived),
        cmocka_unit_test(test_a_full_disk_is_outlived),
        cmocka_unit_test(test_a_damaged_history_is_put_aside_and_begun_anew),
        cmocka_unit_test(test_damage_in_full_flight_ends_in_a_new_history),
        cmocka_unit_test(test_a_second_collector_is_refused),
        cmocka_unit_test(test_a_backup_put_back_is_filled_up_again),
        cmocka_unit_test(test_what_nobody_holds_any_more_is_declared_lost),
        cmocka_unit_test(test_two_boards_with_one_name_are_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
