/* Every kind on its whole way: edges of a trace → board → message → collector → presence. */
#include "tests/unit/test.h"

#include "agent/board.h"
#include "dashboard/ingest/live.h"
#include "dashboard/opening.h"
#include "dashboard/presence/presence.h"
#include <string.h>
#include <unistd.h>

#define BEGIN_MS 1000000
#define UTC_MS 1790000000000 /* of the collector's mono 0 */
#define WORDS_MAX 16
#define REST                                                                                       \
    "t,line,level\n0,R,0\n0,S,1\n0,I,1\n0,O,1\n0,Z,1\n0,P,1\n0,Q,1\n" /* nobody, nothing pressed   \
                                                                       */

static const char agent_yaml[] =
    "place: gare\nagent: a\nbroker: {uri: \"mqtt://127.0.0.1\"}\n"
    "lines: {source: trace, file: T.csv}\n"
    "sensors:\n"
    "  - {id: radar, kind: mmwave, line: R}\n"
    "  - {id: switch, kind: contact, line: S}\n"
    "  - {id: buttons, kind: tally, lines: {in: I, out: O, reset: Z}}\n"
    "  - {id: counter, kind: pulse, lines: {in: P, out: Q}}\n";

static const char place_yaml[] =
    "place: {id: gare, name: La Gare, open: {sensor: a/switch}}\n"
    "zones:\n"
    "  - {id: meeting, name: M, kind: room, capacity: 8, hold: 5m, sensors: [a/radar]}\n"
    "  - {id: house, name: H, kind: hall, capacity: 20, quiet: 30m}\n"
    "  - {id: shop, name: S, kind: hall, capacity: 20, quiet: 30m}\n"
    "doors:\n"
    "  - {sensor: a/buttons, from: outside, to: house}\n"
    "  - {sensor: a/counter, from: house, to: shop}\n";

enum { MEETING, HOUSE, SHOP };

static char folder[] = "/tmp/lampion-kinds-XXXXXX";

/* The board and the collector, as in one process; `why` of each step fails the test. */
struct town {
    struct agent_config config;
    struct board *board;
    struct place *place;
    struct live *live;
    struct presence *presence;
    struct opening opening;
};

static struct town town;

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
    return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state)
{
    (void)state;
    const char *const names[] = {"agent.yaml", "T.csv"};
    char path[128];
    for (size_t i = 0; i < 2; i++) {
        snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        unlink(path);
    }
    return rmdir(folder);
}

static void on_event(void *context, const struct event *event)
{
    (void)context;
    assert_true(event_is_valid(event));
}

static void open_town(const char *trace)
{
    char path[128];
    struct why why = {""};
    write_file("agent.yaml", agent_yaml);
    write_file("T.csv", trace);
    snprintf(path, sizeof path, "%s/agent.yaml", folder);
    if (agent_config_read(&town.config, path, &why) < 0)
        fail_msg("%s", why.text);
    town.board = board_open(&town.config, (struct board_origin){BEGIN_MS, 0}, &why);
    town.place = place_parse("t", place_yaml, strlen(place_yaml), &why);
    if (!town.board || !town.place)
        fail_msg("%s", why.text);
    town.live = live_new(town.place);
    town.presence = presence_new(town.place);
    assert_int_equal(opening_start(&town.opening, town.place, &why), 0);
    assert_int_equal(board_begin(town.board, BEGIN_MS, on_event, NULL, &why), 0);
}

static void close_town(void)
{
    opening_stop(&town.opening);
    presence_free(town.presence);
    live_free(town.live);
    place_free(town.place);
    board_close(town.board);
    agent_config_clear(&town.config);
}

static struct live_now now_at(int64_t mono_ms)
{
    return (struct live_now){.mono_ms = mono_ms, .wall_ms = UTC_MS + mono_ms};
}

static void on_reading(void *context, size_t sensor, const struct reading *reading)
{
    int64_t now_ms = *(int64_t *)context;
    presence_read(town.presence, sensor, reading, now_ms);
    if (sensor == town.place->open_sensor)
        opening_read(&town.opening, reading);
}

/* The board goes on to second `s` of the trace, and says what is true then. */
static void say_at(int s)
{
    struct sensor_word words[WORDS_MAX];
    struct live_now now = now_at(BEGIN_MS + s * 1000LL);
    size_t length;
    assert_int_equal(board_run(town.board, now.mono_ms, 100000), 0);
    assert_true(town.config.sensor_count <= WORDS_MAX);
    board_words(town.board, words);
    struct state_message said = {.stream = "57",
                                 .conn = 1,
                                 .boot = "b0",
                                 .mono_ms = now.mono_ms,
                                 .has_began = true,
                                 .began_ms = BEGIN_MS,
                                 .sensors = words,
                                 .count = town.config.sensor_count};
    char *text = state_encode(&said, &length);
    assert_non_null(text);
    struct state_message heard;
    assert_int_equal(state_decode(&heard, text, length), MESSAGE_OK);
    live_state(town.live, "a", &heard, now);
    state_clear(&heard);
    free(text);
    live_flush(town.live, now, on_reading, &now.wall_ms);
    presence_update(town.presence, now.wall_ms);
}

static const struct zone_estimate *zone(size_t z)
{
    return presence_zone(town.presence, z);
}

static int open_state(int s)
{
    return opening_at(&town.opening, UTC_MS + BEGIN_MS + s * 1000LL).state;
}

static void test_a_radar_is_a_room(void **state)
{
    (void)state;
    open_town(REST "20,R,1\n120,R,0\n");
    say_at(1);
    assert_int_equal(zone(MEETING)->state, STATE_UNKNOWN); /* warming up */
    say_at(11);
    assert_int_equal(zone(MEETING)->state, STATE_FREE);
    say_at(119);
    assert_int_equal(zone(MEETING)->state, STATE_BUSY);
    assert_int_equal(zone(MEETING)->present.low, 1);
    say_at(10 * 60);
    assert_int_equal(zone(MEETING)->state, STATE_FREE);
    close_town();
}

static void test_a_radar_that_flutters_is_unknown(void **state)
{
    (void)state;
    char trace[4096] = REST "";
    for (int i = 0; i < 60; i++)
        sprintf(trace + strlen(trace), "%d.%d,R,%d\n", 20 + i / 2, i % 2 * 5, !(i % 2));
    open_town(trace);
    say_at(12);
    assert_int_equal(zone(MEETING)->state, STATE_FREE);
    say_at(48);
    assert_int_equal(zone(MEETING)->state, STATE_UNKNOWN);
    assert_int_equal(zone(MEETING)->why_count, 1);
    assert_int_equal(zone(MEETING)->whys[0].reason, READING_FAULTED);
    assert_string_equal(zone(MEETING)->whys[0].fault, "flutter");
    close_town();
}

/* Active low: closed to ground says "we are open"; a cut wire says closed. */
static void test_a_switch_opens_the_place(void **state)
{
    (void)state;
    open_town(REST "10,S,0\n50,S,1\n");
    assert_int_equal(open_state(0), OPEN_UNKNOWN);
    say_at(1);
    assert_int_equal(open_state(1), OPEN_CLOSED);
    say_at(11);
    assert_int_equal(open_state(11), OPEN_OPEN);
    say_at(51);
    assert_int_equal(open_state(51), OPEN_CLOSED);
    close_town();
}

static const char hand[] =
    REST "5,I,0\n5.1,I,1\n"                                       /* one in, before */
         "20,Z,0\n23,Z,1\n"                                       /* reset */
         "30,I,0\n30.1,I,1\n31,I,0\n31.1,I,1\n40,O,0\n40.1,O,1\n" /* 2 in, 1 out */
         "60,I,0\n70,I,1\n"                                       /* leans on it */
         "80,Z,0\n83,Z,1\n";                                      /* reset */

static void test_buttons_count_a_hall(void **state)
{
    (void)state;
    open_town(hand);
    say_at(1);
    assert_int_equal(zone(HOUSE)->present.high, PRESENT_UNKNOWN); /* how many were inside? */
    say_at(6);
    assert_int_equal(zone(HOUSE)->present.high, PRESENT_UNKNOWN);
    say_at(23); /* said of the house, hence of its other door too */
    assert_int_equal(zone(HOUSE)->present.high, 0);
    say_at(45);
    assert_int_equal(zone(HOUSE)->present.low, 1);
    assert_int_equal(zone(HOUSE)->present.best, 1);
    assert_in_range(zone(HOUSE)->present.high, 1, 2); /* a finger misses, too */
    say_at(65);
    assert_int_equal(zone(HOUSE)->state, STATE_UNKNOWN);
    assert_string_equal(zone(HOUSE)->whys[0].fault, "held");
    say_at(75);
    assert_int_equal(zone(HOUSE)->present.best, 1);
    say_at(84);
    assert_int_equal(zone(HOUSE)->present.high, 0);
    close_town();
}

/* The word of a reset may get lost: the next one brings what was counted since. */
static void test_a_reset_unheard_is_made_up_for(void **state)
{
    (void)state;
    open_town(hand);
    say_at(6);
    say_at(45);
    assert_int_equal(zone(HOUSE)->present.low, 1);
    assert_int_equal(zone(HOUSE)->present.best, 1);
    assert_in_range(zone(HOUSE)->present.high, 1, 2); /* a finger misses, too */
    close_town();
}

static void test_pulses_count_a_hall(void **state)
{
    (void)state;
    open_town(REST "5,P,0\n5.1,P,1\n6,P,0\n6.1,P,1\n7,Q,0\n7.1,Q,1\n" /* 2 in, 1 out */
                   "20,P,0\n30,P,1\n");                               /* hangs */
    say_at(1);
    assert_int_equal(zone(SHOP)->present.best, 0);
    say_at(10);
    assert_int_equal(zone(SHOP)->present.best, 1);
    assert_int_equal(zone(SHOP)->present.high, PRESENT_UNKNOWN); /* never reset */
    say_at(25);
    assert_int_equal(zone(SHOP)->state, STATE_UNKNOWN);
    assert_string_equal(zone(SHOP)->whys[0].fault, "stuck");
    say_at(31);
    assert_int_equal(zone(SHOP)->present.best, 1);
    close_town();
}

/* As the uplink says them: any kind of the table is an id that the collector takes. */
static void test_hello_tells_every_kind(void **state)
{
    (void)state;
    struct hello_sensor sensors[WORDS_MAX] = {0};
    struct hello_message said = {.online = true,
                                 .stream = "57",
                                 .conn = 1,
                                 .boot = "b0",
                                 .version = "0.1.0",
                                 .sensors = sensors},
                         heard;
    size_t length;
    for (size_t i = 0; driver_at(i); i++) {
        snprintf(sensors[i].sensor, sizeof sensors[i].sensor, "s%zu", i);
        snprintf(sensors[i].kind, sizeof sensors[i].kind, "%s", driver_at(i)->kind);
        said.count++;
    }
    char *text = hello_encode(&said, &length);
    assert_non_null(text);
    assert_int_equal(hello_decode(&heard, text, length), MESSAGE_OK);
    assert_int_equal(heard.count, said.count);
    for (size_t i = 0; i < heard.count; i++)
        assert_string_equal(heard.sensors[i].kind, driver_at(i)->kind);
    hello_clear(&heard);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_radar_is_a_room),
        cmocka_unit_test(test_a_radar_that_flutters_is_unknown),
        cmocka_unit_test(test_a_switch_opens_the_place),
        cmocka_unit_test(test_buttons_count_a_hall),
        cmocka_unit_test(test_a_reset_unheard_is_made_up_for),
        cmocka_unit_test(test_pulses_count_a_hall),
        cmocka_unit_test(test_hello_tells_every_kind),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
