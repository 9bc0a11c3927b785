/* Properties of the wire: what is encoded is what is decoded; damaged bytes never do harm. */
#include "tests/unit/message_equal.h"

#include <string.h>

enum { ROUNDS = 300, FLIPS = 20000 };

static void random_word(uint64_t *seed, const char *alphabet, char *text, size_t size)
{
    size_t length = (size_t)test_between(seed, 1, (int64_t)size - 1);
    for (size_t i = 0; i < length; i++)
        text[i] = alphabet[test_random(seed) % strlen(alphabet)];
    text[length] = '\0';
}
#define RANDOM_ID(seed, text) random_word(seed, "abcxyz0189-", text, ID_MAX)
#define RANDOM_STREAM(seed, text) random_word(seed, "0123456789abcdef", text, STREAM_MAX)
#define RANDOM_BOOT(seed, text) random_word(seed, "0123456789abcdef-", text, BOOT_MAX)

/* Small and largest numbers are both likely. */
static int64_t random_number(uint64_t *seed, int64_t low, int64_t high)
{
    switch (test_random(seed) % 4) {
    case 0:
        return low;
    case 1:
        return high;
    case 2:
        return test_between(seed, low, low + 100 < high ? low + 100 : high);
    default:
        return test_between(seed, low, high);
    }
}

static int64_t random_time(uint64_t *seed)
{
    return random_number(seed, 0, MESSAGE_T_MAX_MS);
}

static struct event random_event(uint64_t *seed)
{
    struct event event = {.kind = (enum event_kind)test_between(seed, EVENT_LEVEL, EVENT_BEAT),
                          .t_ms = random_time(seed)};
    if (event.kind != EVENT_BEAT)
        RANDOM_ID(seed, event.sensor);
    if (event.kind == EVENT_LEVEL || event.kind == EVENT_BEAT)
        event.value = test_between(seed, 0, 1);
    if (event.kind == EVENT_FAULT)
        RANDOM_ID(seed, event.why);
    if (event.kind == EVENT_COUNT) {
        event.value = random_time(seed);
        event.ttl_ms = random_number(seed, 1000, 7 * 86400000LL);
    }
    if (event.kind == EVENT_PASS) {
        event.direction = (enum pass_direction)test_between(seed, PASS_IN, PASS_OUT);
        event.people = (int)test_between(seed, 1, 100);
        event.in = random_time(seed);
        event.out = random_time(seed);
    }
    return event;
}

static struct events_message random_events(uint64_t *seed)
{
    struct events_message message = {.count = (size_t)test_between(seed, 1, 300)};
    RANDOM_STREAM(seed, message.stream);
    message.first = (uint64_t)random_number(seed, 1, MESSAGE_SEQ_MAX - (int64_t)message.count + 1);
    message.base = (uint64_t)random_number(seed, 1, (int64_t)message.first);
    RANDOM_BOOT(seed, message.clock.boot);
    message.clock.mono_ms = random_time(seed);
    message.clock.has_wall = test_random(seed) % 2;
    message.clock.wall_ms = message.clock.has_wall ? random_time(seed) : 0;
    message.clock.quality = (enum clock_quality)test_between(seed, CLOCK_UNSYNCED, CLOCK_SYNCED);
    message.clock.suspended_ms = random_time(seed);
    message.events = calloc(message.count, sizeof *message.events);
    for (size_t i = 0; i < message.count; i++)
        message.events[i] = random_event(seed);
    return message;
}

static struct state_message random_state(uint64_t *seed)
{
    struct state_message message = {.count = (size_t)test_between(seed, 0, 200)};
    RANDOM_STREAM(seed, message.stream);
    RANDOM_BOOT(seed, message.boot);
    message.conn = (uint64_t)random_number(seed, 0, MESSAGE_SEQ_MAX);
    message.head = (uint64_t)random_number(seed, 0, MESSAGE_SEQ_MAX);
    message.mono_ms = random_time(seed);
    message.sensors = calloc(message.count + 1, sizeof *message.sensors);
    for (size_t i = 0; i < message.count; i++) {
        struct sensor_word *word = &message.sensors[i];
        snprintf(word->sensor, ID_MAX, "s-%zu", i);
        word->has_value = test_random(seed) % 2;
        word->value = word->has_value ? (int)random_number(seed, 0, INT32_MAX) : 0;
        word->has_since = test_random(seed) % 2;
        word->since_ms = word->has_since ? random_time(seed) : 0;
        word->has_totals = test_random(seed) % 2;
        word->in = word->has_totals ? random_time(seed) : 0;
        word->out = word->has_totals ? random_time(seed) : 0;
        word->has_count = word->has_since && test_random(seed) % 2;
        word->count = word->has_count ? random_time(seed) : 0;
        word->ttl_ms = word->has_count ? random_number(seed, 1000, COUNT_TTL_MAX_MS) : 0;
        word->fault_count = (size_t)test_between(seed, 0, MESSAGE_FAULTS_MAX);
        for (size_t j = 0; j < word->fault_count; j++)
            RANDOM_ID(seed, word->faults[j]);
    }
    return message;
}

static struct hello_message random_hello(uint64_t *seed)
{
    struct hello_message message = {.online = test_random(seed) % 2,
                                    .count = (size_t)test_between(seed, 0, MESSAGE_SENSORS_MAX),
                                    .loss_count =
                                        (size_t)test_between(seed, 0, MESSAGE_LOSSES_MAX)};
    RANDOM_STREAM(seed, message.stream);
    RANDOM_BOOT(seed, message.boot);
    random_word(seed, "0189azAZ.+~-", message.version, ID_MAX);
    message.conn = (uint64_t)random_number(seed, 0, MESSAGE_SEQ_MAX);
    message.sensors = calloc(message.count + 1, sizeof *message.sensors);
    for (size_t i = 0; i < message.count; i++) {
        snprintf(message.sensors[i].sensor, ID_MAX, "s-%zu", i);
        RANDOM_ID(seed, message.sensors[i].kind);
    }
    message.losses = calloc(message.loss_count + 1, sizeof *message.losses);
    for (size_t i = 0; i < message.loss_count; i++) {
        struct hello_loss *loss = &message.losses[i];
        RANDOM_STREAM(seed, loss->stream);
        loss->first = (uint64_t)random_number(seed, 1, MESSAGE_SEQ_MAX);
        loss->last = (uint64_t)random_number(seed, (int64_t)loss->first, MESSAGE_SEQ_MAX);
    }
    return message;
}

static char *round_events(uint64_t *seed, size_t *length)
{
    struct events_message message = random_events(seed), read;
    char *text = events_encode(&message, length);
    assert_non_null(text);
    assert_int_equal(events_decode(&read, text, *length), MESSAGE_OK);
    assert_events_equal(&read, &message);
    events_clear(&read);
    events_clear(&message);
    return text;
}

static char *round_state(uint64_t *seed, size_t *length)
{
    struct state_message message = random_state(seed), read;
    char *text = state_encode(&message, length);
    assert_non_null(text);
    assert_int_equal(state_decode(&read, text, *length), MESSAGE_OK);
    assert_state_equal(&read, &message);
    state_clear(&read);
    state_clear(&message);
    return text;
}

static char *round_hello(uint64_t *seed, size_t *length)
{
    struct hello_message message = random_hello(seed), read;
    char *text = hello_encode(&message, length);
    assert_non_null(text);
    assert_int_equal(hello_decode(&read, text, *length), MESSAGE_OK);
    assert_hello_equal(&read, &message);
    hello_clear(&read);
    hello_clear(&message);
    return text;
}

static char *round_ack(uint64_t *seed, size_t *length)
{
    struct ack_message message = {.seq = (uint64_t)random_number(seed, 0, MESSAGE_SEQ_MAX)}, read;
    RANDOM_STREAM(seed, message.run);
    RANDOM_STREAM(seed, message.stream);
    char *text = ack_encode(&message, length);
    assert_non_null(text);
    assert_int_equal(ack_decode(&read, text, *length), MESSAGE_OK);
    assert_string_equal(read.run, message.run);
    assert_string_equal(read.stream, message.stream);
    assert_int_equal(read.seq, message.seq);
    return text;
}

static char *(*const rounds[])(uint64_t *, size_t *) = {round_events, round_state, round_hello,
                                                        round_ack};

static void test_decoding_undoes_encoding(void **state)
{
    (void)state;
    uint64_t seed = test_seed();
    for (int i = 0; i < ROUNDS; i++) {
        size_t length;
        char *text = rounds[i % 4](&seed, &length);
        free(text);
    }
}

/* Whatever is still taken must be so sound that it can be encoded again. */
static void decode_damaged(int decoder, const char *text, size_t length)
{
    struct events_message events;
    struct state_message words;
    struct hello_message hello;
    struct ack_message ack;
    size_t again;
    if (decoder == 0 && events_decode(&events, text, length) == MESSAGE_OK) {
        free(events_encode(&events, &again));
        events_clear(&events);
    } else if (decoder == 1 && state_decode(&words, text, length) == MESSAGE_OK) {
        free(state_encode(&words, &again));
        state_clear(&words);
    } else if (decoder == 2 && hello_decode(&hello, text, length) == MESSAGE_OK) {
        free(hello_encode(&hello, &again));
        hello_clear(&hello);
    } else if (decoder == 3 && ack_decode(&ack, text, length) == MESSAGE_OK) {
        free(ack_encode(&ack, &again));
    }
}

static void damage(uint64_t *seed, char *text, size_t length)
{
    static const char likely[] = "{}[]\",:\\-.0199eEtfn \0\x80\xff";
    for (int64_t n = test_between(seed, 1, 4); n; n--) {
        size_t at = test_random(seed) % length;
        if (test_random(seed) % 2)
            text[at] = likely[test_random(seed) % sizeof likely];
        else
            text[at] ^= (char)(1 << test_random(seed) % 8);
    }
}

static void test_damaged_bytes_do_no_harm(void **state)
{
    (void)state;
    uint64_t seed = test_seed();
    for (int i = 0; i < FLIPS / 100; i++) {
        size_t length;
        char *text = rounds[i % 4](&seed, &length);
        for (int j = 0; j < 100; j++) {
            size_t kept = test_random(&seed) % 8 ? length : test_random(&seed) % length + 1;
            char *copy = malloc(kept);
            memcpy(copy, text, kept);
            damage(&seed, copy, kept);
            decode_damaged(i % 4, copy, kept);
            free(copy);
        }
        free(text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_decoding_undoes_encoding),
        cmocka_unit_test(test_damaged_bytes_do_no_harm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
