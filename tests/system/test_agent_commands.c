/* The commands of lampion-agent that need no broker. */
#include "tests/unit/test.h"

#include "tests/support/process.h"
#include "tests/support/until.h"
#include <string.h>
#include <unistd.h>

#define YAML                                                                                       \
    "place: gare\nagent: desks\nbroker: {uri: \"mqtt://127.0.0.1\"}\n"                             \
    "lines: {source: trace, file: T.csv}\nsensors:\n"                                              \
    "  - {id: seat-01, kind: seat, line: S, active: high, bias: pull-up}\n"                        \
    "  - {id: door, kind: beam-pair, lines: {outer: O, inner: I}, active: low}\n"

static char folder[] = "/tmp/lampion-commands-XXXXXX";
static char text[4096];

static int make_folder(void **state)
{
    (void)state;
    return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state)
{
    (void)state;
    return shell("rm -r %s", folder);
}

static void write_file(const char *name, const char *content)
{
    char path[128];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_true(fputs(content, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

/* Runs lampion-agent in the folder: the exit code, and in `text` what it said. */
static int run(const char *arguments)
{
    char path[128];
    int code = shell("cd %s && %s %s >out 2>&1", folder, LAMPION_AGENT, arguments);
    snprintf(path, sizeof path, "%s/out", folder);
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    text[fread(text, 1, sizeof text - 1, file)] = 0;
    fclose(file);
    return code;
}

static void test_replay_writes_the_contracts_lines(void **state)
{
    (void)state;
    write_file("agent.yaml", YAML);
    write_file("T.csv", "t,line,level\n0,S,0\n0,O,1\n0,I,1\n10,S,1\n"
                        "20,O,0\n20.1,I,0\n20.2,O,1\n20.3,I,1\n70,S,0\n");
    assert_int_equal(run("replay --config agent.yaml --start 2026-10-05T06:00:00Z T.csv"), 0);
    assert_string_equal(
        text, "{\"at\":\"2026-10-05T06:00:00.000Z\",\"agent\":\"desks\",\"k\":\"beat\",\"v\":1}\n"
              "{\"at\":\"2026-10-05T06:00:00.000Z\",\"agent\":\"desks\",\"s\":\"seat-01\","
              "\"k\":\"level\",\"v\":0}\n"
              "{\"at\":\"2026-10-05T06:00:12.100Z\",\"agent\":\"desks\",\"s\":\"seat-01\","
              "\"k\":\"level\",\"v\":1}\n"
              "{\"at\":\"2026-10-05T06:00:20.306Z\",\"agent\":\"desks\",\"s\":\"door\","
              "\"k\":\"pass\",\"dir\":\"in\",\"n\":1,\"in\":1,\"out\":0}\n"
              "{\"at\":\"2026-10-05T06:01:00.000Z\",\"agent\":\"desks\",\"k\":\"beat\"}\n"
              "{\"at\":\"2026-10-05T06:01:12.100Z\",\"agent\":\"desks\",\"s\":\"seat-01\","
              "\"k\":\"level\",\"v\":0}\n");
}

static void test_a_trace_with_dates_brings_its_own(void **state)
{
    (void)state;
    write_file("agent.yaml", YAML);
    write_file("T.csv", "t,line,level\n2026-03-01T09:00:00Z,S,1\n2026-03-01T09:00:00Z,O,1\n"
                        "2026-03-01T09:00:00Z,I,1\n2026-03-01T09:00:05Z,S,0\n");
    assert_int_equal(run("replay --config agent.yaml --start 2026-10-05T06:00:00Z T.csv"), 0);
    assert_non_null(strstr(text, "{\"at\":\"2026-03-01T09:00:00.000Z\",\"agent\":\"desks\","
                                 "\"k\":\"beat\",\"v\":1}\n"));
    assert_non_null(strstr(text, "\"2026-03-01T09:00:07.100Z\""));
    assert_null(strstr(text, "2026-10"));
}

/* Beats prove that the time to the end was known; nothing is said at the end or after it. */
static void test_replay_stops_before_the_end(void **state)
{
    (void)state;
    write_file("agent.yaml", YAML);
    write_file("T.csv", "t,line,level\n0,S,0\n0,O,1\n0,I,1\n10,S,1\n");
    assert_int_equal(run("replay --config agent.yaml --start 2026-10-05T06:00:00Z "
                         "--end 2026-10-05T06:03:00Z T.csv"),
                     0);
    assert_non_null(strstr(text, "06:00:12.100Z\",\"agent\":\"desks\",\"s\":\"seat-01\""));
    assert_non_null(strstr(text, "06:02:00.000Z\",\"agent\":\"desks\",\"k\":\"beat\""));
    assert_null(strstr(text, "06:03"));
    assert_int_equal(run("replay --config agent.yaml --start 2026-10-05T06:00:00Z "
                         "--end 2026-10-05T06:00:12.100Z T.csv"),
                     0);
    assert_null(strstr(text, "\"level\",\"v\":1"));
    assert_int_equal(run("replay --config agent.yaml --start 2026-10-05T06:00:00Z "
                         "--end 2026-10-05T06:00:00Z T.csv"),
                     2);
    assert_int_equal(run("replay --config agent.yaml --end later T.csv"), 2);
}

static void test_check_tells_file_and_line(void **state)
{
    (void)state;
    write_file("agent.yaml", YAML);
    write_file("T.csv", "t,line,level\n0,S,0\n0,O,1\n0,I,1\n");
    assert_int_equal(run("check --config agent.yaml"), 0);
    write_file("T.csv", "t,line,level\n0,S,0\n0,O,1\n");
    assert_int_equal(run("check --config agent.yaml"), 2);
    assert_non_null(strstr(text, "\"I\""));
    assert_int_equal(run("check --config agent.yaml --no-lines"), 0);
    write_file("agent.yaml", YAML "  - {id: x, kind: sofa, line: X}\n");
    assert_int_equal(run("check --config agent.yaml"), 2);
    assert_ptr_equal(strstr(text, "agent.yaml:8: "), text);
    write_file("agent.yaml",
               YAML "  - {id: x, kind: seat, line: S2, active: low, bias: pull-up}\n");
    assert_int_equal(run("check --config agent.yaml --no-lines"), 0);
    assert_non_null(strstr(text, "agent.yaml:8: warning: sensor x fails free"));
}

static void test_wrong_use_is_told_apart(void **state)
{
    (void)state;
    write_file("agent.yaml", YAML);
    assert_int_equal(run("--help"), 0);
    assert_int_equal(run("--version"), 0);
    assert_int_equal(run("run --help"), 0);
    assert_int_equal(run("check --help"), 0);
    assert_int_equal(run("replay --help"), 0);
    assert_int_equal(run("run"), 2);
    assert_int_equal(run("run --config nowhere.yaml"), 2);
    assert_int_equal(run("run --config agent.yaml --clock x"), 2);
    assert_int_equal(run("replay --config agent.yaml"), 2);
    assert_int_equal(run("replay --config agent.yaml nowhere.csv"), 2);
    assert_non_null(strstr(text, "nowhere.csv"));
    assert_int_equal(run("replay --config agent.yaml --start noon T.csv"), 2);
}

/* The clock stands at its origin until half a second from now, so that nothing is missed. */
static int record_fast(const char *arguments)
{
    char line[256];
    snprintf(line, sizeof line, "record --config agent.yaml %s --clock %lld,1790000000000,100",
             arguments, (long long)real_ms() + 500);
    return run(line);
}

static void test_a_recording_replays_to_the_same_events(void **state)
{
    (void)state;
    write_file("agent.yaml", YAML);
    write_file("T.csv", "t,line,level\n0,S,0\n0,O,1\n0,I,1\n0.4,S,1\n"
                        "1,O,0\n1.1,I,0\n1.2,O,1\n1.3,I,1\n"
                        "2,I,0\n2.1,O,0\n2.2,I,1\n2.3,O,1\n30,S,0\n40,O,0\n");
    assert_int_equal(record_fast("-o R.csv --seconds 2"), 0);
    assert_non_null(strstr(text, "R.csv: 11 edges of 3 lines\n"));
    assert_int_equal(shell("cd %s && grep -q '^# recorded on .*; config agent.yaml$' R.csv && "
                           "%s replay --config agent.yaml R.csv >R.jsonl && "
                           "%s replay --config agent.yaml --start 2026-09-21T14:13:20Z T.csv "
                           ">T.jsonl && test $(grep -c pass T.jsonl) = 2 && cmp R.jsonl T.jsonl",
                           folder, LAMPION_AGENT, LAMPION_AGENT),
                     0);
}

static void test_a_recording_that_cannot_be_kept_says_so(void **state)
{
    (void)state;
    write_file("agent.yaml", YAML);
    write_file("T.csv", "t,line,level\n0,S,0\n0,O,1\n0,I,1\n");
    assert_int_equal(record_fast("-o /dev/full --seconds 1"), 1);
    assert_non_null(strstr(text, "/dev/full: writing failed: No space left"));
    assert_int_equal(record_fast("-o nowhere/R.csv"), 1);
    assert_non_null(strstr(text, "nowhere/R.csv: cannot be written"));
    write_file("kept.csv", "old\n");
    write_file("T.csv", "t,line,level\n0,S,0\n");
    assert_int_equal(record_fast("-o kept.csv"), 1);
    assert_non_null(strstr(text, "agent.yaml:7: sensor door"));
    assert_int_equal(shell("grep -q old %s/kept.csv", folder), 0);
    assert_int_equal(run("record --config agent.yaml"), 2);
    assert_int_equal(run("record --config agent.yaml -o x --seconds 0"), 2);
    assert_int_equal(run("record --help"), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_replay_writes_the_contracts_lines),
        cmocka_unit_test(test_a_trace_with_dates_brings_its_own),
        cmocka_unit_test(test_replay_stops_before_the_end),
        cmocka_unit_test(test_a_recording_replays_to_the_same_events),
        cmocka_unit_test(test_a_recording_that_cannot_be_kept_says_so),
        cmocka_unit_test(test_check_tells_file_and_line),
        cmocka_unit_test(test_wrong_use_is_told_apart),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
