/* Reading JSON through tables of fields; the only door to jansson.
 *
 * A table says which members an object may have, of what type and range, and where they land
 * in a struct. Members that no table knows are ignored. An object's members are walked once,
 * which keeps a message of 500 events cheap. */
#ifndef LAMPION_COMMON_JSON_H
#define LAMPION_COMMON_JSON_H

#include "agent/common/message.h"

#define JSON_DEPTH_MAX 8 /* objects and arrays inside each other; our messages need 4 */

struct json_t; /* jansson's value; lives as long as the root it belongs to */

enum json_want {
    JSON_WANT_BOOL,   /* bool */
    JSON_WANT_INT,    /* int, within minimum and maximum */
    JSON_WANT_INT64,  /* int64_t or uint64_t, within minimum and maximum */
    JSON_WANT_TEXT,   /* char[size], accepted by `valid` */
    JSON_WANT_CHOICE, /* an enum: the index in `choices` */
    JSON_WANT_OBJECT, /* const struct json_t * */
    JSON_WANT_ARRAY,  /* const struct json_t * */
};

struct json_field {
    const char *name;
    enum json_want want;
    size_t offset;
    bool optional; /* else its absence is MESSAGE_MISSING_FIELD */
    bool nullable; /* null is taken and leaves the target as it was */
    int64_t minimum, maximum;
    bool (*valid)(const char *text); /* also sees to the length */
    size_t size;
    const char *const *choices; /* NULL-ended */
    /* the reject when it is none of the choices, or not `valid` (MESSAGE_OK: MESSAGE_BAD_ID) */
    enum message_reject otherwise;
};

/* Parses a message: at most MESSAGE_MAX bytes, one object, no duplicate keys, UTF-8, not deeper
 * than JSON_DEPTH_MAX. On MESSAGE_OK *root is to be given to json_free. */
enum message_reject json_parse(const char *payload, size_t length, struct json_t **root);
void json_free(struct json_t *root);

/* Reads an object's members into `target`; `count` rows, at most 32. *seen (may be NULL) gets
 * bit i for row i. MESSAGE_WRONG_TYPE when it is no object. */
enum message_reject json_read(const struct json_t *object, const struct json_field *fields,
                              size_t count, void *target, uint32_t *seen);

/* Members of an object or items of an array. */
size_t json_count(const struct json_t *value);
const struct json_t *json_item(const struct json_t *array, size_t i);

/* A text by itself: MESSAGE_WRONG_TYPE, MESSAGE_BAD_ID, or copied to `text`. */
enum message_reject json_text(const struct json_t *value, bool (*valid)(const char *), char *text,
                              size_t size);

/* For messages that are not ours: a value by a path of names and numbers ("object.lines.0.in");
 * NULL when there is none. And a text, number or boolean as it is written; false when it is none of
 * these, or longer than `size` - 1. */
const struct json_t *json_at(const struct json_t *value, const char *path);
bool json_word(const struct json_t *value, char *text, size_t size);

/* Calls `member` for each member in the order of the text, up to the first reject. */
enum message_reject json_each(const struct json_t *object,
                              enum message_reject (*member)(void *context, const char *key,
                                                            const struct json_t *value),
                              void *context);

#endif
