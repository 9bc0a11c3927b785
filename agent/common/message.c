#include "agent/common/message_part.h"

#include <assert.h>

const char *message_reject_name(enum message_reject reason)
{
    static const char *const names[] = {
        [MESSAGE_OK] = "ok",
        [MESSAGE_TOO_LARGE] = "too_large",
        [MESSAGE_NOT_JSON] = "not_json",
        [MESSAGE_MISSING_FIELD] = "missing_field",
        [MESSAGE_WRONG_TYPE] = "wrong_type",
        [MESSAGE_OUT_OF_RANGE] = "out_of_range",
        [MESSAGE_BAD_ID] = "bad_id",
        [MESSAGE_UNKNOWN_KIND] = "unknown_kind",
        [MESSAGE_TOO_MANY] = "too_many",
        [MESSAGE_UNKNOWN_VERSION] = "unknown_version",
        [MESSAGE_BAD_TOPIC] = "bad_topic",
    };
    static_assert(COUNT_OF(names) == MESSAGE_REJECT_COUNT, "a reject without a name");
    assert(reason < MESSAGE_REJECT_COUNT);
    return names[reason];
}

static bool is_hex(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
}

bool stream_is_valid(const char *text)
{
    size_t i = 0;
    for (; text[i]; i++)
        if (i == STREAM_MAX - 1 || !is_hex(text[i]))
            return false;
    return i > 0;
}

bool boot_is_valid(const char *text)
{
    size_t i = 0;
    for (; text[i]; i++)
        if (i == BOOT_MAX - 1 || !(is_hex(text[i]) || text[i] == '-'))
            return false;
    return i > 0;
}

bool version_is_valid(const char *text)
{
    size_t i = 0;
    for (; text[i]; i++) {
        char c = text[i];
        bool taken = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                     c == '.' || c == '+' || c == '~' || c == '-';
        if (i == ID_MAX - 1 || !taken)
            return false;
    }
    return i > 0;
}
