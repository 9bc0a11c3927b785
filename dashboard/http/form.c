#include "dashboard/http/form.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

bool form_is_type(const char *content_type)
{
    static const char type[] = "application/x-www-form-urlencoded";
    if (strncasecmp(content_type, type, sizeof type - 1) != 0) {
        return false;
    }
    const char *rest = content_type + sizeof type - 1;
    rest += strspn(rest, " \t");
    if (*rest == '\0') {
        return true;
    }
    rest += *rest == ';';
    rest += strspn(rest, " \t");
    return strcasecmp(rest, "charset=utf-8") == 0;
}

static int hex_digit(char c)
{
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
}

/* Decodes [from, end) to `to`, which may be `from`: how many bytes, -1: not encoded well. */
static ptrdiff_t decode(const char *from, const char *end, char *to)
{
    char *at = to;
    while (from < end) {
        unsigned char c = (unsigned char)*from++;
        if (c == '%') {
            int high = end - from >= 2 ? hex_digit(from[0]) : -1;
            int low = high >= 0 ? hex_digit(from[1]) : -1;
            if (low < 0) {
                return -1;
            }
            *at++ = (char)(high << 4 | low);
            from += 2;
        } else if (c <= 0x20 || c >= 0x7f) {
            return -1;
        } else {
            *at++ = c == '+' ? ' ' : (char)c;
        }
    }
    return at - to;
}

/* Length of the UTF-8 character at `at` (RFC 3629), 0: none. */
static size_t character(const unsigned char *at, size_t left)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    size_t length = at[0] < 0x80             ? 1
                    : (at[0] & 0xe0) == 0xc0 ? 2
                    : (at[0] & 0xf0) == 0xe0 ? 3
                    : (at[0] & 0xf8) == 0xf0 ? 4
                                             : 0;
    if (length == 0 || length > left) {
        return 0;
    }
    uint32_t code = length == 1 ? at[0] : at[0] & (0x7fu >> length);
    for (size_t i = 1; i < length; i++) {
        if ((at[i] & 0xc0) != 0x80) {
            return 0;
        }
        code = code << 6 | (at[i] & 0x3f);
    }
    bool control = code < 0x20 ? code != '\t' && code != '\n' : code >= 0x7f && code < 0xa0;
    bool surrogate = code >= 0xd800 && code < 0xe000;
    return code < least[length] || code > 0x10ffff || control || surrogate ? 0 : length;
}

/* CR LF becomes LF; then all must be text. The new length, -1: it is none. */
static ptrdiff_t clean(char *text, size_t length)
{
    size_t kept = 0;
    for (size_t i = 0; i < length; i++) {
        if (text[i] != '\r' || i + 1 == length || text[i + 1] != '\n') {
            text[kept++] = text[i];
        }
    }
    for (size_t i = 0; i < kept;) {
        size_t step = character((const unsigned char *)text + i, kept - i);
        if (step == 0) {
            return -1;
        }
        i += step;
    }
    return (ptrdiff_t)kept;
}

static bool name_is_valid(const char *name, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        char c = name[i];
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '.' ||
              c == '-')) {
            return false;
        }
    }
    return length > 0 && length <= FORM_NAME_MAX;
}

/* One `name=value` in [from, end), decoded in place; *end may be written. */
static bool take_pair(struct form *self, char *from, char *end)
{
    char *equals = memchr(from, '=', (size_t)(end - from));
    if (!equals || self->count == FORM_FIELDS_MAX ||
        !name_is_valid(from, (size_t)(equals - from))) {
        return false;
    }
    ptrdiff_t length = decode(equals + 1, end, equals + 1);
    length = length < 0 ? -1 : clean(equals + 1, (size_t)length);
    if (length < 0) {
        return false;
    }
    *equals = '\0';
    equals[1 + length] = '\0';
    if (form_value(self, from)) {
        return false;
    }
    self->fields[self->count++] = (struct form_field){from, equals + 1};
    return true;
}

int form_parse(struct form *self, const char *body, size_t length)
{
    self->count = 0;
    self->size = length + 1;
    self->text = malloc(self->size);
    if (!self->text) {
        return -ENOMEM;
    }
    memcpy(self->text, body, length);
    self->text[length] = '\0';
    char *end = self->text + length;
    for (char *from = self->text; length > 0 && from <= end;) {
        char *amp = memchr(from, '&', (size_t)(end - from));
        char *to = amp ? amp : end;
        if (!take_pair(self, from, to)) {
            form_clear(self);
            return -EINVAL;
        }
        from = to + 1;
    }
    return 0;
}

void form_clear(struct form *self)
{
    if (self->text) {
        explicit_bzero(self->text, self->size);
        free(self->text);
    }
    self->text = NULL;
    self->count = 0;
}

const char *form_value(const struct form *self, const char *name)
{
    for (size_t i = 0; i < self->count; i++) {
        if (strcmp(self->fields[i].name, name) == 0) {
            return self->fields[i].value;
        }
    }
    return NULL;
}
