#include "agent/common/json_writer.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

static bool reserve(struct json_writer *writer, size_t more)
{
    if (writer->failed)
        return false;
    if (writer->capacity - writer->used > more) /* one byte is left for the end */
        return true;
    size_t capacity = writer->capacity ? writer->capacity : 512;
    while (capacity - writer->used <= more)
        capacity *= 2;
    char *text = realloc(writer->text, capacity);
    if (!text) {
        writer->failed = true;
        return false;
    }
    writer->text = text;
    writer->capacity = capacity;
    return true;
}

static void add(struct json_writer *writer, const char *text, size_t length)
{
    if (!writer->counting) {
        if (!reserve(writer, length))
            return;
        memcpy(writer->text + writer->used, text, length);
    }
    writer->used += length;
    if (length)
        writer->last = text[length - 1];
}

void json_writer_add(struct json_writer *writer, const char *text)
{
    add(writer, text, strlen(text));
}

void json_writer_int(struct json_writer *writer, int64_t number)
{
    char digits[24];
    size_t i = sizeof digits;
    uint64_t rest = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;
    do
        digits[--i] = (char)('0' + rest % 10);
    while (rest /= 10);
    if (number < 0)
        digits[--i] = '-';
    add(writer, digits + i, sizeof digits - i);
}

void json_writer_quote(struct json_writer *writer, const char *text)
{
    size_t length = 0;
    for (; text[length]; length++)
        assert(text[length] >= ' ' && text[length] <= '~' && text[length] != '"' &&
               text[length] != '\\');
    add(writer, "\"", 1);
    add(writer, text, length);
    add(writer, "\"", 1);
}

void json_writer_comma(struct json_writer *writer)
{
    if (writer->last && writer->last != '{' && writer->last != '[' && writer->last != ':')
        add(writer, ",", 1);
}

void json_writer_key(struct json_writer *writer, const char *key)
{
    json_writer_comma(writer);
    json_writer_quote(writer, key);
    add(writer, ":", 1);
}

void json_writer_key_int(struct json_writer *writer, const char *key, int64_t number)
{
    json_writer_key(writer, key);
    json_writer_int(writer, number);
}

void json_writer_key_quote(struct json_writer *writer, const char *key, const char *text)
{
    json_writer_key(writer, key);
    json_writer_quote(writer, text);
}

char *json_writer_end(struct json_writer *writer, size_t limit, size_t *length)
{
    assert(!writer->counting);
    if (!reserve(writer, 1) || writer->used > limit) {
        free(writer->text);
        *writer = (struct json_writer){0};
        return NULL;
    }
    writer->text[writer->used] = '\0';
    *length = writer->used;
    return writer->text;
}
