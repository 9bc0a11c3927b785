#include "agent/common/message_part.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

static const char *const qualities[] = {
    [CLOCK_UNSYNCED] = "unsynced", [CLOCK_SYNCED] = "synced", NULL};

#define WALL_NEVER INT64_MIN

static const struct json_field clock_fields[] = {
    FIELD_TEXT(struct message_clock, boot, boot_is_valid),
    FIELD_TIME(struct message_clock, mono_ms),
    {"wall_ms", JSON_WANT_INT64, offsetof(struct message_clock, wall_ms), .nullable = true,
     .maximum = MESSAGE_T_MAX_MS},
    {"quality", JSON_WANT_CHOICE, offsetof(struct message_clock, quality), .choices = qualities,
     .otherwise = MESSAGE_OUT_OF_RANGE},
    FIELD_TIME(struct message_clock, suspended_ms),
};

/* The envelope: the message, and what hangs in it. */
struct envelope {
    char stream[STREAM_MAX];
    uint64_t base, first;
    const struct json_t *clock, *events;
};

static const struct json_field envelope_fields[] = {
    FIELD_TEXT(struct envelope, stream, stream_is_valid),
    FIELD_INT64(struct envelope, base, 1, MESSAGE_SEQ_MAX),
    FIELD_INT64(struct envelope, first, 1, MESSAGE_SEQ_MAX),
    FIELD_NESTED(struct envelope, clock, JSON_WANT_OBJECT),
    FIELD_NESTED(struct envelope, events, JSON_WANT_ARRAY),
};

static enum message_reject read_envelope(const struct json_t *root, struct envelope *envelope,
                                         struct events_message *message)
{
    enum message_reject reject =
        json_read(root, envelope_fields, COUNT_OF(envelope_fields), envelope, NULL);
    if (reject)
        return reject;
    message->base = envelope->base;
    message->first = envelope->first;
    memcpy(message->stream, envelope->stream, sizeof message->stream);
    message->count = json_count(envelope->events);
    if (message->count > MESSAGE_EVENTS_MAX)
        return MESSAGE_TOO_MANY;
    if (message->count == 0 || message->first < message->base ||
        message->first + message->count - 1 > MESSAGE_SEQ_MAX)
        return MESSAGE_OUT_OF_RANGE;
    return MESSAGE_OK;
}

static enum message_reject read_clock(const struct json_t *object, struct message_clock *clock)
{
    clock->wall_ms = WALL_NEVER;
    enum message_reject reject =
        json_read(object, clock_fields, COUNT_OF(clock_fields), clock, NULL);
    clock->has_wall = clock->wall_ms != WALL_NEVER;
    if (!clock->has_wall)
        clock->wall_ms = 0;
    return reject;
}

static enum message_reject read_events(const struct json_t *array, struct events_message *message)
{
    message->events = calloc(message->count, sizeof *message->events);
    if (!message->events)
        return MESSAGE_TOO_LARGE; /* for our memory */
    for (size_t i = 0; i < message->count; i++) {
        enum message_reject reject = event_read(json_item(array, i), true, &message->events[i]);
        if (reject)
            return reject;
    }
    return MESSAGE_OK;
}

enum message_reject events_decode(struct events_message *message, const char *payload,
                                  size_t length)
{
    struct json_t *root;
    enum message_reject reject = json_parse(payload, length, &root);
    if (reject)
        return reject;
    struct envelope envelope = {0};
    struct events_message read = {0};
    reject = read_envelope(root, &envelope, &read);
    if (!reject)
        reject = read_clock(envelope.clock, &read.clock);
    if (!reject)
        reject = read_events(envelope.events, &read);
    json_free(root);
    if (reject)
        events_clear(&read);
    else
        *message = read;
    return reject;
}

void events_clear(struct events_message *message)
{
    free(message->events);
    message->events = NULL;
    message->count = 0;
}

static void write_clock(const struct message_clock *clock, struct json_writer *writer)
{
    assert(boot_is_valid(clock->boot) && clock->mono_ms >= 0 && clock->suspended_ms >= 0);
    assert(clock->mono_ms <= MESSAGE_T_MAX_MS && clock->suspended_ms <= MESSAGE_T_MAX_MS);
    assert(!clock->has_wall || (clock->wall_ms >= 0 && clock->wall_ms <= MESSAGE_T_MAX_MS));
    json_writer_add(writer, "{");
    json_writer_key_quote(writer, "boot", clock->boot);
    json_writer_key_int(writer, "mono_ms", clock->mono_ms);
    json_writer_key(writer, "wall_ms");
    if (clock->has_wall)
        json_writer_int(writer, clock->wall_ms);
    else
        json_writer_add(writer, "null");
    json_writer_key_quote(writer, "quality", qualities[clock->quality]);
    json_writer_key_int(writer, "suspended_ms", clock->suspended_ms);
    json_writer_add(writer, "}");
}

char *events_encode(const struct events_message *message, size_t *length)
{
    assert(stream_is_valid(message->stream));
    assert(message->count >= 1 && message->count <= MESSAGE_EVENTS_MAX);
    assert(message->base >= 1 && message->base <= message->first);
    assert(message->first + message->count - 1 <= MESSAGE_SEQ_MAX);
    struct json_writer writer = {0};
    json_writer_add(&writer, "{");
    json_writer_key_quote(&writer, "stream", message->stream);
    json_writer_key_int(&writer, "base", (int64_t)message->base);
    json_writer_key_int(&writer, "first", (int64_t)message->first);
    json_writer_key(&writer, "clock");
    write_clock(&message->clock, &writer);
    json_writer_key(&writer, "events");
    json_writer_add(&writer, "[");
    for (size_t i = 0; i < message->count; i++)
        event_write(&message->events[i], &writer);
    json_writer_add(&writer, "]}");
    return json_writer_end(&writer, MESSAGE_MAX, length);
}
