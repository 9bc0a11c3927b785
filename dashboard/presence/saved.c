#include "dashboard/presence/saved.h"

#include <stdlib.h>
#include <string.h>

void saved_write_start(struct saved *self)
{
    *self = (struct saved){0};
}

void saved_read_start(struct saved *self, const char *text)
{
    *self = (struct saved){.reading = true, .at = text, .next = text};
}

static void append(struct saved *self, const char *bytes, size_t count)
{
    if (self->failed)
        return;
    if (self->length + count + 1 > self->room) {
        size_t room = 2 * (self->length + count + 1);
        char *text = realloc(self->text, room);
        self->failed = !text;
        if (!text)
            return;
        self->text = text;
        self->room = room;
    }
    memcpy(self->text + self->length, bytes, count);
    self->length += count;
    self->text[self->length] = 0;
}

void saved_begin(struct saved *self, const char *kind)
{
    append(self, kind, strlen(kind));
}

void saved_end(struct saved *self)
{
    append(self, "\n", 1);
}

bool saved_next(struct saved *self)
{
    if (!*self->next)
        return false;
    const char *end = strchr(self->next, '\n');
    self->at = self->next;
    self->next = end ? end + 1 : self->next + strlen(self->next);
    self->failed = false;
    return true;
}

/* The next word of the line; NULL at its end. */
static const char *next_word(struct saved *self, size_t *length)
{
    if (self->failed)
        return NULL;
    if (*self->at == ' ')
        self->at++;
    const char *word = self->at;
    *length = strcspn(word, " \n");
    self->at += *length;
    self->failed = *length == 0 || *length >= SAVED_WORD_MAX;
    return self->failed ? NULL : word;
}

void saved_name(struct saved *self, const char *name)
{
    append(self, " ", 1);
    append(self, *name ? name : "-", *name ? strlen(name) : 1);
}

void saved_word(struct saved *self, char *word, size_t size)
{
    size_t length;
    if (!self->reading) {
        saved_name(self, word);
        return;
    }
    const char *read = next_word(self, &length);
    self->failed = self->failed || length >= size;
    if (!read || self->failed)
        return;
    if (length == 1 && *read == '-')
        length = 0;
    memcpy(word, read, length);
    word[length] = 0;
}

static void write_int(struct saved *self, int64_t value)
{
    char digits[24], *at = digits + sizeof digits;
    uint64_t rest = value < 0 ? -(uint64_t)value : (uint64_t)value;
    do {
        *--at = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest);
    if (value < 0)
        *--at = '-';
    *--at = ' ';
    append(self, at, (size_t)(digits + sizeof digits - at));
}

void saved_int(struct saved *self, int64_t *value)
{
    size_t length;
    if (!self->reading) {
        write_int(self, *value);
        return;
    }
    const char *read = next_word(self, &length);
    if (!read)
        return;
    char *end;
    int64_t number = strtoll(read, &end, 10);
    self->failed = end != read + length;
    if (!self->failed)
        *value = number;
}

void saved_int_within(struct saved *self, int *value, int low, int high)
{
    int64_t number = *value;
    saved_int(self, &number);
    if (number < low || number > high)
        self->failed = true;
    if (!self->failed)
        *value = (int)number;
}

void saved_bool(struct saved *self, bool *value)
{
    int number = *value;
    saved_int_within(self, &number, 0, 1);
    if (!self->failed)
        *value = number != 0;
}

static void write_double(struct saved *self, double value)
{
    static const char hex[] = "0123456789abcdef";
    char digits[18] = " ";
    uint64_t bits;
    size_t length = 1;
    memcpy(&bits, &value, sizeof bits);
    do {
        digits[length++] = hex[bits >> 60];
        bits <<= 4;
    } while (bits);
    append(self, digits, length);
}

static int hex_of(char digit)
{
    return digit >= '0' && digit <= '9'   ? digit - '0'
           : digit >= 'a' && digit <= 'f' ? digit - 'a' + 10
                                          : -1;
}

/* Of a number: no estimate goes on from one that is not finite. */
static bool is_finite(uint64_t bits)
{
    return (bits >> 52 & 0x7ff) != 0x7ff;
}

void saved_double(struct saved *self, double *value)
{
    size_t length;
    if (!self->reading) {
        write_double(self, *value);
        return;
    }
    const char *read = next_word(self, &length);
    if (!read)
        return;
    uint64_t bits = 0;
    self->failed = length > 16;
    for (size_t i = 0; i < length && !self->failed; i++) {
        self->failed = hex_of(read[i]) < 0;
        bits |= (uint64_t)hex_of(read[i]) << (60 - 4 * i);
    }
    self->failed = self->failed || !is_finite(bits);
    if (!self->failed)
        memcpy(value, &bits, sizeof *value);
}

void saved_doubles(struct saved *self, double *values, size_t count)
{
    for (size_t i = 0; i < count; i++)
        saved_double(self, &values[i]);
}

void saved_floats(struct saved *self, float *values, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        double value = (double)values[i];
        saved_double(self, &value);
        if (!self->failed)
            values[i] = (float)value;
    }
}

uint64_t saved_sum(const char *text)
{
    uint64_t sum = 14695981039346656037u;
    for (; *text; text++)
        sum = (sum ^ (unsigned char)*text) * 1099511628211u;
    return sum;
}
