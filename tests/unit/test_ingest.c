/* From a message of the broker to what is to be done about it. */
#include "tests/unit/test.h"

#include "dashboard/ingest/ingest.h"
#include <string.h>

static struct place_sensor sensors[] = {
    {"desks", "shared"}, {"desks", "dedicated"}, {"desks", "private"}, {"hall", "private"}};
static struct place_seat seats[] = {
    {.id = "a", .sensor = 0, .policy = SEAT_SHARED},
    {.id = "b", .sensor = 1, .policy = SEAT_DEDICATED},
    {.id = "c", .sensor = 2, .policy = SEAT_PRIVATE},
    {.id = "d", .sensor = 2, .policy = SEAT_SHARED}, /* the stricter one holds */
    {.id = "e", .sensor = 3, .policy = SEAT_SHARED},
};
static struct place_zone zone = {
    .id = "room", .kind = ZONE_SEATS, .seats = seats, .seat_count = sizeof seats / sizeof *seats};
static const struct place place = {.id = "town",
                                   .sensors = sensors,
                                   .sensor_count = sizeof sensors / sizeof *sensors,
                                   .zones = &zone,
                                   .zone_count = 1};

static struct ingest ingest;
static struct ingest_result result;

static int setup(void **state)
{
    (void)state;
    return ingest_start(&ingest, &place);
}

static int teardown(void **state)
{
    (void)state;
    ingest_result_clear(&result);
    ingest_stop(&ingest);
    return 0;
}

static void take(const char *agent, const struct events_message *message)
{
    size_t length;
    char topic[TOPIC_MAX], *payload = events_encode(message, &length);
    topic_format(topic, "town", agent, TOPIC_EVENTS);
    ingest_message(&ingest, topic, payload, length, false, (struct live_now){1000, 2000}, &result);
    free(payload);
}

static struct events_message message_of(struct event *events, size_t count)
{
    return (struct events_message){.stream = "0a",
                                   .base = 1,
                                   .first = 1,
                                   .clock = {.boot = "0b", .mono_ms = 500},
                                   .events = events,
                                   .count = count};
}

static void assert_sensors(const char *const *expected, size_t count)
{
    assert_int_equal(result.kind, INGEST_STORE);
    assert_int_equal(result.events.count, count);
    for (size_t i = 0; i < count; i++)
        assert_string_equal(result.events.events[i].sensor, expected[i]);
}

static void test_events_of_seats_that_are_not_shared_lose_their_sensor(void **state)
{
    (void)state;
    struct event events[] = {
        {.kind = EVENT_BEAT, .t_ms = 1},
        {.sensor = "shared", .kind = EVENT_LEVEL, .value = 1, .t_ms = 2},
        {.sensor = "dedicated", .kind = EVENT_LEVEL, .value = 1, .t_ms = 3},
        {.sensor = "private", .kind = EVENT_LEVEL, .value = 1, .t_ms = 4},
        {.sensor = "private", .kind = EVENT_FAULT, .why = "noisy", .t_ms = 5},
        {.sensor = "stranger", .kind = EVENT_LEVEL, .value = 1, .t_ms = 6},
    };
    static const char *const stored[] = {"", "shared", "", "", "", "stranger"};
    struct events_message message = message_of(events, 6);
    take("desks", &message);
    assert_sensors(stored, 6);
    assert_int_equal(result.events.events[0].kind, EVENT_BEAT);
    assert_int_equal(result.events.events[4].kind, EVENT_FAULT);
    assert_int_equal(ledger_accepted(ingest.ledger, "0a"), 6); /* they keep their numbers */
}

static void test_a_sensor_of_the_same_name_on_another_board_is_stored(void **state)
{
    (void)state;
    struct event events[] = {{.sensor = "private", .kind = EVENT_LEVEL, .t_ms = 1},
                             {.sensor = "dedicated", .kind = EVENT_LEVEL, .t_ms = 2}};
    static const char *const stored[] = {"private", "dedicated"};
    struct events_message message = message_of(events, 2);
    take("hall", &message);
    assert_sensors(stored, 2);
}

static void hear_hello(const struct hello_message *hello, bool retained)
{
    size_t length;
    char topic[TOPIC_MAX], *payload = hello_encode(hello, &length);
    topic_format(topic, "town", "desks", TOPIC_HELLO);
    ingest_result_clear(&result);
    ingest_message(&ingest, topic, payload, length, retained, (struct live_now){1000, 2000},
                   &result);
    free(payload);
}

static void test_losses_told_in_a_hello_are_to_be_stored(void **state)
{
    (void)state;
    struct event event = {.kind = EVENT_BEAT, .t_ms = 1};
    struct events_message message = message_of(&event, 1);
    struct hello_loss losses[] = {{"0a", 1, 5}, {"0d", 3, 9}};
    struct hello_message hello = {.online = true,
                                  .stream = "0c",
                                  .conn = 1,
                                  .boot = "0b",
                                  .version = "1",
                                  .losses = losses,
                                  .loss_count = 2};
    take("desks", &message);
    hear_hello(&hello, true); /* an old one: the board may have come to itself since */
    assert_int_equal(result.loss_count, 0);
    hear_hello(&hello, false);
    assert_int_equal(result.kind, INGEST_ACK);
    assert_string_equal(result.stream, "0c");
    assert_int_equal(result.loss_count, 2);
    assert_string_equal(result.losses[0].stream, "0a");
    assert_int_equal(result.losses[0].first, 2);
    assert_int_equal(result.losses[0].last, 5);
    assert_string_equal(result.losses[1].stream, "0d");
    assert_int_equal(result.losses[1].first, 1); /* it holds nothing before it either */
    assert_int_equal(result.losses[1].last, 9);
    hear_hello(&hello, false);
    assert_int_equal(result.loss_count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_events_of_seats_that_are_not_shared_lose_their_sensor,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(test_a_sensor_of_the_same_name_on_another_board_is_stored,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(test_losses_told_in_a_hello_are_to_be_stored, setup,
                                        teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
