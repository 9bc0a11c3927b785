#include "tests/unit/test.h"

#include "agent/board.h"
#include <string.h>
#include <unistd.h>

#define AGENT_YAML                                                                                 \
    "place: gare\nagent: desks\n"                                                                  \
    "broker: {uri: \"mqtt://127.0.0.1\"}\n"                                                        \
    "lines: {source: trace, file: T.csv}\n"                                                        \
    "sensors:\n"                                                                                   \
    "  - {id: seat-01, kind: seat, line: S1, bias: pull-up, debounce: 100ms, confirm: 2s}\n"       \
    "  - {id: meeting, kind: pir, line: P, warm_up: 20s, coalesce: 10s, debounce: 0}\n"            \
    "  - {id: door, kind: beam-pair, lines: {outer: O, inner: I}, active: low, bias: pull-up,\n"   \
    "     debounce: 5ms}\n"

#define BEGIN_MS 1000000

static char folder[] = "/tmp/lampion-board-XXXXXX";
static struct agent_config config;

static void write_file(const char *name, const char *text)
{
    char path[128];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static int make_folder(void **state)
{
    (void)state;
    char path[128];
    struct why why;
    if (!mkdtemp(folder))
        return -1;
    write_file("agent.yaml", AGENT_YAML);
    snprintf(path, sizeof path, "%s/agent.yaml", folder);
    if (agent_config_read(&config, path, &why) < 0) {
        print_error("%s\n", why.text);
        return -1;
    }
    return 0;
}

static int remove_folder(void **state)
{
    (void)state;
    const char *const names[] = {"agent.yaml", "T.csv"};
    char path[128];
    agent_config_clear(&config);
    for (size_t i = 0; i < 2; i++) {
        snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        unlink(path);
    }
    return rmdir(folder);
}

/* What a board said, a line an event, times since it began. */
struct record {
    char *text;
    size_t length;
    FILE *out;
    int64_t last_ms;
    size_t count;
};

static void record_start(struct record *self)
{
    *self = (struct record){0};
    self->out = open_memstream(&self->text, &self->length);
}

static void record_event(void *context, const struct event *event)
{
    struct record *self = context;
    assert_true(event->t_ms >= self->last_ms);
    self->last_ms = event->t_ms;
    self->count++;
    fprintf(self->out, "%lld %s %s", (long long)(event->t_ms - BEGIN_MS),
            *event->sensor ? event->sensor : "-", event_kind_name(event->kind));
    if (event->kind == EVENT_LEVEL)
        fprintf(self->out, " %lld", (long long)event->value);
    if (event->kind == EVENT_PASS)
        fprintf(self->out, " %s %d %lld %lld", event->direction == PASS_IN ? "in" : "out",
                event->people, (long long)event->in, (long long)event->out);
    if (event->kind == EVENT_FAULT)
        fprintf(self->out, " %s", event->why);
    fputc('\n', self->out);
}

static struct board *begin(struct record *record, int64_t begin_ms)
{
    struct why why = {""};
    struct board *board = board_open(&config, (struct board_origin){BEGIN_MS, 0}, &why);
    if (!board)
        fail_msg("%s", why.text);
    record_start(record);
    assert_int_equal(board_begin(board, begin_ms, record_event, record, &why), 0);
    return board;
}

static char *end(struct board *board, struct record *record)
{
    board_close(board);
    fclose(record->out);
    return record->text;
}

static const char day[] = "t,line,level\n"
                          "0,S1,0\n0,P,0\n0,O,1\n0,I,1\n"
                          "10,S1,1\n"                                   /* sits */
                          "12.100,S1,0\n"                               /* a bounce at */
                          "12.150,S1,1\n"                               /* the decision */
                          "30,P,1\n33,P,0\n"                            /* moves */
                          "39,O,0\n39.1,I,0\n39.2,O,1\n39.3,I,1\n"      /* goes in */
                          "60,O,0\n"                                    /* on the beat */
                          "60.1,I,0\n60.2,I,1\n60.3,O,1\n"              /* turns back */
                          "119.9,S1,0\n"                                /* gets up */
                          "130,I,0\n130.1,O,0\n130.2,I,1\n130.3,O,1\n"; /* goes out */

static const char day_events[] = "0 - beat\n"
                                 "0 seat-01 level 0\n"
                                 "12100 seat-01 level 1\n"
                                 "20000 meeting level 0\n"
                                 "30000 meeting level 1\n"
                                 "39306 door pass in 1 1 0\n"
                                 "43000 meeting level 0\n"
                                 "60000 - beat\n"
                                 "120000 - beat\n"
                                 "122000 seat-01 level 0\n"
                                 "130306 door pass out 1 1 1\n"
                                 "180000 - beat\n";

static void test_a_trace_becomes_these_events(void **state)
{
    (void)state;
    struct record record;
    write_file("T.csv", day);
    struct board *board = begin(&record, BEGIN_MS);
    assert_int_equal(board_run(board, BEGIN_MS + 200000, 100000), 0);
    assert_true(board_now(board) == BEGIN_MS + 200000);
    char *text = end(board, &record);
    assert_string_equal(text, day_events);
    free(text);
}

/* A doorway that was blocked and is free again: both are told, for until the next passage nobody
 * would know that it counts. */
static void test_the_end_of_a_standing_fault_is_told(void **state)
{
    (void)state;
    struct record record;
    write_file("T.csv", "t,line,level\n0,S1,0\n0,P,0\n0,O,1\n0,I,1\n30,O,0\n50,O,1\n");
    struct board *board = begin(&record, BEGIN_MS);
    assert_int_equal(board_run(board, BEGIN_MS + 59000, 100000), 0);
    char *text = end(board, &record);
    assert_string_equal(text, "0 - beat\n"
                              "0 seat-01 level 0\n"
                              "20000 meeting level 0\n"
                              "35005 door fault obstructed\n"
                              "50006 door fault over\n");
    free(text);
}

static void test_words_tell_what_is_true_now(void **state)
{
    (void)state;
    struct record record;
    struct sensor_word words[3];
    write_file("T.csv", day);
    struct board *board = begin(&record, BEGIN_MS);
    board_words(board, words);
    assert_string_equal(words[0].sensor, "seat-01");
    assert_true(words[0].has_value && words[0].value == 0 && !words[0].has_since);
    assert_string_equal(words[1].sensor, "meeting");
    assert_false(words[1].has_value);
    assert_int_equal(words[1].fault_count, 1);
    assert_string_equal(words[1].faults[0], "warm-up");
    assert_int_equal(board_run(board, BEGIN_MS + 140000, 100000), 0);
    board_words(board, words);
    assert_true(words[0].has_value && words[0].value == 0 && words[0].has_since);
    assert_int_equal(words[0].since_ms, BEGIN_MS + 122000);
    assert_true(words[2].has_totals && words[2].in == 1 && words[2].out == 1);
    free(end(board, &record));
}

static void test_what_happened_before_the_begin_is_not_told(void **state)
{
    (void)state;
    struct record record;
    write_file("T.csv", day);
    struct board *board = begin(&record, BEGIN_MS + 50000);
    assert_int_equal(board_run(board, BEGIN_MS + 110000, 100000), 0);
    char *text = end(board, &record);
    assert_string_equal(text, "50000 - beat\n50000 seat-01 level 1\n70000 meeting level 0\n"
                              "110000 - beat\n");
    free(text);
}

static void test_work_is_bounded(void **state)
{
    (void)state;
    struct record record;
    write_file("T.csv", day);
    struct board *board = begin(&record, BEGIN_MS);
    size_t before = record.count;
    int64_t year_ms = 365LL * 86400000;
    assert_int_equal(board_run(board, BEGIN_MS + year_ms, 1000), 1);
    assert_true(record.count - before <= 1000 + 64);
    assert_true(board_now(board) < BEGIN_MS + 1100LL * BOARD_BEAT_MS);
    int turns = 0;
    while (board_run(board, BEGIN_MS + year_ms, 1000) == 1)
        turns++;
    assert_true(turns > 500);
    assert_int_equal(record.count, 1 + 365 * 1440 + 8);
    free(end(board, &record));
}

/* A trace of any edges, many of them at one time or on a beat. */
static void write_random_trace(uint64_t *random)
{
    static const char *const names[] = {"S1", "P", "O", "I"};
    static char text[400000];
    size_t used = (size_t)sprintf(text, "t,line,level\n0,S1,0\n0,P,0\n0,O,1\n0,I,1\n");
    int64_t t_ms = 0;
    for (int i = 0; i < 2000; i++) {
        switch (test_between(random, 0, 9)) {
        case 0:
            break;
        case 1:
            t_ms += 60000 - t_ms % 60000;
            break;
        case 2:
            t_ms += test_between(random, 0, 30000);
            break;
        default:
            t_ms += test_between(random, 1, 400);
        }
        used += (size_t)sprintf(text + used, "%lld.%03lld,%s,%d\n", (long long)(t_ms / 1000),
                                (long long)(t_ms % 1000), names[test_between(random, 0, 3)],
                                (int)test_between(random, 0, 1));
    }
    write_file("T.csv", text);
}

enum stepping { STEP_AT_ONCE, STEP_BY_DEADLINE, STEP_ANYHOW };

static char *play(enum stepping stepping, uint64_t *random)
{
    struct record record;
    struct board *board = begin(&record, BEGIN_MS);
    const int64_t end_ms = BEGIN_MS + 5000000;
    int64_t now_ms = BEGIN_MS;
    while (now_ms < end_ms) {
        if (stepping == STEP_AT_ONCE)
            now_ms = end_ms;
        else if (stepping == STEP_BY_DEADLINE)
            now_ms = board_deadline(board);
        else
            now_ms += test_between(random, 0, 1) ? test_between(random, 0, 50)
                                                 : test_between(random, 0, 100000);
        if (now_ms > end_ms)
            now_ms = end_ms;
        size_t work = (size_t)test_between(random, 1, 300);
        int result;
        while ((result = board_run(board, now_ms, work)) == 1)
            assert_true(board_now(board) <= now_ms);
        assert_int_equal(result, 0);
        assert_true(board_now(board) == now_ms);
        assert_true(board_deadline(board) > now_ms);
    }
    assert_true(record.count > 100);
    return end(board, &record);
}

static void test_property_stepping_does_not_matter(void **state)
{
    (void)state;
    uint64_t random = test_seed();
    for (int run = 0; run < 10; run++) {
        write_random_trace(&random);
        char *at_once = play(STEP_AT_ONCE, &random);
        char *by_deadline = play(STEP_BY_DEADLINE, &random);
        char *anyhow = play(STEP_ANYHOW, &random);
        assert_string_equal(by_deadline, at_once);
        assert_string_equal(anyhow, at_once);
        free(at_once);
        free(by_deadline);
        free(anyhow);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_trace_becomes_these_events),
        cmocka_unit_test(test_the_end_of_a_standing_fault_is_told),
        cmocka_unit_test(test_words_tell_what_is_true_now),
        cmocka_unit_test(test_what_happened_before_the_begin_is_not_told),
        cmocka_unit_test(test_work_is_bounded),
        cmocka_unit_test(test_property_stepping_does_not_matter),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
