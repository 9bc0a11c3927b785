#include "agent/common/message_line.h"

#include "agent/common/message_part.h"
#include "agent/common/time.h"
#include <assert.h>
#include <string.h>

#define YEAR_10000_MS 253402300800000

struct line_origin {
    char at[TIME_TEXT_MAX];
    char agent[ID_MAX];
};

static bool at_is_valid(const char *text)
{
    int64_t wall_ms;
    return strlen(text) < TIME_TEXT_MAX && time_parse(text, &wall_ms) == 0 && wall_ms >= 0;
}

static const struct json_field origin_fields[] = {
    {"at", JSON_WANT_TEXT, offsetof(struct line_origin, at), .valid = at_is_valid,
     .size = TIME_TEXT_MAX, .otherwise = MESSAGE_OUT_OF_RANGE},
    FIELD_TEXT(struct line_origin, agent, id_is_valid),
};

char *line_encode(const struct line_message *message, size_t *length)
{
    assert(id_is_valid(message->agent));
    if (message->event.t_ms >= YEAR_10000_MS)
        return NULL;
    struct json_writer writer = {0};
    char at[TIME_TEXT_MAX];
    time_format_ms(message->event.t_ms, at);
    json_writer_add(&writer, "{");
    json_writer_key_quote(&writer, "at", at);
    json_writer_key_quote(&writer, "agent", message->agent);
    event_write_members(&message->event, &writer);
    json_writer_add(&writer, "}");
    return json_writer_end(&writer, MESSAGE_LINE_MAX, length);
}

enum message_reject line_decode(struct line_message *message, const char *text, size_t length)
{
    struct json_t *root;
    struct line_origin origin;
    struct line_message read = {0};
    if (length > MESSAGE_LINE_MAX)
        return MESSAGE_TOO_LARGE;
    enum message_reject reject = json_parse(text, length, &root);
    if (reject)
        return reject;
    reject = json_read(root, origin_fields, COUNT_OF(origin_fields), &origin, NULL);
    if (!reject)
        reject = event_read(root, false, &read.event);
    json_free(root);
    if (reject)
        return reject;
    memcpy(read.agent, origin.agent, sizeof read.agent);
    time_parse(origin.at, &read.event.t_ms);
    *message = read;
    return MESSAGE_OK;
}
