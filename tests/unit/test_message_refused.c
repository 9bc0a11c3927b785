/* Wrong messages, each with the reason it is counted under. */
#include "tests/unit/test.h"

#include "agent/common/message.h"
#include <string.h>

enum decoder { EVENTS, STATE, HELLO, ACK };

static enum message_reject decode(enum decoder decoder, const char *text, size_t length)
{
    /* Exactly as long as the text, so that ASan sees a read behind it. */
    char *payload = malloc(length ? length : 1);
    memcpy(payload, text, length);
    struct events_message events;
    struct state_message state;
    struct hello_message hello;
    struct ack_message ack;
    enum message_reject reject = MESSAGE_OK;
    switch (decoder) {
    case EVENTS:
        if (!(reject = events_decode(&events, payload, length)))
            events_clear(&events);
        break;
    case STATE:
        if (!(reject = state_decode(&state, payload, length)))
            state_clear(&state);
        break;
    case HELLO:
        if (!(reject = hello_decode(&hello, payload, length)))
            hello_clear(&hello);
        break;
    case ACK:
        reject = ack_decode(&ack, payload, length);
        break;
    }
    free(payload);
    return reject;
}

static void check(enum decoder decoder, const char *text, enum message_reject expected)
{
    enum message_reject reject = decode(decoder, text, strlen(text));
    if (reject != expected)
        fail_msg("%s: %s, not %s", text, message_reject_name(reject),
                 message_reject_name(expected));
}

/* A right message, with one part of it replaced. */
static void check_changed(enum decoder decoder, const char *good, const char *part,
                          const char *instead, enum message_reject expected)
{
    const char *at = strstr(good, part);
    assert_non_null(at);
    char text[2048];
    snprintf(text, sizeof text, "%.*s%s%s", (int)(at - good), good, instead, at + strlen(part));
    check(decoder, text, expected);
}

struct change {
    const char *part, *instead;
    enum message_reject reject;
};

static void check_changes(enum decoder decoder, const char *good, const struct change *changes,
                          size_t count)
{
    check(decoder, good, MESSAGE_OK);
    for (size_t i = 0; i < count; i++)
        check_changed(decoder, good, changes[i].part, changes[i].instead, changes[i].reject);
}
#define CHECK_CHANGES(decoder, good, changes)                                                      \
    check_changes(decoder, good, changes, sizeof(changes) / sizeof *(changes))

static const char events_good[] =
    "{\"stream\":\"9f2c\",\"base\":101,\"first\":118,\"clock\":{\"boot\":\"b0-01\",\"mono_ms\":5,"
    "\"wall_ms\":1790,\"quality\":\"synced\",\"suspended_ms\":0},\"events\":["
    "{\"s\":\"seat\",\"k\":\"level\",\"v\":1,\"t\":2},"
    "{\"s\":\"door\",\"k\":\"pass\",\"dir\":\"out\",\"n\":1,\"in\":8,\"out\":7,\"t\":3},"
    "{\"s\":\"tof\",\"k\":\"count\",\"v\":14,\"ttl_ms\":60000,\"t\":3},"
    "{\"s\":\"door\",\"k\":\"fault\",\"why\":\"stuck\",\"t\":4},{\"k\":\"beat\",\"t\":5}]}";

static void test_events(void **state)
{
    (void)state;
    const struct change changes[] = {
        {"\"stream\":\"9f2c\",", "", MESSAGE_MISSING_FIELD},
        {"\"base\":101,", "", MESSAGE_MISSING_FIELD},
        {"\"t\":5", "\"u\":5", MESSAGE_MISSING_FIELD},
        {"\"v\":1,", "", MESSAGE_MISSING_FIELD},
        {"\"ttl_ms\":60000,", "", MESSAGE_MISSING_FIELD},
        {"\"why\":\"stuck\",", "", MESSAGE_MISSING_FIELD},
        {"\"in\":8,", "", MESSAGE_MISSING_FIELD},
        {"\"s\":\"seat\",", "", MESSAGE_MISSING_FIELD},
        {"\"k\":\"beat\",", "", MESSAGE_MISSING_FIELD},
        {"\"k\":\"beat\",", "\"k\":\"beat\",\"v\":2,", MESSAGE_OUT_OF_RANGE},
        {"\"wall_ms\":1790,", "", MESSAGE_MISSING_FIELD},
        {"\"wall_ms\":1790", "\"wall_ms\":-1", MESSAGE_OUT_OF_RANGE},
        {"\"wall_ms\":1790", "\"wall_ms\":\"1790\"", MESSAGE_WRONG_TYPE},
        {"\"mono_ms\":5", "\"mono_ms\":null", MESSAGE_WRONG_TYPE},
        {"\"synced\"", "\"perhaps\"", MESSAGE_OUT_OF_RANGE},
        {"\"9f2c\"", "\"9F2C\"", MESSAGE_BAD_ID},
        {"\"9f2c\"", "\"\"", MESSAGE_BAD_ID},
        {"\"9f2c\"", "\"0123456789abcdef0123456789abcdef0\"", MESSAGE_BAD_ID},
        {"\"9f2c\"", "17", MESSAGE_WRONG_TYPE},
        {"\"b0-01\"", "\"a name\"", MESSAGE_BAD_ID},
        {"\"seat\"", "\"Seat 1\"", MESSAGE_BAD_ID},
        {"\"seat\"", "\"seat_1\"", MESSAGE_BAD_ID},
        {"\"seat\"", "\"abcdefghijabcdefghijabcdefghijabc\"", MESSAGE_BAD_ID},
        {"\"seat\"", "\"s\\u00e9at\"", MESSAGE_BAD_ID},
        {"\"stuck\"", "\"it's stuck\"", MESSAGE_BAD_ID},
        {"\"level\"", "\"guess\"", MESSAGE_UNKNOWN_KIND},
        {"\"level\"", "1", MESSAGE_WRONG_TYPE},
        {"\"dir\":\"out\"", "\"dir\":\"up\"", MESSAGE_OUT_OF_RANGE},
        {"\"v\":1,", "\"v\":2,", MESSAGE_OUT_OF_RANGE},
        {"\"v\":1,", "\"v\":true,", MESSAGE_WRONG_TYPE},
        {"\"v\":1,", "\"v\":1.0,", MESSAGE_WRONG_TYPE},
        {"\"v\":14", "\"v\":-1", MESSAGE_OUT_OF_RANGE},
        {"60000", "999", MESSAGE_OUT_OF_RANGE},
        {"60000", "604800001", MESSAGE_OUT_OF_RANGE},
        {"\"n\":1", "\"n\":0", MESSAGE_OUT_OF_RANGE},
        {"\"n\":1", "\"n\":101", MESSAGE_OUT_OF_RANGE},
        {"\"n\":1", "\"n\":4294967297", MESSAGE_OUT_OF_RANGE},
        {"\"in\":8", "\"in\":4503599627370497", MESSAGE_OUT_OF_RANGE},
        {"\"t\":2", "\"t\":-2", MESSAGE_OUT_OF_RANGE},
        {"\"t\":2", "\"t\":2e3", MESSAGE_WRONG_TYPE},
        {"\"t\":2", "\"t\":1e400", MESSAGE_NOT_JSON},
        {"\"t\":2", "\"t\":99999999999999999999", MESSAGE_NOT_JSON},
        {"\"t\":2", "\"t\":NaN", MESSAGE_NOT_JSON},
        {"\"t\":2", "\"t\":2,\"t\":2", MESSAGE_NOT_JSON},
        {"\"base\":101", "\"base\":0", MESSAGE_OUT_OF_RANGE},
        {"\"base\":101", "\"base\":-101", MESSAGE_OUT_OF_RANGE},
        {"\"base\":101", "\"base\":119", MESSAGE_OUT_OF_RANGE},
        {"\"first\":118", "\"first\":118.0", MESSAGE_WRONG_TYPE},
        {"\"first\":118", "\"first\":9007199254740991", MESSAGE_OUT_OF_RANGE},
        {"\"first\":118", "\"first\":9223372036854775807", MESSAGE_OUT_OF_RANGE},
        {"\"first\":118", "\"first\":9223372036854775808", MESSAGE_NOT_JSON},
        {"\"events\":[", "\"events\":[[],", MESSAGE_WRONG_TYPE},
        {"\"events\":[", "\"events\":[null,", MESSAGE_WRONG_TYPE},
        {"\"events\":[", "\"events\":[],\"x\":[", MESSAGE_OUT_OF_RANGE},
        {"\"events\":[", "\"events\":{},\"x\":[", MESSAGE_WRONG_TYPE},
        {"\"clock\":{", "\"clock\":[],\"x\":{", MESSAGE_WRONG_TYPE},
    };
    CHECK_CHANGES(EVENTS, events_good, changes);
}

static const char state_good[] =
    "{\"stream\":\"9f2c\",\"conn\":7,\"boot\":\"b0\",\"mono_ms\":5,\"head\":121,\"sensors\":{"
    "\"seat\":{\"v\":1,\"since\":5},\"door\":{\"in\":8,\"out\":7},\"pir\":{\"faults\":[\"noisy\"]}}"
    "}";

static void test_state(void **state)
{
    (void)state;
    const struct change changes[] = {
        {"\"head\":121,", "", MESSAGE_MISSING_FIELD},
        {"\"conn\":7", "\"conn\":-7", MESSAGE_OUT_OF_RANGE},
        {"\"head\":121", "\"head\":9007199254740992", MESSAGE_OUT_OF_RANGE},
        {"\"seat\"", "\"Seat\"", MESSAGE_BAD_ID},
        {"\"seat\"", "\"\"", MESSAGE_BAD_ID},
        {"\"seat\"", "\"door\"", MESSAGE_NOT_JSON},
        {"{\"v\":1,\"since\":5}", "1", MESSAGE_WRONG_TYPE},
        {"\"v\":1", "\"v\":\"1\"", MESSAGE_WRONG_TYPE},
        {"\"v\":1", "\"v\":2147483648", MESSAGE_OUT_OF_RANGE},
        {"\"since\":5", "\"since\":-5", MESSAGE_OUT_OF_RANGE},
        {"\"v\":1,", "\"count\":3,", MESSAGE_MISSING_FIELD},
        {"\"v\":1,\"since\":5", "\"count\":3,\"ttl_ms\":5000", MESSAGE_MISSING_FIELD},
        {"\"v\":1", "\"count\":3,\"ttl_ms\":999", MESSAGE_OUT_OF_RANGE},
        {"\"v\":1", "\"count\":-3,\"ttl_ms\":5000", MESSAGE_OUT_OF_RANGE},
        {"\"in\":8,", "", MESSAGE_MISSING_FIELD},
        {",\"out\":7", "", MESSAGE_MISSING_FIELD},
        {"[\"noisy\"]", "\"noisy\"", MESSAGE_WRONG_TYPE},
        {"[\"noisy\"]", "[7]", MESSAGE_WRONG_TYPE},
        {"[\"noisy\"]", "[\"Noisy!\"]", MESSAGE_BAD_ID},
        {"[\"noisy\"]", "[\"a\",\"b\",\"c\",\"d\",\"e\"]", MESSAGE_TOO_MANY},
        {"\"sensors\":{", "\"sensors\":[],\"x\":{", MESSAGE_WRONG_TYPE},
    };
    CHECK_CHANGES(STATE, state_good, changes);
}

static const char hello_good[] =
    "{\"online\":true,\"stream\":\"9f2c\",\"conn\":7,\"boot\":\"b0\",\"version\":\"1.2\","
    "\"sensors\":{\"seat\":\"seat\"},\"losses\":[{\"stream\":\"0a\",\"first\":3,\"last\":9}]}";

static void test_hello(void **state)
{
    (void)state;
    const struct change changes[] = {
        {"\"online\":true", "\"online\":1", MESSAGE_WRONG_TYPE},
        {"\"online\":true,", "", MESSAGE_MISSING_FIELD},
        {"\"version\":\"1.2\",", "", MESSAGE_MISSING_FIELD},
        {"\"1.2\"", "\"<b>1.2</b>\"", MESSAGE_BAD_ID},
        {"\"1.2\"", "\"\"", MESSAGE_BAD_ID},
        {":\"seat\"", ":null", MESSAGE_WRONG_TYPE},
        {":\"seat\"", ":\"a seat\"", MESSAGE_BAD_ID},
        {"\"seat\":", "\"a/b\":", MESSAGE_BAD_ID},
        {"\"first\":3", "\"first\":0", MESSAGE_OUT_OF_RANGE},
        {"\"last\":9", "\"last\":2", MESSAGE_OUT_OF_RANGE},
        {"\"last\":9", "\"until\":9", MESSAGE_MISSING_FIELD},
        {"[{\"stream\"", "[5,{\"stream\"", MESSAGE_WRONG_TYPE},
    };
    CHECK_CHANGES(HELLO, hello_good, changes);
    check_changed(HELLO, hello_good, "\"losses\":", "\"x\":", MESSAGE_OK);
}

static void test_ack(void **state)
{
    (void)state;
    const char good[] = "{\"run\":\"c4\",\"stream\":\"9f\",\"seq\":120}";
    const struct change changes[] = {
        {"\"run\":\"c4\",", "", MESSAGE_MISSING_FIELD},
        {"\"c4\"", "\"run\"", MESSAGE_BAD_ID},
        {"120", "-1", MESSAGE_OUT_OF_RANGE},
        {"120", "9007199254740992", MESSAGE_OUT_OF_RANGE},
        {"120", "120.5", MESSAGE_WRONG_TYPE},
    };
    CHECK_CHANGES(ACK, good, changes);
}

static void test_what_is_no_json(void **state)
{
    (void)state;
    const char *const texts[] = {"",
                                 " ",
                                 "{",
                                 "}",
                                 "nonsense",
                                 "{\"run\"",
                                 "{\"run\":\"c4\",\"stream\":\"9f\",\"seq\":1}x",
                                 "{\"run\":\"c4\",\"stream\":\"9f\",\"seq\":1,}",
                                 "{'run':1}",
                                 "{\"a\":\"\xff\"}",
                                 "{\"a\":\"\xc0\xaf\"}",
                                 "{\"a\":\"\xed\xa0\x80\"}",
                                 "{\"a\":\"\\ud800\"}",
                                 "{\"a\":\"\\u0000\"}",
                                 "{\"a\\u0000\":1}",
                                 "{\"a\":\"\n\"}",
                                 "7",
                                 "\"text\"",
                                 "null"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        for (int decoder = EVENTS; decoder <= ACK; decoder++)
            check(decoder, texts[i], MESSAGE_NOT_JSON);
    check(ACK, "[]", MESSAGE_WRONG_TYPE);
    const char nul[] = "{\"run\":\"c4\",\"stream\":\"9f\",\"seq\":1}\0";
    assert_int_equal(decode(ACK, nul, sizeof nul), MESSAGE_NOT_JSON);
    const char inside[] = "{\"run\":\"c\0\",\"stream\":\"9f\",\"seq\":1}";
    assert_int_equal(decode(ACK, inside, sizeof inside - 1), MESSAGE_NOT_JSON);
}

static void test_depth_is_bounded(void **state)
{
    (void)state;
    char text[MESSAGE_MAX];
    const char head[] = "{\"run\":\"c4\",\"stream\":\"9f\",\"seq\":1,\"x\":";
    for (size_t depth = 1; depth < 30000; depth = depth < 20 ? depth + 1 : depth * 2) {
        size_t used = (size_t)snprintf(text, sizeof text, "%s", head);
        memset(text + used, '[', depth);
        memset(text + used + depth, ']', depth);
        snprintf(text + used + 2 * depth, sizeof text - used - 2 * depth, "}");
        check(ACK, text, depth <= 7 ? MESSAGE_OK : MESSAGE_NOT_JSON);
    }
    check(ACK, "{\"run\":\"c4\",\"stream\":\"9f\",\"seq\":1,\"x\":\"[[[[[[[[[[[[\\\"[[[[\"}",
          MESSAGE_OK);
}

static void test_too_large(void **state)
{
    (void)state;
    size_t sizes[] = {MESSAGE_MAX, MESSAGE_MAX + 1, 1000000, 1048576};
    for (size_t i = 0; i < 4; i++) {
        char *text = malloc(sizes[i]);
        memset(text, ' ', sizes[i]);
        const char ack[] = "{\"run\":\"c4\",\"stream\":\"9f\",\"seq\":1}";
        memcpy(text, ack, sizeof ack - 1);
        assert_int_equal(decode(ACK, text, sizes[i]), i ? MESSAGE_TOO_LARGE : MESSAGE_OK);
        free(text);
    }
}

/* `head`, `count` times `item` (its %zu the number), `tail`. */
static void check_count(enum decoder decoder, const char *head, const char *item, const char *tail,
                        size_t count, enum message_reject expected)
{
    char *text = malloc(MESSAGE_MAX + 1);
    size_t used = (size_t)snprintf(text, MESSAGE_MAX, "%s", head);
    for (size_t i = 0; i < count; i++) {
        used +=
            (size_t)snprintf(text + used, MESSAGE_MAX - used, "%s%s%zu%s", i ? "," : "", item, i,
                             decoder == STATE   ? "\":{}"
                             : decoder == HELLO ? "\":\"k\""
                                                : "}");
    }
    snprintf(text + used, MESSAGE_MAX - used, "%s", tail);
    check(decoder, text, expected);
    free(text);
}

static void test_too_many(void **state)
{
    (void)state;
    const char events[] = "{\"stream\":\"9f\",\"base\":1,\"first\":1,\"clock\":{\"boot\":\"b\","
                          "\"mono_ms\":5,\"wall_ms\":1,\"quality\":\"synced\",\"suspended_ms\":0},"
                          "\"events\":[";
    check_count(EVENTS, events, "{\"k\":\"beat\",\"t\":", "]}", MESSAGE_EVENTS_MAX, MESSAGE_OK);
    check_count(EVENTS, events, "{\"k\":\"beat\",\"t\":", "]}", MESSAGE_EVENTS_MAX + 1,
                MESSAGE_TOO_MANY);
    const char words[] = "{\"stream\":\"9f\",\"conn\":7,\"boot\":\"b0\",\"mono_ms\":5,\"head\":1,"
                         "\"sensors\":{";
    check_count(STATE, words, "\"s", "}}", MESSAGE_SENSORS_MAX, MESSAGE_OK);
    check_count(STATE, words, "\"s", "}}", MESSAGE_SENSORS_MAX + 1, MESSAGE_TOO_MANY);
    check_count(STATE, words, "\"s", "}}", 0, MESSAGE_OK);
    const char kinds[] = "{\"online\":true,\"stream\":\"9f\",\"conn\":7,\"boot\":\"b0\","
                         "\"version\":\"1\",\"sensors\":{";
    check_count(HELLO, kinds, "\"s", "},\"losses\":[]}", MESSAGE_SENSORS_MAX, MESSAGE_OK);
    check_count(HELLO, kinds, "\"s", "},\"losses\":[]}", MESSAGE_SENSORS_MAX + 1, MESSAGE_TOO_MANY);
}

static void test_too_many_losses(void **state)
{
    (void)state;
    for (size_t count = MESSAGE_LOSSES_MAX; count <= MESSAGE_LOSSES_MAX + 1; count++) {
        char text[8192] = "{\"online\":true,\"stream\":\"9f\",\"conn\":7,\"boot\":\"b0\","
                          "\"version\":\"1\",\"sensors\":{},\"losses\":[";
        for (size_t i = 0; i < count; i++)
            strcat(text, &",{\"stream\":\"9f\",\"first\":1,\"last\":1}"[i == 0]);
        strcat(text, "]}");
        check(HELLO, text, count <= MESSAGE_LOSSES_MAX ? MESSAGE_OK : MESSAGE_TOO_MANY);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_events),          cmocka_unit_test(test_state),
        cmocka_unit_test(test_hello),           cmocka_unit_test(test_ack),
        cmocka_unit_test(test_what_is_no_json), cmocka_unit_test(test_depth_is_bounded),
        cmocka_unit_test(test_too_large),       cmocka_unit_test(test_too_many),
        cmocka_unit_test(test_too_many_losses),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
