/* From an edge of a trace to the live page, with real programs in between. */
#include "tests/unit/test.h"

#include "tests/support/fetch.h"
#include "tests/support/until.h"
#include "tests/system/town.h"
#include <signal.h>
#include <string.h>
#include <unistd.h>

static const char place[] =
    "place: {id: town, name: Town, timezone: Europe/Paris}\n"
    "zones:\n"
    "  - {id: openspace, name: O, kind: seats, release: 0s, seats: [{id: d1, sensor: desks/s1}, "
    "{id: d2, sensor: desks/s2}]}\n"
    "  - {id: meeting, name: M, kind: room, hold: 0s, sensors: [meeting/motion]}\n"
    "  - {id: house, name: H, kind: hall, capacity: 20, quiet: 1m, contains: [openspace, "
    "meeting]}\n"
    "doors:\n"
    "  - {sensor: entrance/door, from: outside, to: house}\n";

static const char seats[] =
    "  - {id: s1, kind: seat, line: a, active: high, bias: pull-up, debounce: 0ms, confirm: 0s}\n"
    "  - {id: s2, kind: seat, line: b, active: high, bias: pull-up, debounce: 0ms, confirm: 0s}\n";
static const char motion[] = "  - {id: motion, kind: pir, line: m, warm_up: 0s}\n";
static const char door[] =
    "  - {id: door, kind: beam-pair, lines: {outer: o, inner: i}, active: low, bias: pull-up}\n";

static const char one_taken[] = "0,a,1\n0,b,0\n";

static void test_a_reading_reaches_the_page(void **state)
{
    (void)state;
    struct town town;
    town_open(&town, 1, place);
    town_serve(&town);
    town_expect(&town, "free", "null", 5000);
    town_expect(&town, "zones.0.state", "unknown", 0);
    town_agent(&town, "desks", seats, "0,a,1\n0,b,0\n4,a,0\n8,b,1\n");
    town_expect(&town, "free", "1", 5000);
    town_expect(&town, "seats", "2", 0);
    town_expect(&town, "zones.0.state", "free", 0);
    struct stream_buffer buffer = {0};
    int fd = stream_open(town.port, "/api/v1/live");
    char *event = NULL;
    for (int64_t end_ms = until_ms(10000); !until_over(end_ms); free(event)) {
        event = stream_next(fd, &buffer, "place", 10000);
        assert_non_null(event);
        if (strstr(event, "\"free\":2"))
            break;
    }
    assert_non_null(event);
    free(event);
    close(fd);
    free(buffer.text);
    town_expect(&town, "free", "1", 10000);
    struct fetched page = fetch(town.port, "/");
    assert_int_equal(page.status, 200);
    assert_non_null(strstr(page.body, "<h1"));
    fetched_clear(&page);
    town_close(&town);
}

static void test_a_lost_agent_is_unknown(void **state)
{
    (void)state;
    struct town town;
    town_open(&town, 1, place);
    town_serve(&town);
    int desks = town_agent(&town, "desks", seats, one_taken);
    town_agent(&town, "meeting", motion, "0,m,0\n");
    town_expect(&town, "free", "1", 5000);
    town_expect(&town, "zones.1.state", "free", 5000);
    process_kill(&town.agents[desks].process); /* no goodbye: the broker's will tells */
    town_expect(&town, "free", "null", 5000);
    town_expect(&town, "zones.0.state", "unknown", 0);
    town_expect(&town, "zones.0.unknown", "2", 0);
    town_expect(&town, "zones.1.state", "free", 0);
    town_agent_start(&town, desks);
    town_expect(&town, "free", "1", 5000);
    process_stop(&town.agents[desks].process); /* a clean stop says so itself */
    town_expect(&town, "zones.0.state", "unknown", 5000);
    town_close(&town);
}

static void test_a_frozen_agent_is_unknown(void **state)
{
    (void)state;
    struct town town;
    town_open(&town, 10, place); /* a freshness of 30 s is 3 s here */
    town_serve(&town);
    int desks = town_agent(&town, "desks", seats, one_taken);
    town_expect(&town, "free", "1", 5000);
    process_signal(&town.agents[desks].process, SIGSTOP);
    town_expect(&town, "zones.0.state", "unknown", 5000);
    process_signal(&town.agents[desks].process, SIGCONT);
    town_expect(&town, "free", "1", 5000);
    town_close(&town);
}

static void test_a_restarted_collector_finds_the_truth_again(void **state)
{
    (void)state;
    struct town town;
    town_open(&town, 1, place);
    town_serve(&town);
    town_agent(&town, "desks", seats, one_taken);
    town_agent(&town, "meeting", motion, "0,m,0\n");
    town_agent(&town, "entrance", door, /* one comes in */
               "0,o,1\n0,i,1\n2.0,o,0\n2.2,i,0\n2.4,o,1\n2.6,i,1\n");
    town_expect(&town, "free", "1", 5000);
    town_expect(&town, "zones.2.present.best", "1", 10000);
    for (int i = 0; i < 2; i++) {
        if (i)
            process_kill(&town.collector);
        else
            process_stop(&town.collector);
        town_serve(&town);
        town_expect(&town, "free", "1", 10000);
        town_expect(&town, "zones.1.state", "free", 10000);
        town_expect(&town, "zones.2.present.best", "1", 10000);
    }
    town_close(&town);
}

static void test_a_restarted_broker_is_found_again(void **state)
{
    (void)state;
    struct town town;
    town_open(&town, 1, place);
    town_serve(&town);
    town_agent(&town, "desks", seats, one_taken);
    town_expect(&town, "free", "1", 5000);
    broker_kill(town.broker);
    town_expect_health(&town, "broker.connected", "false", 5000);
    town_expect(&town, "free", "null", 11000); /* not when the last word is 30 s old */
    town_expect_health(&town, "sensors.count", "0", 0);
    assert_int_equal(broker_start(town.broker), 0);
    town_expect_health(&town, "broker.connected", "true", 15000);
    town_expect(&town, "free", "1", 15000);
    town_close(&town);
}

struct bad {
    const char *topic, *payload, *counted; /* the path in /healthz */
};

#define CLOCK                                                                                      \
    "\"clock\":{\"boot\":\"0b8f4c8e-5b0a-4f0e-9d55-0f5a3f1f2a10\",\"mono_ms\":1,"                  \
    "\"wall_ms\":null,\"quality\":\"unsynced\",\"suspended_ms\":0}"
#define STREAM "\"stream\":\"00112233445566778899aabbccddeeff\""

static const struct bad bads[] = {
    {"lampion/1/town/agents/x/events", "{", "refused.events.not_json"},
    {"lampion/1/town/agents/x/events", "{}", "refused.events.missing_field"},
    {"lampion/1/town/agents/x/state", "[]", "refused.state.wrong_type"},
    {"lampion/1/town/agents/x/hello", "{\"online\":1}", "refused.hello.wrong_type"},
    {"lampion/1/town/agents/x/events",
     "{" STREAM ",\"base\":5,\"first\":1," CLOCK ",\"events\":[{\"k\":\"beat\",\"t\":1}]}",
     "refused.events.out_of_range"},
    {"lampion/1/town/agents/x/events",
     "{" STREAM ",\"base\":1,\"first\":1," CLOCK ",\"events\":[{\"k\":\"song\",\"t\":1}]}",
     "refused.events.unknown_kind"},
};

static void test_malformed_messages_are_refused_and_counted(void **state)
{
    (void)state;
    struct town town;
    town_open(&town, 1, place);
    town_serve(&town);
    town_agent(&town, "desks", seats, one_taken);
    town_expect(&town, "free", "1", 5000);
    town_expect_health(&town, "store.rows", "3", 5000); /* a beat, two levels */
    for (size_t i = 0; i < sizeof bads / sizeof *bads; i++) {
        town_publish(&town, bads[i].topic, bads[i].payload, strlen(bads[i].payload));
        town_expect_health(&town, bads[i].counted, "1", 5000);
    }
    char *large = malloc(1 << 20);
    memset(large, '[', 1 << 20);
    town_publish(&town, "lampion/1/town/agents/x/events", large, 1 << 20);
    town_expect_health(&town, "refused.events.too_large", "1", 5000);
    free(large);
    town_expect(&town, "free", "1", 5000);
    assert_int_equal(town_sql(&town, "SELECT count(*) FROM event"), 3);
    assert_int_equal(process_wait(&town.collector, 0), -1); /* alive */
    town_close(&town);
}

/* Killed agents and collectors: what the store has is numbered without a hole, once. */
static void test_the_history_has_every_number_once(void **state)
{
    (void)state;
    struct town town;
    char *trace = NULL;
    size_t size;
    FILE *out = open_memstream(&trace, &size);
    fprintf(out, "0,a,0\n0,b,0\n");
    for (int i = 1; i <= 400; i++)
        fprintf(out, "%d,a,%d\n", 60 + i, i & 1);
    fclose(out);
    town_open(&town, 60, place);
    town_serve(&town);
    town_agent(&town, "desks", seats, trace);
    town_expect_health(&town, "broker.connected", "true", 5000);
    for (int i = 0; i < 5; i++) {
        usleep(700000);
        process_kill(&town.collector);
        town_serve(&town);
    }
    for (int64_t end_ms = until_ms(30000); !until_over(end_ms); usleep(50000))
        if (town_sql(&town, "SELECT count(*) FROM event WHERE kind = 0") >= 402)
            break;
    assert_int_equal(town_sql(&town, "SELECT count(*) FROM event WHERE kind = 0"), 402);
    assert_int_equal(town_sql(&town, "SELECT max(seq) - count(*) FROM event"), 0);
    assert_int_equal(town_sql(&town, "SELECT count(*) FROM loss"), 0);
    town_close(&town);
    free(trace);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_reading_reaches_the_page),
        cmocka_unit_test(test_a_lost_agent_is_unknown),
        cmocka_unit_test(test_a_frozen_agent_is_unknown),
        cmocka_unit_test(test_a_restarted_collector_finds_the_truth_again),
        cmocka_unit_test(test_a_restarted_broker_is_found_again),
        cmocka_unit_test(test_malformed_messages_are_refused_and_counted),
        cmocka_unit_test(test_the_history_has_every_number_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
