/* Writing the JSON of our own messages: numbers, ids and fixed words, so nothing is escaped.
 *
 * Errors stick: a writer that ran out of memory takes everything and json_writer_end says so. */
#ifndef LAMPION_COMMON_JSON_WRITER_H
#define LAMPION_COMMON_JSON_WRITER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct json_writer {
    char *text;
    size_t used, capacity;
    bool failed;
    bool counting; /* only counts the bytes, in `used` */
    char last;     /* the byte before the next one */
};

void json_writer_add(struct json_writer *writer, const char *text);
void json_writer_int(struct json_writer *writer, int64_t number);
/* "text" in quotes; asserts that it is printable ASCII without '"' and '\'. */
void json_writer_quote(struct json_writer *writer, const char *text);

/* `,"key":` (no comma right after an opening bracket), then the value. */
void json_writer_key(struct json_writer *writer, const char *key);
void json_writer_key_int(struct json_writer *writer, const char *key, int64_t number);
void json_writer_key_quote(struct json_writer *writer, const char *key, const char *text);

/* The comma before the next item of an array or member of an object, if one is due. */
void json_writer_comma(struct json_writer *writer);

/* The text, malloc'ed and NUL-ended, or NULL when memory or `limit` bytes did not suffice. */
char *json_writer_end(struct json_writer *writer, size_t limit, size_t *length);

#endif
