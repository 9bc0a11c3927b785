/* lampion-agent as a program, with a real mosquitto and a collector of the test's own. */
#include "tests/unit/test.h"

#include "agent/board.h"
#include "agent/common/time.h"
#include "tests/support/broker.h"
#include "tests/support/process.h"
#include "tests/system/collector.h"
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define HEAD "t,line,level\n0,S,0\n0,P,0\n"
#define QUIET HEAD "0.2,S,1\n"

struct rig {
    char folder[64];
    struct broker *broker;
    struct collector collector;
    struct process agent;
};

static struct rig *rig_of(void **state)
{
    return *state;
}

static const char *path_of(const struct rig *rig, const char *name)
{
    static char paths[4][128];
    static int turn;
    char *path = paths[turn++ % 4];
    snprintf(path, sizeof paths[0], "%s/%s", rig->folder, name);
    return path;
}

static void write_file(const struct rig *rig, const char *name, const char *text)
{
    FILE *file = fopen(path_of(rig, name), "w");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static int set_up(void **state)
{
    struct rig *rig = calloc(1, sizeof *rig);
    strcpy(rig->folder, "/tmp/lampion-agent-XXXXXX");
    rig->broker = broker_new(0);
    if (!mkdtemp(rig->folder) || !rig->broker || broker_start(rig->broker) < 0)
        return -1;
    collector_open(&rig->collector, broker_uri(rig->broker));
    *state = rig;
    return 0;
}

static int tear_down(void **state)
{
    struct rig *rig = *state;
    const char *const names[] = {"agent.yaml", "T.csv", "agent.log"};
    process_kill(&rig->agent);
    collector_close(&rig->collector);
    broker_free(rig->broker);
    for (size_t i = 0; i < 3; i++)
        unlink(path_of(rig, names[i]));
    rmdir(rig->folder);
    free(rig);
    return 0;
}

static void start_agent(struct rig *rig, const char *trace, const char *clock)
{
    char yaml[512];
    snprintf(yaml, sizeof yaml,
             "place: test\nagent: board\nbroker: {uri: \"%s\"}\n"
             "lines: {source: trace, file: T.csv}\nsensors:\n"
             "  - {id: seat, kind: seat, line: S, bias: pull-up, debounce: 0, confirm: 0}\n"
             "  - {id: motion, kind: pir, line: P, warm_up: 60s}\n",
             broker_uri(rig->broker));
    write_file(rig, "agent.yaml", yaml);
    write_file(rig, "T.csv", trace);
    const char *argv[] = {
        LAMPION_AGENT, "run", "--config", path_of(rig, "agent.yaml"), clock ? "--clock" : NULL,
        clock,         NULL};
    process_start(&rig->agent, path_of(rig, "agent.log"), argv);
}

/* A seat that changes every 50 ms for a minute. */
static const char *restless_trace(void)
{
    static char text[40000];
    size_t used = (size_t)sprintf(text, HEAD);
    for (int i = 1; i <= 1200; i++)
        used += (size_t)sprintf(text + used, "%d.%02d,S,%d\n", i / 20, i % 20 * 5, i % 2);
    return text;
}

static void test_hello_is_retained_and_state_comes_at_once(void **state)
{
    struct rig *rig = rig_of(state);
    struct collector *collector = &rig->collector;
    start_agent(rig, QUIET, NULL);
    collector_until(collector, collector->hellos && collector->states);
    assert_true(collector->hello.online);
    assert_false(collector->hello_retained);
    assert_int_equal(collector->hello.conn, 1);
    assert_string_equal(collector->hello.version, LAMPION_VERSION);
    assert_string_equal(collector->state.stream, collector->hello.stream);
    assert_string_equal(collector->state.boot, collector->hello.boot);

    struct collector late;
    collector_open(&late, broker_uri(rig->broker));
    collector_until(&late, late.hellos);
    assert_true(late.hello_retained);
    assert_string_equal(late.hello.stream, collector->hello.stream);
    collector_close(&late);
}

static void test_events_go_on_as_they_are_acknowledged(void **state)
{
    struct rig *rig = rig_of(state);
    struct collector *collector = &rig->collector;
    collector->acknowledges = true;
    start_agent(rig, restless_trace(), NULL);
    collector_until(collector, collector->seen >= 40);
    assert_int_equal(collector->events[0].kind, EVENT_BEAT);
    assert_string_equal(collector->events[1].sensor, "seat");
    assert_int_equal(collector->events[1].value, 0);
    for (uint64_t i = 2; i < 40; i++) {
        assert_int_equal(collector->events[i].value, (i + 1) % 2);
        assert_true(collector->events[i].t_ms >= collector->events[i - 1].t_ms);
    }
    /* In order, and none sent again that was acknowledged in time. */
    for (size_t i = 1; i < collector->messages; i++)
        assert_true(collector->firsts[i] >= collector->firsts[i - 1]);
    assert_true(collector->states >= 10); /* one a change, far from one every 10 s */
}

static void test_without_an_ack_it_sends_again_and_only_that(void **state)
{
    struct rig *rig = rig_of(state);
    struct collector *collector = &rig->collector;
    start_agent(rig, restless_trace(), NULL);
    collector_until(collector, collector->messages >= 2);
    assert_int_equal(collector->firsts[0], 1);
    assert_int_equal(collector->firsts[1], 1);
    uint64_t seen = collector->seen;
    collector_acknowledge(collector, "c0", seen);
    collector_until(collector, collector->messages >= 3);
    assert_int_equal(collector->firsts[2], seen + 1);
}

static void test_a_new_run_with_a_lower_number_makes_it_go_back(void **state)
{
    struct rig *rig = rig_of(state);
    struct collector *collector = &rig->collector;
    collector->acknowledges = true;
    start_agent(rig, QUIET, NULL);
    collector_until(collector, collector->seen >= 3 && collector->hellos);
    collector->acknowledges = false;
    collector_forget(collector);
    collector_acknowledge(collector, "c1", 1); /* a restored database */
    collector_until(collector, collector->messages >= 1);
    assert_int_equal(collector->firsts[0], 2);
}

static void test_a_killed_agent_leaves_its_will(void **state)
{
    struct rig *rig = rig_of(state);
    struct collector *collector = &rig->collector;
    start_agent(rig, QUIET, NULL);
    collector_until(collector, collector->hellos && collector->hello.online);
    struct hello_message before = collector->hello;
    process_kill(&rig->agent);
    collector_until(collector, !collector->hello.online);
    assert_string_equal(collector->hello.stream, before.stream);
    assert_int_equal(collector->hello.conn, before.conn);

    collector_forget(collector);
    start_agent(rig, QUIET, NULL);
    collector_until(collector, collector->hellos && collector->hello.online);
    assert_string_not_equal(collector->hello.stream, before.stream);
}

static void test_a_stopped_agent_says_goodbye(void **state)
{
    struct rig *rig = rig_of(state);
    struct collector *collector = &rig->collector;
    collector->acknowledges = true;
    start_agent(rig, QUIET, NULL);
    collector_until(collector, collector->hellos && collector->seen >= 3);
    int status = process_stop(&rig->agent);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
    collector_until(collector, !collector->hello.online);
    assert_int_equal(collector->hello.conn, 1);
}

static void test_it_survives_a_broker_that_forgets(void **state)
{
    struct rig *rig = rig_of(state);
    struct collector *collector = &rig->collector;
    start_agent(rig, restless_trace(), NULL);
    collector_until(collector, collector->hellos && collector->seen >= 3);
    broker_kill(rig->broker);
    collector_until(collector, !collector->connected);
    assert_int_equal(broker_start(rig->broker), 0);
    collector_forget(collector);
    collector->acknowledges = true;
    collector_until(collector, collector->hellos && collector->states && collector->messages);
    assert_true(collector->hello.online);
    assert_true(collector->hello.conn > 1);
    assert_int_equal(collector->state.conn, collector->hello.conn);
    assert_int_equal(collector->firsts[0], 1); /* nothing was acknowledged */
    uint64_t seen = collector->seen;
    collector_until(collector, collector->seen >= seen + 10);
}

struct expected {
    struct event *events;
    size_t count, capacity;
};

static void expect_event(void *context, const struct event *event)
{
    struct expected *self = context;
    if (self->count == self->capacity) {
        self->capacity = self->capacity ? 2 * self->capacity : 1024;
        self->events = realloc(self->events, self->capacity * sizeof *self->events);
        assert_non_null(self->events);
    }
    self->events[self->count++] = *event;
}

/* What the board itself says in virtual time. */
static struct expected expect(struct rig *rig, int64_t origin_ms, int64_t end_ms)
{
    struct agent_config config;
    struct expected expected = {0};
    struct why why = {""};
    assert_int_equal(agent_config_read(&config, path_of(rig, "agent.yaml"), &why), 0);
    struct board *board = board_open(&config, (struct board_origin){origin_ms, 0}, &why);
    assert_non_null(board);
    assert_int_equal(board_begin(board, origin_ms, expect_event, &expected, &why), 0);
    assert_int_equal(board_run(board, end_ms, SIZE_MAX / 2), 0);
    board_close(board);
    agent_config_clear(&config);
    return expected;
}

/* A seat and a motion sensor in use for ten days. */
static const char *long_trace(uint64_t random)
{
    static char text[500000];
    size_t used = (size_t)sprintf(text, HEAD);
    int level[2] = {0, 0};
    for (int64_t t_ms = 0; t_ms < 10 * 86400000LL;) {
        int line = (int)test_between(&random, 0, 1);
        t_ms += test_between(&random, 1, 150000);
        level[line] = !level[line];
        used += (size_t)sprintf(text + used, "%lld.%03lld,%c,%d\n", (long long)(t_ms / 1000),
                                (long long)(t_ms % 1000), "SP"[line], level[line]);
    }
    return text;
}

static void test_time_200000_times_as_fast_changes_nothing(void **state)
{
    struct rig *rig = rig_of(state);
    struct collector *collector = &rig->collector;
    const int64_t origin_ms = 1790000000000; /* simulated mono time is wall time */
    char clock[96];
    snprintf(clock, sizeof clock, "%lld,%lld,200000", (long long)clock_real_ms() + 1500,
             (long long)origin_ms);
    collector->acknowledges = true;
    start_agent(rig, long_trace(test_seed()), clock);
    collector_until(collector, collector->seen > 10 * 1440);
    struct expected expected = expect(rig, origin_ms, origin_ms + 10 * 86400000LL);
    size_t count = collector->seen < expected.count ? collector->seen : expected.count;
    assert_true(count > 14400);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(collector->events[i].t_ms, expected.events[i].t_ms);
        assert_int_equal(collector->events[i].kind, expected.events[i].kind);
        assert_int_equal(collector->events[i].value, expected.events[i].value);
        assert_string_equal(collector->events[i].sensor, expected.events[i].sensor);
    }
    free(expected.events);
}

static void test_a_trace_waits_for_a_collector_that_is_away(void **state)
{
    struct rig *rig = rig_of(state);
    struct collector *collector = &rig->collector;
    char clock[96];
    snprintf(clock, sizeof clock, "%lld,1790000000000,10000000", (long long)clock_real_ms());
    start_agent(rig, QUIET, clock);
    collector_until(collector, collector->states && collector->state.head > 20000);
    uint64_t head = collector->state.head;
    collector_forget(collector);
    collector_until(collector, collector->states >= 3);
    assert_int_equal(collector->state.head, head); /* it waits */
    assert_true(head < 25000);
    collector->acknowledges = true;
    collector_acknowledge(collector, collector->run, collector->seen);
    collector_until(collector, collector->state.head > head);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_hello_is_retained_and_state_comes_at_once),
        TEST(test_events_go_on_as_they_are_acknowledged),
        TEST(test_without_an_ack_it_sends_again_and_only_that),
        TEST(test_a_new_run_with_a_lower_number_makes_it_go_back),
        TEST(test_a_killed_agent_leaves_its_will),
        TEST(test_a_stopped_agent_says_goodbye),
        TEST(test_it_survives_a_broker_that_forgets),
        TEST(test_time_200000_times_as_fast_changes_nothing),
        TEST(test_a_trace_waits_for_a_collector_that_is_away),
    };
    signal(SIGPIPE, SIG_IGN);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
