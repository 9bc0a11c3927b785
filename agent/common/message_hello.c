#include "agent/common/message_part.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* The message, and what hangs in it. */
struct parts {
    struct hello_message message;
    const struct json_t *sensors, *losses;
};

#define AT(member) .offset = offsetof(struct parts, member)
static const struct json_field fields[] = {
    {"online", JSON_WANT_BOOL, AT(message.online)},
    {"stream", JSON_WANT_TEXT, AT(message.stream), .valid = stream_is_valid, .size = STREAM_MAX},
    {"conn", JSON_WANT_INT64, AT(message.conn), .maximum = MESSAGE_SEQ_MAX},
    {"boot", JSON_WANT_TEXT, AT(message.boot), .valid = boot_is_valid, .size = BOOT_MAX},
    {"version", JSON_WANT_TEXT, AT(message.version), .valid = version_is_valid, .size = ID_MAX},
    {"sensors", JSON_WANT_OBJECT, AT(sensors)},
    {"losses", JSON_WANT_ARRAY, AT(losses), .optional = true},
};
#undef AT

static const struct json_field loss_fields[] = {
    FIELD_TEXT(struct hello_loss, stream, stream_is_valid),
    FIELD_INT64(struct hello_loss, first, 1, MESSAGE_SEQ_MAX),
    FIELD_INT64(struct hello_loss, last, 1, MESSAGE_SEQ_MAX),
};

/* Members of "sensors", one after the other. */
static enum message_reject read_sensor(void *context, const char *key, const struct json_t *value)
{
    struct hello_message *message = context;
    struct hello_sensor *sensor = &message->sensors[message->count];
    if (!id_is_valid(key))
        return MESSAGE_BAD_ID;
    strcpy(sensor->sensor, key);
    message->count++;
    return json_text(value, id_is_valid, sensor->kind, ID_MAX);
}

static enum message_reject read_sensors(const struct json_t *object, struct hello_message *message)
{
    size_t count = json_count(object);
    if (count > MESSAGE_SENSORS_MAX)
        return MESSAGE_TOO_MANY;
    message->sensors = calloc(count ? count : 1, sizeof *message->sensors);
    if (!message->sensors)
        return MESSAGE_TOO_LARGE; /* for our memory */
    return json_each(object, read_sensor, message);
}

static enum message_reject read_losses(const struct json_t *array, struct hello_message *message)
{
    size_t count = json_count(array);
    if (count > MESSAGE_LOSSES_MAX)
        return MESSAGE_TOO_MANY;
    message->losses = calloc(count ? count : 1, sizeof *message->losses);
    if (!message->losses)
        return MESSAGE_TOO_LARGE; /* for our memory */
    for (size_t i = 0; i < count; i++) {
        struct hello_loss *loss = &message->losses[i];
        enum message_reject reject =
            json_read(json_item(array, i), loss_fields, COUNT_OF(loss_fields), loss, NULL);
        if (reject)
            return reject;
        if (loss->last < loss->first)
            return MESSAGE_OUT_OF_RANGE;
    }
    message->loss_count = count;
    return MESSAGE_OK;
}

enum message_reject hello_decode(struct hello_message *message, const char *payload, size_t length)
{
    struct json_t *root;
    enum message_reject reject = json_parse(payload, length, &root);
    if (reject)
        return reject;
    struct parts parts = {0};
    reject = json_read(root, fields, COUNT_OF(fields), &parts, NULL);
    if (!reject)
        reject = read_sensors(parts.sensors, &parts.message);
    if (!reject && parts.losses)
        reject = read_losses(parts.losses, &parts.message);
    json_free(root);
    if (reject)
        hello_clear(&parts.message);
    else
        *message = parts.message;
    return reject;
}

void hello_clear(struct hello_message *message)
{
    free(message->sensors);
    free(message->losses);
    message->sensors = NULL;
    message->losses = NULL;
    message->count = message->loss_count = 0;
}

static void write_losses(const struct hello_message *message, struct json_writer *writer)
{
    json_writer_key(writer, "losses");
    json_writer_add(writer, "[");
    for (size_t i = 0; i < message->loss_count; i++) {
        const struct hello_loss *loss = &message->losses[i];
        assert(stream_is_valid(loss->stream) && loss->first >= 1 && loss->first <= loss->last &&
               loss->last <= MESSAGE_SEQ_MAX);
        json_writer_comma(writer);
        json_writer_add(writer, "{");
        json_writer_key_quote(writer, "stream", loss->stream);
        json_writer_key_int(writer, "first", (int64_t)loss->first);
        json_writer_key_int(writer, "last", (int64_t)loss->last);
        json_writer_add(writer, "}");
    }
    json_writer_add(writer, "]");
}

char *hello_encode(const struct hello_message *message, size_t *length)
{
    assert(stream_is_valid(message->stream) && boot_is_valid(message->boot));
    assert(version_is_valid(message->version) && message->conn <= MESSAGE_SEQ_MAX);
    assert(message->count <= MESSAGE_SENSORS_MAX && message->loss_count <= MESSAGE_LOSSES_MAX);
    struct json_writer writer = {0};
    json_writer_add(&writer, "{");
    json_writer_key(&writer, "online");
    json_writer_add(&writer, message->online ? "true" : "false");
    json_writer_key_quote(&writer, "stream", message->stream);
    json_writer_key_int(&writer, "conn", (int64_t)message->conn);
    json_writer_key_quote(&writer, "boot", message->boot);
    json_writer_key_quote(&writer, "version", message->version);
    json_writer_key(&writer, "sensors");
    json_writer_add(&writer, "{");
    for (size_t i = 0; i < message->count; i++) {
        assert(id_is_valid(message->sensors[i].sensor) && id_is_valid(message->sensors[i].kind));
        json_writer_key_quote(&writer, message->sensors[i].sensor, message->sensors[i].kind);
    }
    json_writer_add(&writer, "}");
    write_losses(message, &writer);
    json_writer_add(&writer, "}");
    return json_writer_end(&writer, MESSAGE_MAX, length);
}
