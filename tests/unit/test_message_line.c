/* Events as lines of a replay: golden in both directions, refused with a reason, and whatever is
 * encoded is what is decoded. */
#include "tests/unit/message_equal.h"

#include "agent/common/message_line.h"
#include <string.h>

enum { ROUNDS = 2000, DAMAGES = 20000 };

#define YEAR_10000_MS 253402300800000

static const struct line_message golden[] = {
    {"desks", {.sensor = "seat-01", .kind = EVENT_LEVEL, .value = 1, .t_ms = 1791180012345}},
    {"entrance",
     {.sensor = "door",
      .kind = EVENT_PASS,
      .direction = PASS_OUT,
      .people = 2,
      .in = 812,
      .out = 790,
      .t_ms = 1791180012345}},
    {"entrance",
     {.sensor = "door", .kind = EVENT_FAULT, .why = "obstructed", .t_ms = 1791180013000}},
    {"hall",
     {.sensor = "tof", .kind = EVENT_COUNT, .value = 14, .ttl_ms = 60000, .t_ms = 1791180014001}},
    {"entrance", {.sensor = "door", .kind = EVENT_RESET, .t_ms = 1798761600000}},
    {"desks", {.kind = EVENT_BEAT, .t_ms = 0}},
};

/* Exactly as long as the text, so that ASan sees a read behind it. */
static enum message_reject decode(struct line_message *message, const char *text, size_t length)
{
    char *copy = malloc(length ? length : 1);
    memcpy(copy, text, length);
    enum message_reject reject = line_decode(message, copy, length);
    free(copy);
    return reject;
}

static void assert_line_equal(const struct line_message *a, const struct line_message *b)
{
    assert_string_equal(a->agent, b->agent);
    assert_event_equal(&a->event, &b->event);
}

static void test_golden_lines(void **state)
{
    (void)state;
    FILE *file = fopen(TESTS_SOURCE_DIR "/golden/wire/lines.jsonl", "re");
    char line[MESSAGE_LINE_MAX + 2];
    size_t count = 0;
    assert_non_null(file);
    for (; fgets(line, sizeof line, file); count++) {
        struct line_message read;
        size_t length;
        line[strcspn(line, "\n")] = 0;
        assert_true(count < sizeof golden / sizeof *golden);
        assert_int_equal(decode(&read, line, strlen(line)), MESSAGE_OK);
        assert_line_equal(&read, &golden[count]);
        char *text = line_encode(&golden[count], &length);
        assert_string_equal(text, line);
        assert_int_equal(length, strlen(line));
        free(text);
    }
    fclose(file);
    assert_int_equal(count, sizeof golden / sizeof *golden);
}

static void check(const char *text, enum message_reject expected)
{
    struct line_message message = {.agent = "untouched"};
    enum message_reject reject = decode(&message, text, strlen(text));
    if (reject != expected)
        fail_msg("%s: %s, not %s", text, message_reject_name(reject),
                 message_reject_name(expected));
    if (reject)
        assert_string_equal(message.agent, "untouched");
}

static const char good[] =
    "{\"at\":\"2026-10-05T06:00:12.345Z\",\"agent\":\"desks\",\"s\":\"seat\",\"k\":\"level\","
    "\"v\":1}";

struct change {
    const char *part, *instead;
    enum message_reject reject;
};

static void test_refused(void **state)
{
    (void)state;
    static const struct change changes[] = {
        {"\"at\":\"2026-10-05T06:00:12.345Z\",", "", MESSAGE_MISSING_FIELD},
        {"\"2026-10-05T06:00:12.345Z\"", "1791180012345", MESSAGE_WRONG_TYPE},
        {"\"2026-10-05T06:00:12.345Z\"", "null", MESSAGE_WRONG_TYPE},
        {"12.345Z", "12.345", MESSAGE_OUT_OF_RANGE},
        {"12.345Z", "12.345+02:00", MESSAGE_OUT_OF_RANGE},
        {"12.345Z", "12.3456789012345678Z", MESSAGE_OUT_OF_RANGE},
        {"12.345Z", "60.000Z", MESSAGE_OUT_OF_RANGE},
        {"10-05", "13-05", MESSAGE_OUT_OF_RANGE},
        {"10-05", "02-29", MESSAGE_OUT_OF_RANGE},
        {"2026-10", "1969-12", MESSAGE_OUT_OF_RANGE},
        {"2026-10", "", MESSAGE_OUT_OF_RANGE},
        {"\"agent\":\"desks\",", "", MESSAGE_MISSING_FIELD},
        {"\"desks\"", "\"Anna's desk\"", MESSAGE_BAD_ID},
        {"\"desks\"", "7", MESSAGE_WRONG_TYPE},
        {"\"desks\"", "\"abcdefghijabcdefghijabcdefghijabc\"", MESSAGE_BAD_ID},
        {"\"s\":\"seat\",", "", MESSAGE_MISSING_FIELD},
        {"\"seat\"", "\"seat_1\"", MESSAGE_BAD_ID},
        {"\"k\":\"level\",", "", MESSAGE_MISSING_FIELD},
        {"\"level\"", "\"guess\"", MESSAGE_UNKNOWN_KIND},
        {"\"v\":1", "\"v\":2", MESSAGE_OUT_OF_RANGE},
        {",\"v\":1", "", MESSAGE_MISSING_FIELD},
        {"\"v\":1", "\"v\":1,\"v\":1", MESSAGE_NOT_JSON},
        {"\"v\":1}", "\"v\":1", MESSAGE_NOT_JSON},
        {"\"v\":1}", "\"v\":1}{}", MESSAGE_NOT_JSON},
        {"{\"at\"", "[{\"at\"", MESSAGE_NOT_JSON},
    };
    check(good, MESSAGE_OK);
    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
        const char *at = strstr(good, changes[i].part);
        char text[512];
        assert_non_null(at);
        snprintf(text, sizeof text, "%.*s%s%s", (int)(at - good), good, changes[i].instead,
                 at + strlen(changes[i].part));
        check(text, changes[i].reject);
    }
    check("", MESSAGE_NOT_JSON);
    check("[]", MESSAGE_WRONG_TYPE);
}

static void test_unknown_members_are_ignored_and_order_is_free(void **state)
{
    (void)state;
    static const char text[] =
        " {\"t\":\"never\",\"v\":1,\"k\":\"level\",\"x\":[{}],\"why\":\"a\","
        "\"s\":\"seat\",\"agent\":\"desks\",\"at\":\"2026-10-05T06:00:12Z\"}\r";
    const struct line_message meant = {
        "desks", {.sensor = "seat", .kind = EVENT_LEVEL, .value = 1, .t_ms = 1791180012000}};
    struct line_message read;
    assert_int_equal(decode(&read, text, sizeof text - 1), MESSAGE_OK);
    assert_line_equal(&read, &meant);
}

static void test_too_long(void **state)
{
    (void)state;
    char text[MESSAGE_LINE_MAX + 2];
    memset(text, ' ', sizeof text);
    memcpy(text, good, sizeof good - 1);
    struct line_message read;
    assert_int_equal(decode(&read, text, MESSAGE_LINE_MAX), MESSAGE_OK);
    assert_int_equal(decode(&read, text, MESSAGE_LINE_MAX + 1), MESSAGE_TOO_LARGE);
}

static void test_the_end_of_years(void **state)
{
    (void)state;
    struct line_message message = {"desks", {.kind = EVENT_BEAT, .t_ms = YEAR_10000_MS - 1}}, read;
    size_t length;
    char *text = line_encode(&message, &length);
    assert_non_null(strstr(text, "\"9999-12-31T23:59:59.999Z\""));
    assert_int_equal(decode(&read, text, length), MESSAGE_OK);
    assert_line_equal(&read, &message);
    free(text);
    message.event.t_ms++;
    assert_null(line_encode(&message, &length));
}

static void random_id(uint64_t *seed, char text[ID_MAX])
{
    static const char letters[] = "abcxyz0189-";
    size_t length = (size_t)test_between(seed, 1, ID_MAX - 1);
    for (size_t i = 0; i < length; i++)
        text[i] = letters[test_random(seed) % (sizeof letters - 1)];
    text[length] = 0;
}

static struct line_message random_line(uint64_t *seed)
{
    struct line_message message = {0};
    struct event *event = &message.event;
    random_id(seed, message.agent);
    event->kind = (enum event_kind)test_between(seed, EVENT_LEVEL, EVENT_BEAT);
    event->t_ms = test_between(seed, 0, YEAR_10000_MS - 1);
    if (event->kind != EVENT_BEAT)
        random_id(seed, event->sensor);
    if (event->kind == EVENT_LEVEL)
        event->value = test_between(seed, 0, 1);
    if (event->kind == EVENT_FAULT)
        random_id(seed, event->why);
    if (event->kind == EVENT_COUNT) {
        event->value = test_between(seed, 0, MESSAGE_T_MAX_MS);
        event->ttl_ms = test_between(seed, 1000, 7 * 86400000LL);
    }
    if (event->kind == EVENT_PASS) {
        event->direction = (enum pass_direction)test_between(seed, PASS_IN, PASS_OUT);
        event->people = (int)test_between(seed, 1, 100);
        event->in = test_between(seed, 0, MESSAGE_T_MAX_MS);
        event->out = test_between(seed, 0, MESSAGE_T_MAX_MS);
    }
    return message;
}

static void test_decoding_undoes_encoding(void **state)
{
    (void)state;
    uint64_t seed = test_seed();
    for (int i = 0; i < ROUNDS; i++) {
        struct line_message message = random_line(&seed), read;
        size_t length;
        char *text = line_encode(&message, &length);
        assert_non_null(text);
        assert_true(length < 300); /* as the header says */
        assert_int_equal(decode(&read, text, length), MESSAGE_OK);
        assert_line_equal(&read, &message);
        free(text);
    }
}

/* What is still taken must be so sound that it can be encoded again. */
static void test_damaged_lines_do_no_harm(void **state)
{
    (void)state;
    static const char likely[] = "{}[]\",:\\-.0199eEtfnZT \0\x80\xff";
    uint64_t seed = test_seed();
    for (int i = 0; i < DAMAGES; i++) {
        struct line_message message = random_line(&seed), read;
        size_t length;
        char *text = line_encode(&message, &length);
        for (int64_t n = test_between(&seed, 1, 4); n; n--)
            text[test_random(&seed) % length] = likely[test_random(&seed) % sizeof likely];
        if (decode(&read, text, length) == MESSAGE_OK) {
            char *again = line_encode(&read, &length);
            assert_non_null(again);
            free(again);
        }
        free(text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_golden_lines),
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_unknown_members_are_ignored_and_order_is_free),
        cmocka_unit_test(test_too_long),
        cmocka_unit_test(test_the_end_of_years),
        cmocka_unit_test(test_decoding_undoes_encoding),
        cmocka_unit_test(test_damaged_lines_do_no_harm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
