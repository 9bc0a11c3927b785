#include "tests/unit/test.h"

#include "dashboard/ingest/live.h"
#include <string.h>

enum { SEAT_1, SEAT_2, DOOR, SENSORS };

static struct place_sensor sensors[SENSORS] = {
    {"desks", "seat-01"}, {"desks", "seat-02"}, {"entrance", "door"}};
static const struct place place = {.sensors = sensors, .sensor_count = SENSORS};

static const int64_t utc = 1790000000000; /* UTC of the collector's mono 0 */
static struct live *live;
static struct live_now now;
static struct reading told[SENSORS];
static int calls[SENSORS];

static void at(int64_t mono_ms)
{
    now = (struct live_now){.mono_ms = mono_ms, .wall_ms = utc + mono_ms};
}

static int setup(void **state)
{
    (void)state;
    live = live_new(&place);
    memset(told, 0, sizeof told);
    memset(calls, 0, sizeof calls);
    for (int i = 0; i < SENSORS; i++)
        told[i].reason = READING_NEVER;
    at(1000000);
    return live == NULL;
}

static int teardown(void **state)
{
    (void)state;
    live_free(live);
    return 0;
}

static void changed(void *context, size_t sensor, const struct reading *reading)
{
    assert_null(context);
    assert_true(sensor < SENSORS);
    told[sensor] = *reading;
    calls[sensor]++;
}

static void flush(void)
{
    live_flush(live, now, changed, NULL);
}

static void hello(const char *agent, const char *stream, uint64_t conn, bool online, bool retained)
{
    struct hello_message message = {.online = online, .conn = conn, .version = "0.1.0"};
    snprintf(message.stream, sizeof message.stream, "%s", stream);
    snprintf(message.boot, sizeof message.boot, "boot-of-%s", stream);
    live_hello(live, agent, &message, retained, now);
    flush();
}

/* What the board "desks" says at its own mono `mono_ms`. */
static void state_with(const char *stream, uint64_t conn, int64_t mono_ms,
                       struct sensor_word *words, size_t count)
{
    struct state_message message = {
        .conn = conn, .mono_ms = mono_ms, .head = 7, .sensors = words, .count = count};
    snprintf(message.stream, sizeof message.stream, "%s", stream);
    snprintf(message.boot, sizeof message.boot, "boot-of-%s", stream);
    live_state(live, "desks", &message, now);
    flush();
}

static void state_seats(const char *stream, uint64_t conn, int64_t mono_ms, int value)
{
    struct sensor_word words[] = {
        {.sensor = "seat-01", .has_value = true, .value = value},
        {.sensor = "seat-02", .has_value = true, .value = value},
    };
    state_with(stream, conn, mono_ms, words, 2);
}

/* The board's clock began 900 s after the collector's; messages take 5 ms at least. */
static int64_t board(int64_t collector_ms)
{
    return collector_ms - 900000 - 5;
}

/* A state on its way for `delay_ms` longer than the least. */
static void state_late(const char *stream, uint64_t conn, int64_t delay_ms, int value)
{
    state_seats(stream, conn, board(now.mono_ms - delay_ms), value);
}

static void assert_seats(enum reading_reason reason, int value)
{
    assert_int_equal(told[SEAT_1].reason, reason);
    assert_int_equal(told[SEAT_2].reason, reason);
    if (reason == READING_KNOWN)
        assert_int_equal(told[SEAT_1].value, value);
    else
        assert_false(told[SEAT_1].has_value);
}

static void test_only_a_state_makes_known(void **state)
{
    (void)state;
    flush();
    assert_int_equal(calls[SEAT_1], 0);
    assert_true(live_deadline(live) == LIVE_NEVER);
    hello("desks", "s1", 1, true, true);
    hello("desks", "s1", 1, true, false);
    assert_int_equal(calls[SEAT_1], 0);
    state_late("s1", 1, 0, 1);
    assert_seats(READING_KNOWN, 1);
    assert_true(told[SEAT_1].until_ms == now.wall_ms + LIVE_FRESHNESS_MS);
    assert_true(told[SEAT_1].word_ms == now.wall_ms);
    assert_int_equal(told[DOOR].reason, READING_NEVER);
    assert_int_equal(calls[DOOR], 0);
    flush();
    assert_int_equal(calls[SEAT_1], 1);
}

static void test_a_word_goes_stale_at_its_deadline(void **state)
{
    (void)state;
    state_late("s1", 1, 0, 0);
    assert_true(live_deadline(live) == now.mono_ms + LIVE_FRESHNESS_MS);
    int64_t until_ms = told[SEAT_1].until_ms;
    at(live_deadline(live) - 1);
    flush();
    assert_seats(READING_KNOWN, 0);
    at(now.mono_ms + 1);
    flush();
    assert_seats(READING_SILENT, 0);
    assert_true(told[SEAT_1].unknown_since_ms == until_ms);
    assert_true(live_deadline(live) == LIVE_NEVER);
    state_late("s1", 1, 0, 1);
    assert_seats(READING_KNOWN, 1);
}

static void test_a_will_is_believed_at_once(void **state)
{
    (void)state;
    hello("desks", "s1", 3, true, false);
    state_late("s1", 3, 0, 0);
    at(now.mono_ms + 2000);
    hello("desks", "s1", 3, false, false);
    assert_seats(READING_LOST, 0);
    assert_true(told[SEAT_1].unknown_since_ms == now.wall_ms);
    /* A state of the connection that ended, late. */
    state_late("s1", 3, 1000, 0);
    assert_seats(READING_LOST, 0);
    /* Connected anew: what was known before is not known again; the next state is. */
    hello("desks", "s1", 4, true, false);
    assert_seats(READING_LOST, 0);
    at(now.mono_ms + 10);
    state_late("s1", 4, 0, 1);
    assert_seats(READING_KNOWN, 1);
    assert_int_equal(told[SEAT_1].unknown_since_ms, 0);
}

static void test_an_older_will_is_ignored(void **state)
{
    (void)state;
    hello("desks", "s1", 7, true, true); /* kept by the broker: tells the connection */
    state_late("s1", 7, 0, 1);
    hello("desks", "s1", 6, false, false);
    assert_seats(READING_KNOWN, 1);
    hello("desks", "s0", 1, false, false); /* a stream never heard of */
    assert_seats(READING_KNOWN, 1);
    state_late("s1", 6, 0, 0); /* an older connection */
    assert_seats(READING_KNOWN, 1);
    hello("desks", "s1", 7, false, true);
    assert_seats(READING_LOST, 1);
}

static void test_a_board_known_offline_is_lost_not_fresh(void **state)
{
    (void)state;
    hello("desks", "s1", 2, false, true);
    assert_seats(READING_LOST, 0);
    assert_int_equal(told[SEAT_1].unknown_since_ms, 0); /* never was known */
    struct live_agent agent;
    live_agent_at(live, 0, &agent);
    assert_false(agent.online);
    assert_int_equal(agent.last_word_ms, 0);
}

static void test_what_was_delayed_is_as_old_as_its_delay(void **state)
{
    (void)state;
    state_late("s1", 1, 0, 0);
    int64_t until_ms = told[SEAT_1].until_ms;
    at(now.mono_ms + 20000);
    state_late("s1", 1, 12000, 1);
    assert_seats(READING_KNOWN, 1);
    assert_true(told[SEAT_1].until_ms == until_ms + 8000);
    at(now.mono_ms + 40000);
    state_late("s1", 1, 35000, 0);
    assert_seats(READING_SILENT, 0);
    at(now.mono_ms + 100);
    state_late("s1", 1, 0, 1);
    assert_seats(READING_KNOWN, 1);
    state_late("s1", 1, 50, 0); /* overtaken on the way: the newest word wins */
    assert_seats(READING_KNOWN, 1);
}

/* A board whose clock is 500 ppm slow falls 43 s a day behind; its words stay fresh. */
static void test_a_drifting_board_stays_known(void **state)
{
    (void)state;
    uint64_t random = test_seed();
    int64_t start_ms = now.mono_ms;
    for (int i = 0; i < 2 * 8640; i++) {
        at(start_ms + i * 10000);
        int64_t passed_ms = now.mono_ms - start_ms;
        state_seats("s1", 1, passed_ms - passed_ms / 2000 - test_between(&random, 0, 300), i % 2);
        assert_int_equal(told[SEAT_1].reason, READING_KNOWN);
        assert_true(told[SEAT_1].until_ms > now.wall_ms + LIVE_FRESHNESS_MS - 2000);
        assert_true(told[SEAT_1].until_ms <= now.wall_ms + LIVE_FRESHNESS_MS);
    }
}

/* While a board sleeps its clock stands: its words look late, until the window forgets. */
static void test_a_board_that_slept_becomes_known_again(void **state)
{
    (void)state;
    state_late("s1", 1, 0, 0);
    int64_t start_ms = now.mono_ms + 3600000;
    for (int64_t t = 0; t <= 2 * 600000 + 10000; t += 10000) {
        at(start_ms + t);
        state_late("s1", 1, 3600000, 1);
    }
    assert_seats(READING_KNOWN, 1);
}

static void test_since_is_told_in_utc_and_does_not_jitter(void **state)
{
    (void)state;
    struct sensor_word word = {.sensor = "seat-01",
                               .has_value = true,
                               .value = 1,
                               .has_since = true,
                               .since_ms = board(now.mono_ms - 60000)};
    state_with("s1", 1, board(now.mono_ms), &word, 1);
    int64_t since_ms = now.wall_ms - 60000;
    assert_true(told[SEAT_1].has_since);
    assert_true(told[SEAT_1].since_ms == since_ms);
    at(now.mono_ms + 10000);
    state_with("s1", 1, board(now.mono_ms) + 3, &word, 1); /* a quicker way than ever */
    assert_true(told[SEAT_1].since_ms == since_ms);
    word.has_since = false;
    state_with("s1", 1, board(now.mono_ms) + 4, &word, 1);
    assert_false(told[SEAT_1].has_since);
}

static void test_words_about_sensors(void **state)
{
    (void)state;
    struct sensor_word words[] = {
        {.sensor = "seat-01", .has_value = true, .value = 1, .faults = {"noisy"}, .fault_count = 1},
        {.sensor = "nobody-asked", .has_value = true},
    };
    state_with("s1", 1, board(now.mono_ms), words, 2);
    assert_int_equal(told[SEAT_1].reason, READING_KNOWN);
    assert_string_equal(told[SEAT_1].fault, "noisy");
    assert_int_equal(told[SEAT_2].reason, READING_ABSENT);
    at(now.mono_ms + 100);
    words[0] =
        (struct sensor_word){.sensor = "seat-01", .faults = {"stuck", "noisy"}, .fault_count = 2};
    state_with("s1", 1, board(now.mono_ms), words, 1);
    assert_int_equal(told[SEAT_1].reason, READING_FAULTED);
    assert_string_equal(told[SEAT_1].fault, "stuck");
    assert_true(told[SEAT_1].unknown_since_ms == now.wall_ms);
    int64_t since_ms = now.wall_ms;
    at(now.mono_ms + 100);
    words[0].fault_count = 0; /* warming up */
    state_with("s1", 1, board(now.mono_ms), words, 1);
    assert_int_equal(told[SEAT_1].reason, READING_FAULTED);
    assert_string_equal(told[SEAT_1].fault, "");
    assert_true(told[SEAT_1].unknown_since_ms == since_ms);
}

/* A fault stands: "somebody" is believed, "nobody" is not. */
static void test_a_fault_never_says_nobody(void **state)
{
    (void)state;
    struct sensor_word words[] = {
        {.sensor = "seat-01", .has_value = true, .faults = {"noisy"}, .fault_count = 1},
        {.sensor = "seat-02", .has_value = true},
    };
    state_with("s1", 1, board(now.mono_ms), words, 2);
    assert_int_equal(told[SEAT_1].reason, READING_FAULTED);
    assert_string_equal(told[SEAT_1].fault, "noisy");
    assert_int_equal(told[SEAT_2].reason, READING_KNOWN);
}

/* The broker is gone: what is known holds for ten seconds at most, and a link that is back is no
 * word of anybody. */
static void test_a_broken_link_of_our_own_ends_what_is_known(void **state)
{
    (void)state;
    state_late("s1", 1, 0, 0);
    at(now.mono_ms + 5000);
    live_unlinked(live, now);
    flush();
    assert_seats(READING_KNOWN, 0);
    assert_true(told[SEAT_1].until_ms == now.wall_ms + LIVE_UNLINKED_MS);
    assert_true(live_deadline(live) == now.mono_ms + LIVE_UNLINKED_MS);
    at(now.mono_ms + LIVE_UNLINKED_MS);
    flush();
    assert_seats(READING_SILENT, 0);
    state_late("s1", 1, 0, 0);
    assert_seats(READING_KNOWN, 0);
    at(now.mono_ms + LIVE_FRESHNESS_MS - 1000);
    live_unlinked(live, now); /* the word was old already: nothing is made younger */
    flush();
    assert_true(live_deadline(live) == now.mono_ms + 1000);
    assert_true(LIVE_UNLINKED_MS < 10000);
}

static void test_a_place_says_how_old_a_word_may_be(void **state)
{
    (void)state;
    sensors[SEAT_2].freshness_ms = 120000;
    state_late("s1", 1, 0, 0);
    assert_true(told[SEAT_2].until_ms == now.wall_ms + 120000);
    at(live_deadline(live));
    flush();
    assert_int_equal(told[SEAT_1].reason, READING_SILENT);
    assert_int_equal(told[SEAT_2].reason, READING_KNOWN);
    at(live_deadline(live));
    flush();
    sensors[SEAT_2].freshness_ms = 0;
    assert_int_equal(told[SEAT_2].reason, READING_SILENT);
    assert_true(live_deadline(live) == LIVE_NEVER);
}

static void test_a_door_is_known_by_its_totals(void **state)
{
    (void)state;
    struct sensor_word word = {.sensor = "door", .has_totals = true, .in = 812, .out = 790};
    struct state_message message = {
        .stream = "e1", .boot = "b", .mono_ms = 5000, .sensors = &word, .count = 1};
    live_state(live, "entrance", &message, now);
    flush();
    assert_int_equal(told[DOOR].reason, READING_KNOWN);
    assert_false(told[DOOR].has_value);
    assert_true(told[DOOR].has_totals);
    assert_int_equal(told[DOOR].in, 812);
    assert_int_equal(told[DOOR].out, 790);
    assert_string_equal(told[DOOR].epoch, "e1");
    strcpy(word.faults[0], "obstructed");
    word.fault_count = 1;
    message.mono_ms += 10;
    live_state(live, "entrance", &message, now);
    flush();
    assert_int_equal(told[DOOR].reason, READING_FAULTED);
    assert_true(told[DOOR].has_totals);
}

static void test_a_restarted_agent_is_followed(void **state)
{
    (void)state;
    hello("desks", "s1", 4, true, false);
    state_late("s1", 4, 0, 1);
    at(now.mono_ms + 3000);
    hello("desks", "s2", 1, true, false);
    hello("desks", "s1", 4, false, false); /* the old session's will, landing late */
    state_late("s1", 4, 3100, 1);          /* and a word of it */
    at(now.mono_ms + 5);
    state_late("s2", 1, 0, 0);
    assert_seats(READING_KNOWN, 0);
    assert_string_equal(told[SEAT_1].epoch, "s2");
    /* Without its hello: a stream never heard of is the newest. */
    state_late("s3", 1, 0, 1);
    assert_seats(READING_KNOWN, 1);
    assert_string_equal(told[SEAT_1].epoch, "s3");
}

static void test_what_a_broker_kept_does_not_displace_a_live_board(void **state)
{
    (void)state;
    state_late("s2", 1, 0, 1);
    hello("desks", "s0", 9, true, true);
    at(now.mono_ms + 10000);
    state_late("s2", 1, 0, 0);
    assert_seats(READING_KNOWN, 0);
}

static void assert_contested(bool contested)
{
    struct live_agent agent;
    live_agent_at(live, 0, &agent);
    assert_string_equal(agent.name, "desks");
    assert_int_equal(agent.other_boot[0] != '\0', contested);
    if (contested)
        assert_string_not_equal(agent.boot, agent.other_boot);
}

static void test_two_boards_with_one_name_are_unknown(void **state)
{
    (void)state;
    hello("desks", "a", 1, true, false);
    state_late("a", 1, 0, 1);
    at(now.mono_ms + 5000);
    hello("desks", "a", 1, false, false); /* thrown out by the other */
    hello("desks", "b", 1, true, false);
    state_late("b", 1, 0, 0);
    assert_seats(READING_KNOWN, 0);
    assert_contested(false);
    at(now.mono_ms + 2000);
    hello("desks", "a", 2, true, false); /* and back */
    assert_seats(READING_CONTESTED, 0);
    assert_contested(true);
    state_late("a", 2, 0, 1);
    hello("desks", "b", 1, false, false);
    hello("desks", "b", 2, true, false);
    state_late("b", 2, 0, 0);
    assert_seats(READING_CONTESTED, 0);
    /* One was unplugged: the other is believed after a while. */
    int64_t end_ms = now.mono_ms + LIVE_CONTEST_MS;
    while (now.mono_ms < end_ms) {
        assert_seats(READING_CONTESTED, 0);
        at(now.mono_ms + 10000);
        state_late("b", 2, 0, 0);
    }
    assert_seats(READING_KNOWN, 0);
    assert_contested(false);
}

static void test_the_board_that_came_back_can_stay(void **state)
{
    (void)state;
    state_late("a", 1, 0, 1);
    state_late("b", 1, 0, 0);
    int64_t end_ms = now.mono_ms + LIVE_CONTEST_MS;
    while (now.mono_ms < end_ms) { /* both speak on the connections they had */
        at(now.mono_ms + 10000);
        state_late("a", 1, 0, 1);
        state_late("b", 1, 0, 0);
        assert_seats(READING_CONTESTED, 0);
        assert_contested(true);
    }
    end_ms = now.mono_ms + LIVE_CONTEST_MS; /* b is unplugged */
    while (now.mono_ms < end_ms) {
        assert_seats(READING_CONTESTED, 0);
        at(now.mono_ms + 10000);
        state_late("a", 1, 0, 1);
    }
    assert_seats(READING_KNOWN, 1);
    assert_contested(false);
}

static void test_strangers_are_listed_up_to_a_bound(void **state)
{
    (void)state;
    char name[ID_MAX];
    for (int i = 0; i < LIVE_STRANGERS_MAX + 50; i++) {
        snprintf(name, sizeof name, "stranger-%d", i);
        hello(name, "x", 1, true, false);
    }
    assert_int_equal(live_agent_count(live), 2 + LIVE_STRANGERS_MAX);
    struct live_agent agent;
    live_agent_at(live, 2, &agent);
    assert_string_equal(agent.name, "stranger-0");
    assert_string_equal(agent.version, "0.1.0");
    assert_true(agent.online);
    assert_false(agent.in_place);
    assert_true(agent.last_word_ms == now.wall_ms);
    state_late("s1", 1, 0, 1);
    assert_seats(READING_KNOWN, 1);
    live_agent_at(live, 0, &agent);
    assert_true(agent.in_place);
    assert_int_equal(agent.head, 7);
}

static void test_hello_tells_what_a_sensor_is(void **state)
{
    (void)state;
    struct hello_sensor kinds[] = {{"seat-01", "mmwave"}, {"seat-02", "pir"}};
    struct hello_message message = {.online = true,
                                    .conn = 1,
                                    .stream = "s1",
                                    .boot = "boot-of-s1",
                                    .sensors = kinds,
                                    .count = 2};
    live_hello(live, "desks", &message, true, now);
    state_late("s1", 1, 0, 1);
    assert_int_equal(told[SEAT_1].kind, SENSOR_MMWAVE);
    assert_int_equal(told[SEAT_2].kind, SENSOR_PIR);
    hello("desks", "s1", 1, false, false); /* a will names no sensors */
    assert_int_equal(told[SEAT_1].reason, READING_LOST);
    assert_int_equal(told[SEAT_1].kind, SENSOR_MMWAVE);
}

#define LIVE_TEST(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        LIVE_TEST(test_only_a_state_makes_known),
        LIVE_TEST(test_a_word_goes_stale_at_its_deadline),
        LIVE_TEST(test_a_will_is_believed_at_once),
        LIVE_TEST(test_an_older_will_is_ignored),
        LIVE_TEST(test_a_board_known_offline_is_lost_not_fresh),
        LIVE_TEST(test_what_was_delayed_is_as_old_as_its_delay),
        LIVE_TEST(test_a_drifting_board_stays_known),
        LIVE_TEST(test_a_board_that_slept_becomes_known_again),
        LIVE_TEST(test_since_is_told_in_utc_and_does_not_jitter),
        LIVE_TEST(test_words_about_sensors),
        LIVE_TEST(test_a_fault_never_says_nobody),
        LIVE_TEST(test_a_broken_link_of_our_own_ends_what_is_known),
        LIVE_TEST(test_a_place_says_how_old_a_word_may_be),
        LIVE_TEST(test_a_door_is_known_by_its_totals),
        LIVE_TEST(test_a_restarted_agent_is_followed),
        LIVE_TEST(test_what_a_broker_kept_does_not_displace_a_live_board),
        LIVE_TEST(test_two_boards_with_one_name_are_unknown),
        LIVE_TEST(test_the_board_that_came_back_can_stay),
        LIVE_TEST(test_strangers_are_listed_up_to_a_bound),
        LIVE_TEST(test_hello_tells_what_a_sensor_is),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
