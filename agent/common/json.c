#include "agent/common/json.h"

#include <assert.h>
#include <jansson.h>
#include <string.h>

/* jansson recurses up to 2,048 deep; we stop long before, and before it allocates. */
static bool depth_is_bounded(const char *text, size_t length)
{
    int depth = 0;
    bool quoted = false;
    for (size_t i = 0; i < length; i++) {
        char c = text[i];
        if (quoted) {
            if (c == '\\')
                i++;
            else if (c == '"')
                quoted = false;
        } else if (c == '"') {
            quoted = true;
        } else if (c == '{' || c == '[') {
            if (++depth > JSON_DEPTH_MAX)
                return false;
        } else if (c == '}' || c == ']') {
            depth--;
        }
    }
    return true;
}

enum message_reject json_parse(const char *payload, size_t length, struct json_t **root)
{
    if (length > MESSAGE_MAX)
        return MESSAGE_TOO_LARGE;
    if (!depth_is_bounded(payload, length))
        return MESSAGE_NOT_JSON;
    json_t *value = json_loadb(payload, length, JSON_REJECT_DUPLICATES, NULL);
    if (!value)
        return MESSAGE_NOT_JSON;
    if (!json_is_object(value)) {
        json_decref(value);
        return MESSAGE_WRONG_TYPE;
    }
    *root = value;
    return MESSAGE_OK;
}

void json_free(struct json_t *root)
{
    json_decref(root);
}

size_t json_count(const struct json_t *value)
{
    return json_is_array(value) ? json_array_size(value) : json_object_size(value);
}

const struct json_t *json_item(const struct json_t *array, size_t i)
{
    return json_array_get(array, i);
}

enum message_reject json_text(const struct json_t *value, bool (*valid)(const char *), char *text,
                              size_t size)
{
    if (!json_is_string(value))
        return MESSAGE_WRONG_TYPE;
    const char *given = json_string_value(value);
    if (!valid(given))
        return MESSAGE_BAD_ID;
    size_t length = json_string_length(value);
    assert(length < size);
    memcpy(text, given, length + 1);
    return MESSAGE_OK;
}

static enum message_reject read_integer(const struct json_field *field, const json_t *value,
                                        void *at)
{
    if (!json_is_integer(value))
        return MESSAGE_WRONG_TYPE;
    int64_t number = json_integer_value(value);
    if (number < field->minimum || number > field->maximum)
        return MESSAGE_OUT_OF_RANGE;
    if (field->want == JSON_WANT_INT)
        *(int *)at = (int)number;
    else
        memcpy(at, &number, sizeof number);
    return MESSAGE_OK;
}

static enum message_reject read_choice(const struct json_field *field, const json_t *value,
                                       void *at)
{
    if (!json_is_string(value))
        return MESSAGE_WRONG_TYPE;
    const char *given = json_string_value(value);
    for (unsigned i = 0; field->choices[i]; i++)
        if (!strcmp(field->choices[i], given)) {
            memcpy(at, &i, sizeof i);
            return MESSAGE_OK;
        }
    return field->otherwise;
}

static enum message_reject read_text(const struct json_field *field, const json_t *value, char *at)
{
    enum message_reject reject = json_text(value, field->valid, at, field->size);
    return reject == MESSAGE_BAD_ID && field->otherwise ? field->otherwise : reject;
}

static enum message_reject read_field(const struct json_field *field, const json_t *value, void *at)
{
    if (field->nullable && json_is_null(value))
        return MESSAGE_OK;
    switch (field->want) {
    case JSON_WANT_BOOL:
        if (!json_is_boolean(value))
            return MESSAGE_WRONG_TYPE;
        *(bool *)at = json_is_true(value);
        return MESSAGE_OK;
    case JSON_WANT_INT:
    case JSON_WANT_INT64:
        return read_integer(field, value, at);
    case JSON_WANT_TEXT:
        return read_text(field, value, at);
    case JSON_WANT_CHOICE:
        return read_choice(field, value, at);
    case JSON_WANT_OBJECT:
    case JSON_WANT_ARRAY:
        if (json_typeof(value) != (field->want == JSON_WANT_OBJECT ? JSON_OBJECT : JSON_ARRAY))
            return MESSAGE_WRONG_TYPE;
        memcpy(at, &value, sizeof value);
        return MESSAGE_OK;
    }
    return MESSAGE_WRONG_TYPE;
}

/* The row of a key, beginning at `from`: our own encoders write members in a table's order. */
static size_t find_field(const struct json_field *fields, size_t count, size_t from,
                         const char *key)
{
    for (size_t n = 0, i = from; n < count; n++, i++) {
        if (i >= count)
            i = 0;
        if (!strcmp(fields[i].name, key))
            return i;
    }
    return count;
}

static enum message_reject find_missing(const struct json_field *fields, size_t count,
                                        uint32_t found)
{
    for (size_t i = 0; i < count; i++)
        if (!fields[i].optional && !(found & (1u << i)))
            return MESSAGE_MISSING_FIELD;
    return MESSAGE_OK;
}

enum message_reject json_read(const struct json_t *object, const struct json_field *fields,
                              size_t count, void *target, uint32_t *seen)
{
    assert(count <= 32);
    if (!json_is_object(object))
        return MESSAGE_WRONG_TYPE;
    json_t *members = (json_t *)object; /* jansson's iterators take no const */
    uint32_t found = 0;
    size_t next = 0;
    for (void *it = json_object_iter(members); it; it = json_object_iter_next(members, it)) {
        size_t i = find_field(fields, count, next, json_object_iter_key(it));
        if (i == count)
            continue;
        enum message_reject reject =
            read_field(&fields[i], json_object_iter_value(it), (char *)target + fields[i].offset);
        if (reject)
            return reject;
        found |= 1u << i;
        next = i + 1;
    }
    if (seen)
        *seen = found;
    return find_missing(fields, count, found);
}

enum message_reject json_each(const struct json_t *object,
                              enum message_reject (*member)(void *context, const char *key,
                                                            const struct json_t *value),
                              void *context)
{
    json_t *members = (json_t *)object;
    for (void *it = json_object_iter(members); it; it = json_object_iter_next(members, it)) {
        enum message_reject reject =
            member(context, json_object_iter_key(it), json_object_iter_value(it));
        if (reject)
            return reject;
    }
    return MESSAGE_OK;
}

const struct json_t *json_at(const struct json_t *value, const char *path)
{
    char name[128];
    while (value && *path) {
        size_t length = strcspn(path, ".");
        if (length == 0 || length >= sizeof name)
            return NULL;
        memcpy(name, path, length);
        name[length] = 0;
        if (json_is_array(value))
            value = strspn(name, "0123456789") == length && length < 6
                        ? json_array_get(value, strtoul(name, NULL, 10))
                        : NULL;
        else
            value = json_object_get(value, name);
        path += length + (path[length] == '.');
    }
    return value;
}

bool json_word(const struct json_t *value, char *text, size_t size)
{
    int length = -1;
    if (json_is_boolean(value))
        length = snprintf(text, size, "%s", json_is_true(value) ? "true" : "false");
    else if (json_is_integer(value))
        length = snprintf(text, size, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
    else if (json_is_real(value))
        length = snprintf(text, size, "%.15g", json_real_value(value));
    else if (json_is_string(value) && strlen(json_string_value(value)) == json_string_length(value))
        length = snprintf(text, size, "%s", json_string_value(value));
    return length >= 0 && (size_t)length < size;
}
