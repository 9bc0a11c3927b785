/* A past: a day of the simulated place through `lampion-agent replay` and `lampion replay` into a
 * history, which must hold each line once: at once, again, and after a kill. */
#include "tests/unit/test.h"

#include "agent/common/message_line.h"
#include "tests/replay/history.h"
#include "tests/support/process.h"
#include "tests/support/until.h"
#include <fcntl.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define START "2026-10-05T06:00:00Z" /* the house is still empty */
#define START_MS 1791180000000
#define END "2026-10-06T06:00:00Z"

static const char *const agents[] = {"desks", "meeting", "entrance"};
enum { DESKS, MEETING, ENTRANCE, AGENTS };

static char folder[] = "/tmp/lampion-past-XXXXXX";
static char said[4096];

static char *path_in(const char *name)
{
    static char paths[4][128];
    static int next;
    char *path = paths[next++ % 4];
    snprintf(path, sizeof paths[0], "%s/%s", folder, name);
    return path;
}

static FILE *open_in(const char *name, const char *mode)
{
    FILE *file = fopen(path_in(name), mode);
    if (!file)
        fail_msg("%s/%s cannot be opened", folder, name);
    return file;
}

static void write_agent(const char *agent, const char *sensors)
{
    char name[64];
    snprintf(name, sizeof name, "%s.yaml", agent);
    FILE *file = open_in(name, "we");
    fprintf(file,
            "place: past\nagent: %s\nbroker: {uri: \"mqtt://127.0.0.1\"}\n"
            "lines: {source: trace, file: %s.csv}\nsensors:\n%s",
            agent, agent, sensors);
    fclose(file);
}

static void write_files(void)
{
    char seats[4096] = "";
    FILE *place = open_in("place.yaml", "we");
    fputs("place: {id: past, name: Past, timezone: Europe/Paris}\nzones:\n"
          "  - {id: openspace, name: O, kind: seats, seats: [{id: d1, sensor: desks/seat-01}]}\n"
          "  - {id: house, name: H, kind: hall, contains: [openspace]}\n"
          "doors:\n  - {sensor: entrance/door, from: outside, to: house}\n",
          place);
    fclose(place);
    for (int i = 1; i <= 24; i++)
        snprintf(seats + strlen(seats), sizeof seats - strlen(seats),
                 "  - {id: seat-%02d, kind: seat, line: seat-%02d, active: high}\n", i, i);
    write_agent("desks", seats);
    write_agent("meeting", "  - {id: motion, kind: pir, line: motion, warm_up: 0s}\n");
    write_agent("entrance", "  - {id: door, kind: beam-pair, lines: {outer: outer, inner: inner}, "
                            "active: low}\n");
}

static int make_day(void **state)
{
    (void)state;
    if (!mkdtemp(folder))
        return -1;
    write_files();
    int failed = shell("%s --out %s --clean --hours 24 --start " START " --day-start " START,
                       LAMPION_PLACE, folder);
    for (int i = 0; !failed && i < AGENTS; i++)
        failed = shell("cd %s && %s replay --config %s.yaml --start " START " --end " END
                       " %s.csv >%s.jsonl",
                       folder, LAMPION_AGENT, agents[i], agents[i], agents[i]);
    return failed;
}

static int remove_folder(void **state)
{
    (void)state;
    return shell("rm -r %s", folder);
}

/* Runs lampion in the folder: the exit code, and in `said` what it said. */
static int lampion(const char *format, ...)
{
    char words[400];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(words, sizeof words, format, arguments);
    va_end(arguments);
    int code = shell("cd %s && %s %s >said 2>&1", folder, LAMPION, words);
    FILE *file = open_in("said", "re");
    said[fread(said, 1, sizeof said - 1, file)] = 0;
    fclose(file);
    return code;
}

static int replay(const char *arguments)
{
    return lampion("replay %s", arguments);
}

#define ALL " --place place.yaml desks.jsonl meeting.jsonl entrance.jsonl"

static void replay_all(const char *db)
{
    char arguments[256];
    snprintf(arguments, sizeof arguments, "--db %s" ALL, db);
    if (replay(arguments) != 0)
        fail_msg("lampion replay %s: %s", arguments, said);
}

static void expect_said(const char *words)
{
    if (!strstr(said, words))
        fail_msg("\"%s\" does not say \"%s\"", said, words);
}

/* The first column of the first row; 0 when the statement cannot be run yet. */
static int64_t ask(const char *db, const char *statement, char *text, size_t size)
{
    sqlite3 *file = NULL;
    sqlite3_stmt *query = NULL;
    int64_t number = 0;
    if (sqlite3_open_v2(path_in(db), &file, SQLITE_OPEN_READWRITE, NULL) == SQLITE_OK &&
        sqlite3_prepare_v2(file, statement, -1, &query, NULL) == SQLITE_OK &&
        sqlite3_step(query) == SQLITE_ROW) {
        number = sqlite3_column_int64(query, 0);
        if (text)
            snprintf(text, size, "%s", (const char *)sqlite3_column_text(query, 0));
    }
    sqlite3_finalize(query);
    sqlite3_close(file);
    return number;
}

static int64_t number(const char *db, const char *statement)
{
    return ask(db, statement, NULL, 0);
}

static void read_agent(struct history *history, const char *db, const char *agent)
{
    char statement[160], stream[STREAM_MAX] = "";
    snprintf(statement, sizeof statement,
             "SELECT name FROM stream WHERE agent = (SELECT id FROM agent WHERE name = '%s')",
             agent);
    ask(db, statement, stream, sizeof stream);
    history_read(history, path_in(db), stream);
    history_check_whole(history);
}

/* Every line of the agent's file is a row, in its order, and there are no others. */
static void check_agent(const char *db, const char *agent)
{
    char name[64], line[MESSAGE_LINE_MAX + 2], text[512];
    struct history history;
    size_t count = 0;
    snprintf(name, sizeof name, "%s.jsonl", agent);
    FILE *lines = open_in(name, "re");
    read_agent(&history, db, agent);
    for (; fgets(line, sizeof line, lines); count++) {
        line[strcspn(line, "\n")] = 0;
        assert_true(count < history.count);
        history_line(&history.rows[count], agent, text, sizeof text);
        assert_string_equal(text, line);
    }
    assert_int_equal(count, history.count);
    assert_true(count > 1440); /* beats, and more */
    assert_int_equal(history_check_beats(&history, START_MS, INT64_MAX), 1440);
    fclose(lines);
    history_free(&history);
}

static void check_day(const char *db)
{
    for (int i = 0; i < AGENTS; i++)
        check_agent(db, agents[i]);
    assert_int_equal(number(db, "SELECT count(*) FROM stream"), AGENTS);
    assert_int_equal(number(db, "SELECT count(*) FROM boot"), AGENTS);
    assert_int_equal(number(db, "SELECT count(*) FROM loss"), 0);
    assert_int_equal(number(db, "SELECT count(*) FROM description WHERE from_ms = 0"), 1);
}

/* Lines of a file by kind and sensor, counted by the decoder; rows, by SQL. */
static void check_counts(const char *db, const char *agent, const char *sensor,
                         enum event_kind kind, enum row_kind row)
{
    char name[64], line[MESSAGE_LINE_MAX + 2], statement[256];
    int64_t lines = 0;
    struct line_message message;
    snprintf(name, sizeof name, "%s.jsonl", agent);
    FILE *file = open_in(name, "re");
    while (fgets(line, sizeof line, file)) {
        assert_int_equal(line_decode(&message, line, strcspn(line, "\n")), MESSAGE_OK);
        lines += message.event.kind == kind && !strcmp(message.event.sensor, sensor);
    }
    fclose(file);
    snprintf(statement, sizeof statement,
             "SELECT count(*) FROM event JOIN sensor ON sensor.id = event.sensor JOIN agent ON "
             "agent.id = sensor.agent WHERE agent.name = '%s' AND sensor.name = '%s' AND kind = %d",
             agent, sensor, (int)row);
    assert_true(lines > 0);
    assert_int_equal(number(db, statement), lines);
}

/* Who went through the door by the truth of the simulated place. */
static void count_passages(int64_t *in, int64_t *out)
{
    char line[256];
    int people;
    FILE *truth = open_in("truth.csv", "re");
    for (*in = *out = 0; fgets(line, sizeof line, truth);)
        if (sscanf(line, "%*[^,],pass,door,in:%d", &people) == 1)
            *in += people;
        else if (sscanf(line, "%*[^,],pass,door,out:%d", &people) == 1)
            *out += people;
    fclose(truth);
}

static void test_a_day(void **state)
{
    (void)state;
    char sensor[ID_MAX];
    int64_t in, out;
    replay_all("day.db");
    expect_said(" events of 3 agents over 1.0 days are in the history; ");
    check_day("day.db");
    for (int i = 1; i <= 24; i++) {
        snprintf(sensor, sizeof sensor, "seat-%02d", i);
        check_counts("day.db", "desks", sensor, EVENT_LEVEL, ROW_LEVEL);
    }
    check_counts("day.db", "meeting", "motion", EVENT_LEVEL, ROW_LEVEL);
    check_counts("day.db", "entrance", "door", EVENT_PASS, ROW_PASS);
    count_passages(&in, &out);
    assert_true(in > 100);
    assert_int_equal(number("day.db", "SELECT sum(value) FROM event WHERE kind = 2 AND value > 0"),
                     in);
    assert_int_equal(number("day.db", "SELECT -sum(value) FROM event WHERE kind = 2 AND value < 0"),
                     out);
}

static void test_again_is_the_same(void **state)
{
    (void)state;
    char words[96];
    replay_all("again.db");
    int64_t events = number("again.db", "SELECT count(*) FROM event");
    replay_all("again.db");
    snprintf(words, sizeof words, ", %lld of them were before", (long long)events);
    expect_said(words);
    check_day("again.db");
}

/* A file that has grown goes on where it was. */
static void test_a_file_that_grows(void **state)
{
    (void)state;
    assert_int_equal(shell("cd %s && head -n 700 desks.jsonl >part.jsonl", folder), 0);
    assert_int_equal(replay("--db grown.db --place place.yaml part.jsonl"), 0);
    assert_int_equal(number("grown.db", "SELECT count(*) FROM event"), 700);
    replay_all("grown.db");
    expect_said(", 700 of them were before");
    check_day("grown.db");
}

static void feed_half(const char *fifo)
{
    struct stat file;
    assert_int_equal(stat(path_in("desks.jsonl"), &file), 0);
    size_t half = (size_t)file.st_size / 2;
    char *text = malloc(half);
    FILE *from = open_in("desks.jsonl", "re");
    assert_int_equal(fread(text, 1, half, from), half);
    fclose(from);
    int to = open(path_in(fifo), O_WRONLY | O_CLOEXEC);
    for (size_t done = 0; done < half;) {
        ssize_t wrote = write(to, text + done, half - done);
        assert_true(wrote > 0);
        done += (size_t)wrote;
    }
    free(text);
    /* Left open: the replay waits for more, until it is killed. */
}

static void test_killed_in_the_middle(void **state)
{
    (void)state;
    struct process process = {0};
    assert_int_equal(mkfifo(path_in("fifo"), 0600), 0);
    char db[128], place[128], fifo[128];
    strcpy(db, path_in("killed.db"));
    strcpy(place, path_in("place.yaml"));
    strcpy(fifo, path_in("fifo"));
    const char *const argv[] = {LAMPION, "replay", "--place", place, "--db", db, fifo, NULL};
    process_start(&process, path_in("killed.log"), argv);
    feed_half("fifo");
    for (int64_t end_ms = until_ms(20000);
         number("killed.db", "SELECT max(durable) FROM stream") == 0 && !until_over(end_ms);)
        usleep(5000);
    process_kill(&process);
    int64_t kept = number("killed.db", "SELECT count(*) FROM event");
    assert_true(kept > 0);
    assert_int_equal(number("killed.db", "SELECT durable FROM stream"), kept);
    replay_all("killed.db");
    check_day("killed.db");
}

static void test_standard_input(void **state)
{
    (void)state;
    assert_int_equal(shell("cd %s && sort -s -t '\"' -k 4,4 desks.jsonl meeting.jsonl "
                           "entrance.jsonl | %s replay --place place.yaml --db piped.db - >said",
                           folder, LAMPION),
                     0);
    check_day("piped.db");
    replay_all("piped.db"); /* by other names, the same streams */
    check_day("piped.db");
}

/* A report is issued, somebody corrects a count of its day, the history settles again. */
static void test_a_report_that_was_issued(void **state)
{
    static const char report[] = "--period 2026-10-05 --lang en --format json -o issued.json";
    (void)state;
    FILE *config = open_in("lampion.yaml", "we");
    fputs("broker: {uri: \"mqtt://127.0.0.1:1883\"}\nstore: {path: issued.db, raw: 400d}\n",
          config);
    fclose(config);
    replay_all("issued.db");
    assert_int_equal(lampion("report --config lampion.yaml %s", report), 0);
    assert_int_equal(shell("cd %s && grep -q '\"key\": *\"store.raw\"' issued.json", folder), 0);
    assert_int_equal(lampion("report --config lampion.yaml --verify issued.json"), 0);
    expect_said("equal: 2026-10-05 as json, issued ");
    assert_int_equal(lampion("count --config lampion.yaml house 0 --at 2026-10-05T08:01 --by ana"),
                     0);
    replay_all("issued.db");
    assert_int_equal(lampion("report --config lampion.yaml --verify issued.json"), 1);
    expect_said("; 1 correction since: the data have changed\nnow: house ");
    expect_said("now: house person_hours flagged ");
    assert_int_equal(lampion("report --config lampion.yaml %s", report), 0); /* it is another */
    expect_said("whoever has both can tell what came in between");
    assert_int_equal(lampion("report --config lampion.yaml --verify issued.json"), 0);
    assert_int_equal(shell("echo >>%s/issued.json", folder), 0);
    assert_int_equal(lampion("report --config lampion.yaml --verify issued.json"), 1);
    expect_said("was changed since it was issued");
}

static void expect_refused(const char *arguments, const char *words)
{
    assert_int_equal(replay(arguments), 2);
    expect_said(words);
}

static void test_what_is_refused(void **state)
{
    (void)state;
    expect_refused("--db x.db", "name a file of events");
    expect_refused("--db none.db desks.jsonl", "add --place place.yaml");
    expect_refused("--db x.db --place place.yaml nowhere.jsonl", "nowhere.jsonl: cannot be opened");
    expect_refused("--db x.db --place nowhere.yaml desks.jsonl", "nowhere.yaml: No such file");
    expect_refused("--db x.db --place desks.yaml desks.jsonl", "desks.yaml:2: ");
    expect_refused("--db x.db --place place.yaml desks.jsonl desks.jsonl",
                   "desks.jsonl:1: desks begins as in a file before it");
    assert_int_equal(shell("cd %s && sed '100s/\"k\"/\"q\"/' desks.jsonl >wrong.jsonl && "
                           "tail -n +2 desks.jsonl >late.jsonl",
                           folder),
                     0);
    expect_refused("--db y.db --place place.yaml desks.jsonl late.jsonl",
                   ": desks went on in another file before this");
    expect_refused("--db z.db --place place.yaml wrong.jsonl", "wrong.jsonl:100: this is no event");
    expect_said("99 events of 1 agents");
    assert_int_equal(number("z.db", "SELECT count(*) FROM event"), 99);
    assert_int_equal(number("z.db", "SELECT durable FROM stream"), 99);
    replay_all("z.db"); /* mended */
    check_day("z.db");
}

/* Another past of the same agent that begins alike is not taken for the rest of the first. */
static void test_another_past_is_not_the_rest(void **state)
{
    (void)state;
    assert_int_equal(shell("cd %s && head -n 600 desks.jsonl >first.jsonl && "
                           "sed '500,600d' desks.jsonl >other.jsonl",
                           folder),
                     0);
    assert_int_equal(replay("--db other.db --place place.yaml first.jsonl"), 0);
    expect_refused("--db other.db --place place.yaml other.jsonl",
                   "other.jsonl:600: the store has another event number 600");
    assert_int_equal(number("other.db", "SELECT count(*) FROM event"), 600);
}

/* What an agent says from ten minutes after the cut on, without the running totals of doors. */
static void say_after_cut(const char *agent, const char *start, const char *trace, const char *to)
{
    assert_int_equal(shell("cd %s/cut && %s replay --config ../%s.yaml --start %s --end " END
                           " %s | awk -F '\"' '$4 > \"2026-10-05T16:10\"' | "
                           "sed 's/,\"in\":.*//' >%s",
                           folder, LAMPION_AGENT, agent, start, trace, to),
                     0);
}

/* The demo's past goes over into its present: after the cut all is as without it. */
static void test_a_cut_changes_nothing(void **state)
{
    (void)state;
    char trace[64];
    assert_int_equal(shell("%s --out %s/cut --hours 24 --start " START " >/dev/null && "
                           "cp -r %s/cut %s/whole && %s %s/cut 36000",
                           LAMPION_PLACE, folder, folder, folder, SPLIT, folder),
                     0);
    for (int i = 0; i < AGENTS; i++) {
        snprintf(trace, sizeof trace, "../whole/%s.csv", agents[i]);
        say_after_cut(agents[i], START, trace, "whole");
        snprintf(trace, sizeof trace, "%s.csv", agents[i]);
        say_after_cut(agents[i], "2026-10-05T16:00:00Z", trace, "live");
        assert_int_equal(shell("cd %s && test -s cut/live && cmp cut/whole cut/live && "
                               "cmp whole/%s.csv cut/past/%s.csv",
                               folder, agents[i], agents[i]),
                         0);
    }
    /* What was true at the cut, and all that changed after it. */
    assert_int_equal(shell("cd %s && awk -F, '/^[0-9]/ { if ($1 <= 36000 && $2 != \"pass\" && $2 "
                           "!= \"swing\") at[$2 FS $3] = $4; else if ($1 > 36000) n++ } END { for "
                           "(k in at) print k FS at[k]; print n }' whole/truth.csv | sort >a && "
                           "awk -F, '/^[0-9]/ { if ($1 == 0) print $2 FS $3 FS $4; else n++ } END "
                           "{ print n }' cut/truth.csv | sort >b && cmp a b",
                           folder),
                     0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_day),
        cmocka_unit_test(test_again_is_the_same),
        cmocka_unit_test(test_a_file_that_grows),
        cmocka_unit_test(test_killed_in_the_middle),
        cmocka_unit_test(test_standard_input),
        cmocka_unit_test(test_a_report_that_was_issued),
        cmocka_unit_test(test_what_is_refused),
        cmocka_unit_test(test_a_cut_changes_nothing),
        cmocka_unit_test(test_another_past_is_not_the_rest),
    };
    signal(SIGPIPE, SIG_IGN);
    return cmocka_run_group_tests(tests, make_day, remove_folder);
}
