#include "agent/common/message_part.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define VALUE_MAX INT32_MAX
#define NOT_SAID INT64_MIN

struct envelope {
    char stream[STREAM_MAX];
    uint64_t conn;
    char boot[BOOT_MAX];
    int64_t mono_ms, began_ms;
    uint64_t head;
    const struct json_t *sensors;
};

static const struct json_field envelope_fields[] = {
    FIELD_TEXT(struct envelope, stream, stream_is_valid),
    FIELD_INT64(struct envelope, conn, 0, MESSAGE_SEQ_MAX),
    FIELD_TEXT(struct envelope, boot, boot_is_valid),
    FIELD_TIME(struct envelope, mono_ms),
    {"began", JSON_WANT_INT64, offsetof(struct envelope, began_ms), .optional = true,
     .maximum = MESSAGE_T_MAX_MS},
    FIELD_INT64(struct envelope, head, 0, MESSAGE_SEQ_MAX),
    FIELD_NESTED(struct envelope, sensors, JSON_WANT_OBJECT),
};

/* A word, and the list that hangs in it. */
struct word_parts {
    struct sensor_word word;
    const struct json_t *faults;
};

enum word_field { F_VALUE, F_SINCE, F_IN, F_OUT, F_COUNT, F_TTL, F_FAULTS };
#define AT(member) .offset = offsetof(struct word_parts, member), .optional = true
static const struct json_field word_fields[] = {
    [F_VALUE] = {"v", JSON_WANT_INT, AT(word.value), .maximum = VALUE_MAX},
    [F_SINCE] = {"since", JSON_WANT_INT64, AT(word.since_ms), .maximum = MESSAGE_T_MAX_MS},
    [F_IN] = {"in", JSON_WANT_INT64, AT(word.in), .maximum = MESSAGE_T_MAX_MS},
    [F_OUT] = {"out", JSON_WANT_INT64, AT(word.out), .maximum = MESSAGE_T_MAX_MS},
    [F_COUNT] = {"count", JSON_WANT_INT64, AT(word.count), .maximum = MESSAGE_T_MAX_MS},
    [F_TTL] = {"ttl_ms", JSON_WANT_INT64, AT(word.ttl_ms), .minimum = COUNT_TTL_MIN_MS,
               .maximum = COUNT_TTL_MAX_MS},
    [F_FAULTS] = {"faults", JSON_WANT_ARRAY, AT(faults)},
};
#undef AT

static enum message_reject read_faults(const struct json_t *array, struct sensor_word *word)
{
    size_t count = json_count(array);
    if (count > MESSAGE_FAULTS_MAX)
        return MESSAGE_TOO_MANY;
    for (size_t i = 0; i < count; i++) {
        enum message_reject reject =
            json_text(json_item(array, i), id_is_valid, word->faults[i], FAULT_MAX);
        if (reject)
            return reject;
    }
    word->fault_count = count;
    return MESSAGE_OK;
}

/* Members of "sensors", one after the other. */
static enum message_reject read_word(void *context, const char *key, const struct json_t *value)
{
    struct state_message *message = context;
    if (!id_is_valid(key))
        return MESSAGE_BAD_ID;
    struct word_parts parts = {0};
    uint32_t seen;
    enum message_reject reject =
        json_read(value, word_fields, COUNT_OF(word_fields), &parts, &seen);
    if (reject)
        return reject;
    struct sensor_word *word = &parts.word;
    word->has_value = seen & (1u << F_VALUE);
    word->has_since = seen & (1u << F_SINCE);
    word->has_totals = seen & (1u << F_IN);
    if (word->has_totals != !!(seen & (1u << F_OUT)))
        return MESSAGE_MISSING_FIELD;
    word->has_count = seen & (1u << F_COUNT);
    if (word->has_count && !(word->has_since && seen & (1u << F_TTL)))
        return MESSAGE_MISSING_FIELD;
    if (!word->has_count)
        word->ttl_ms = 0; /* of nothing */
    if (parts.faults)
        reject = read_faults(parts.faults, word);
    strcpy(word->sensor, key);
    message->sensors[message->count++] = *word;
    return reject;
}

static enum message_reject read_message(const struct json_t *root, struct state_message *message)
{
    struct envelope envelope = {.began_ms = NOT_SAID};
    enum message_reject reject =
        json_read(root, envelope_fields, COUNT_OF(envelope_fields), &envelope, NULL);
    if (reject)
        return reject;
    memcpy(message->stream, envelope.stream, sizeof message->stream);
    memcpy(message->boot, envelope.boot, sizeof message->boot);
    message->conn = envelope.conn;
    message->mono_ms = envelope.mono_ms;
    message->has_began = envelope.began_ms != NOT_SAID;
    message->began_ms = message->has_began ? envelope.began_ms : 0;
    message->head = envelope.head;
    size_t count = json_count(envelope.sensors);
    if (count > MESSAGE_SENSORS_MAX)
        return MESSAGE_TOO_MANY;
    message->sensors = calloc(count ? count : 1, sizeof *message->sensors);
    if (!message->sensors)
        return MESSAGE_TOO_LARGE; /* for our memory */
    return json_each(envelope.sensors, read_word, message);
}

enum message_reject state_decode(struct state_message *message, const char *payload, size_t length)
{
    struct json_t *root;
    enum message_reject reject = json_parse(payload, length, &root);
    if (reject)
        return reject;
    struct state_message read = {0};
    reject = read_message(root, &read);
    json_free(root);
    if (reject)
        state_clear(&read);
    else
        *message = read;
    return reject;
}

void state_clear(struct state_message *message)
{
    free(message->sensors);
    message->sensors = NULL;
    message->count = 0;
}

static void write_word(const struct sensor_word *word, struct json_writer *writer)
{
    assert(id_is_valid(word->sensor) && word->fault_count <= MESSAGE_FAULTS_MAX);
    assert(!word->has_value || word->value >= 0);
    assert(!word->has_since || (word->since_ms >= 0 && word->since_ms <= MESSAGE_T_MAX_MS));
    assert(!word->has_totals || (word->in >= 0 && word->in <= MESSAGE_T_MAX_MS && word->out >= 0 &&
                                 word->out <= MESSAGE_T_MAX_MS));
    assert(!word->has_count ||
           (word->has_since && word->count >= 0 && word->count <= MESSAGE_T_MAX_MS &&
            word->ttl_ms >= COUNT_TTL_MIN_MS && word->ttl_ms <= COUNT_TTL_MAX_MS));
    json_writer_key(writer, word->sensor);
    json_writer_add(writer, "{");
    if (word->has_value)
        json_writer_key_int(writer, "v", word->value);
    if (word->has_since)
        json_writer_key_int(writer, "since", word->since_ms);
    if (word->has_totals) {
        json_writer_key_int(writer, "in", word->in);
        json_writer_key_int(writer, "out", word->out);
    }
    if (word->has_count) {
        json_writer_key_int(writer, "count", word->count);
        json_writer_key_int(writer, "ttl_ms", word->ttl_ms);
    }
    if (word->fault_count) {
        json_writer_key(writer, "faults");
        json_writer_add(writer, "[");
        for (size_t i = 0; i < word->fault_count; i++) {
            assert(id_is_valid(word->faults[i]));
            json_writer_comma(writer);
            json_writer_quote(writer, word->faults[i]);
        }
        json_writer_add(writer, "]");
    }
    json_writer_add(writer, "}");
}

char *state_encode(const struct state_message *message, size_t *length)
{
    assert(stream_is_valid(message->stream) && boot_is_valid(message->boot));
    assert(message->conn <= MESSAGE_SEQ_MAX && message->head <= MESSAGE_SEQ_MAX);
    assert(message->mono_ms >= 0 && message->mono_ms <= MESSAGE_T_MAX_MS);
    assert(!message->has_began ||
           (message->began_ms >= 0 && message->began_ms <= MESSAGE_T_MAX_MS));
    assert(message->count <= MESSAGE_SENSORS_MAX);
    struct json_writer writer = {0};
    json_writer_add(&writer, "{");
    json_writer_key_quote(&writer, "stream", message->stream);
    json_writer_key_int(&writer, "conn", (int64_t)message->conn);
    json_writer_key_quote(&writer, "boot", message->boot);
    json_writer_key_int(&writer, "mono_ms", message->mono_ms);
    if (message->has_began)
        json_writer_key_int(&writer, "began", message->began_ms);
    json_writer_key_int(&writer, "head", (int64_t)message->head);
    json_writer_key(&writer, "sensors");
    json_writer_add(&writer, "{");
    for (size_t i = 0; i < message->count; i++)
        write_word(&message->sensors[i], &writer);
    json_writer_add(&writer, "}}");
    return json_writer_end(&writer, MESSAGE_MAX, length);
}
