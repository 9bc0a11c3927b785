/* Golden messages in both directions: the files are what goes over the wire, the structs below
 * are what they mean. */
#include "tests/unit/message_equal.h"

#include <string.h>

#define STREAM "9f2c00000000000000000000000000aa"
#define BOOT "3f1d9a52-7c1e-4b7e-9d0e-0123456789ab"

static struct event events[] = {
    {.sensor = "seat-01", .kind = EVENT_LEVEL, .value = 1, .t_ms = 5003010},
    {.sensor = "door",
     .kind = EVENT_PASS,
     .direction = PASS_IN,
     .people = 1,
     .in = 812,
     .out = 790,
     .t_ms = 5003055},
    {.sensor = "door", .kind = EVENT_FAULT, .why = "obstructed", .t_ms = 5003060},
    {.sensor = "hall", .kind = EVENT_COUNT, .value = 14, .ttl_ms = 60000, .t_ms = 5003070},
    {.sensor = "door", .kind = EVENT_RESET, .t_ms = 5003080},
    {.kind = EVENT_BEAT, .t_ms = 5003100},
};
static const struct events_message golden_events = {
    .stream = STREAM,
    .base = 101,
    .first = 118,
    .clock = {BOOT, 5003120, true, 1790000000123, CLOCK_SYNCED, 0},
    .events = events,
    .count = 6,
};

static struct event first_beat = {.kind = EVENT_BEAT, .value = 1, .t_ms = 4000};
static const struct events_message golden_without_wall = {
    .stream = STREAM,
    .base = 1,
    .first = 1,
    .clock = {BOOT, 4100, false, 0, CLOCK_UNSYNCED, 1250},
    .events = &first_beat,
    .count = 1,
};

static struct sensor_word words[] = {
    {.sensor = "seat-01", .has_value = true, .value = 1, .has_since = true, .since_ms = 5003010},
    {.sensor = "door", .has_totals = true, .in = 812, .out = 790},
    {.sensor = "meeting",
     .has_value = true,
     .has_since = true,
     .since_ms = 4800000,
     .faults = {"noisy", "late"},
     .fault_count = 2},
    {.sensor = "warming"},
};
static const struct state_message golden_state = {STREAM,  7,   BOOT,  5003120, true,
                                                  4000000, 121, words, 4};

static struct hello_sensor kinds[] = {{"door", "beam-pair"}, {"seat-01", "seat"}};
static struct hello_loss losses[] = {{STREAM, 12, 80}, {"00ff", 1, 9007199254740991}};
static const struct hello_message golden_hello = {true,  STREAM, 7,      BOOT, "0.1.0",
                                                  kinds, 2,      losses, 2};
static const struct hello_message golden_will = {false, STREAM, 7, BOOT, "0.1.0", NULL, 0, NULL, 0};
static const struct ack_message golden_ack = {"c41a", STREAM, 120};

/* A golden message without the newline at its end. */
static char *golden_read(const char *name, size_t *length)
{
    char path[512];
    snprintf(path, sizeof path, TESTS_SOURCE_DIR "/golden/wire/%s.json", name);
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    char *text = malloc(MESSAGE_MAX);
    *length = fread(text, 1, MESSAGE_MAX, file);
    fclose(file);
    assert_true(*length > 0 && text[*length - 1] == '\n');
    text[--*length] = '\0';
    return text;
}

static void check_text(const char *golden, size_t golden_length, char *text, size_t length)
{
    assert_non_null(text);
    assert_string_equal(text, golden);
    assert_int_equal(length, golden_length);
    free(text);
}

static void check_events(const char *name, const struct events_message *meaning)
{
    size_t golden_length, length;
    char *golden = golden_read(name, &golden_length);
    struct events_message read;
    assert_int_equal(events_decode(&read, golden, golden_length), MESSAGE_OK);
    assert_events_equal(&read, meaning);
    events_clear(&read);
    char *text = events_encode(meaning, &length);
    check_text(golden, golden_length, text, length);
    free(golden);
}

static void test_events(void **state)
{
    (void)state;
    check_events("events", &golden_events);
    check_events("events-without-wall", &golden_without_wall);
}

static void test_state(void **state)
{
    (void)state;
    size_t golden_length, length;
    char *golden = golden_read("state", &golden_length);
    struct state_message read;
    assert_int_equal(state_decode(&read, golden, golden_length), MESSAGE_OK);
    assert_state_equal(&read, &golden_state);
    state_clear(&read);
    char *text = state_encode(&golden_state, &length);
    check_text(golden, golden_length, text, length);
    free(golden);
}

static void check_hello(const char *name, const struct hello_message *meaning)
{
    size_t golden_length, length;
    char *golden = golden_read(name, &golden_length);
    struct hello_message read;
    assert_int_equal(hello_decode(&read, golden, golden_length), MESSAGE_OK);
    assert_hello_equal(&read, meaning);
    hello_clear(&read);
    char *text = hello_encode(meaning, &length);
    check_text(golden, golden_length, text, length);
    free(golden);
}

static void test_hello(void **state)
{
    (void)state;
    check_hello("hello", &golden_hello);
    check_hello("will", &golden_will);
}

static void test_ack(void **state)
{
    (void)state;
    size_t golden_length, length;
    char *golden = golden_read("ack", &golden_length);
    struct ack_message read;
    assert_int_equal(ack_decode(&read, golden, golden_length), MESSAGE_OK);
    assert_string_equal(read.run, golden_ack.run);
    assert_string_equal(read.stream, golden_ack.stream);
    assert_int_equal(read.seq, golden_ack.seq);
    char *text = ack_encode(&golden_ack, &length);
    check_text(golden, golden_length, text, length);
    free(golden);
}

static void test_unknown_fields_are_ignored_and_order_is_free(void **state)
{
    (void)state;
    const char text[] =
        "{\"later\":{\"a\":[1,null]},\"events\":[{\"t\":9,\"x\":true,\"v\":1,\"why\":\"noisy\","
        "\"n\":3,\"k\":\"level\",\"s\":\"a\"},{\"s\":\"a\",\"in\":4,\"t\":9,\"k\":\"beat\"}],"
        "\"clock\":{\"z\":1.5,\"suspended_ms\":0,\"quality\":\"synced\",\"wall_ms\":1,\"mono_ms\":"
        "9,"
        "\"boot\":\"b\"},\"first\":1,\"base\":1,\"stream\":\"a\"}";
    struct event meant[] = {
        {.sensor = "a", .kind = EVENT_LEVEL, .value = 1, .t_ms = 9},
        {.kind = EVENT_BEAT, .t_ms = 9},
    };
    struct events_message message;
    assert_int_equal(events_decode(&message, text, sizeof text - 1), MESSAGE_OK);
    assert_int_equal(message.count, 2);
    assert_event_equal(&message.events[0], &meant[0]);
    assert_event_equal(&message.events[1], &meant[1]);
    events_clear(&message);
}

static void test_the_size_of_an_event_is_what_it_adds(void **state)
{
    (void)state;
    struct events_message message = golden_events;
    message.count = 1;
    size_t before, after;
    char *text = events_encode(&message, &before);
    free(text);
    for (; message.count < 6; before = after) {
        message.count++;
        text = events_encode(&message, &after);
        free(text);
        assert_int_equal(after - before, event_encoded_size(&events[message.count - 1]));
    }
}

static void test_the_largest_envelope_fits_its_bound(void **state)
{
    (void)state;
    struct event beat = {.kind = EVENT_BEAT};
    struct events_message message = {
        .stream = STREAM,
        .base = MESSAGE_SEQ_MAX,
        .first = MESSAGE_SEQ_MAX,
        .clock = {BOOT, MESSAGE_T_MAX_MS, true, MESSAGE_T_MAX_MS, CLOCK_UNSYNCED, MESSAGE_T_MAX_MS},
        .events = &beat,
        .count = 1,
    };
    size_t length;
    char *text = events_encode(&message, &length);
    free(text);
    assert_in_range(length - event_encoded_size(&beat), 1, EVENTS_ENVELOPE_MAX);
}

static void test_a_state_too_large_for_the_wire_is_not_encoded(void **state)
{
    (void)state;
    struct sensor_word *many = calloc(MESSAGE_SENSORS_MAX, sizeof *many);
    for (size_t i = 0; i < MESSAGE_SENSORS_MAX; i++) {
        many[i] = (struct sensor_word){.has_value = true,
                                       .value = INT32_MAX,
                                       .has_since = true,
                                       .since_ms = MESSAGE_T_MAX_MS,
                                       .has_totals = true,
                                       .in = MESSAGE_T_MAX_MS,
                                       .out = MESSAGE_T_MAX_MS,
                                       .fault_count = MESSAGE_FAULTS_MAX};
        snprintf(many[i].sensor, ID_MAX, "sensor-%025zu", i);
        for (size_t j = 0; j < MESSAGE_FAULTS_MAX; j++)
            memset(many[i].faults[j], 'f', FAULT_MAX - 1);
    }
    struct state_message message = golden_state;
    message.sensors = many;
    message.count = MESSAGE_SENSORS_MAX;
    size_t length;
    assert_null(state_encode(&message, &length));
    message.count = 200;
    char *text = state_encode(&message, &length);
    assert_non_null(text);
    free(text);
    free(many);
}

static void test_every_reject_has_a_name(void **state)
{
    (void)state;
    for (int i = 0; i < MESSAGE_REJECT_COUNT; i++)
        assert_non_null(message_reject_name((enum message_reject)i));
    assert_string_equal(message_reject_name(MESSAGE_TOO_LARGE), "too_large");
    assert_string_equal(event_kind_name(EVENT_PASS), "pass");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_events),
        cmocka_unit_test(test_state),
        cmocka_unit_test(test_hello),
        cmocka_unit_test(test_ack),
        cmocka_unit_test(test_unknown_fields_are_ignored_and_order_is_free),
        cmocka_unit_test(test_the_size_of_an_event_is_what_it_adds),
        cmocka_unit_test(test_the_largest_envelope_fits_its_bound),
        cmocka_unit_test(test_a_state_too_large_for_the_wire_is_not_encoded),
        cmocka_unit_test(test_every_reject_has_a_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
