#include "agent/common/message_part.h"

#include <assert.h>

static const struct json_field ack_fields[] = {
    FIELD_TEXT(struct ack_message, run, stream_is_valid),
    FIELD_TEXT(struct ack_message, stream, stream_is_valid),
    FIELD_INT64(struct ack_message, seq, 0, MESSAGE_SEQ_MAX),
};

enum message_reject ack_decode(struct ack_message *message, const char *payload, size_t length)
{
    struct json_t *root;
    enum message_reject reject = json_parse(payload, length, &root);
    if (reject)
        return reject;
    struct ack_message read = {0};
    reject = json_read(root, ack_fields, COUNT_OF(ack_fields), &read, NULL);
    json_free(root);
    if (!reject)
        *message = read;
    return reject;
}

char *ack_encode(const struct ack_message *message, size_t *length)
{
    assert(stream_is_valid(message->run) && stream_is_valid(message->stream));
    assert(message->seq <= MESSAGE_SEQ_MAX);
    struct json_writer writer = {0};
    json_writer_add(&writer, "{");
    json_writer_key_quote(&writer, "run", message->run);
    json_writer_key_quote(&writer, "stream", message->stream);
    json_writer_key_int(&writer, "seq", (int64_t)message->seq);
    json_writer_add(&writer, "}");
    return json_writer_end(&writer, MESSAGE_MAX, length);
}
