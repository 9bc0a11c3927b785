#include "dashboard/page/html.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const char *reference_of(char c)
{
    switch (c) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    default:
        return NULL;
    }
}

static bool forbidden(char c)
{
    unsigned char byte = (unsigned char)c;
    return (byte < 0x20 && c != '\t' && c != '\n') || byte == 0x7f;
}

void html_text(struct buffer *out, const char *text)
{
    const char *from = text;
    for (const char *at = text; *at; at++) {
        const char *reference = reference_of(*at);
        if (!reference && !forbidden(*at)) {
            continue;
        }
        buffer_add(out, from, (size_t)(at - from));
        buffer_text(out, reference ? reference : "");
        from = at + 1;
    }
    buffer_text(out, from);
}

/* Writes one conversion; `at` is behind its %. Returns the place behind it. */
static const char *write_conversion(struct buffer *out, const char *at, va_list *arguments)
{
    char number[24];
    if (*at == '%') {
        buffer_add(out, "%", 1);
        return at + 1;
    }
    if (*at == 's') {
        html_text(out, va_arg(*arguments, const char *));
        return at + 1;
    }
    if (*at == 'd') {
        snprintf(number, sizeof number, "%d", va_arg(*arguments, int));
    } else if (strncmp(at, "zu", 2) == 0) {
        snprintf(number, sizeof number, "%zu", va_arg(*arguments, size_t));
    } else if (strncmp(at, "lld", 3) == 0) {
        snprintf(number, sizeof number, "%lld", va_arg(*arguments, long long));
    } else {
        assert(strncmp(at, "ld", 2) == 0);
        snprintf(number, sizeof number, "%ld", va_arg(*arguments, long));
    }
    buffer_text(out, number);
    return at + strspn(at, "zl") + 1;
}

void html_write(struct buffer *out, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    const char *from = format;
    const char *at = strchr(from, '%');
    while (at) {
        buffer_add(out, from, (size_t)(at - from));
        from = write_conversion(out, at + 1, &arguments);
        at = strchr(from, '%');
    }
    buffer_text(out, from);
    va_end(arguments);
}
