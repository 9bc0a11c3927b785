#include "agent/common/why.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

int why_vset(struct why *why, int err, const char *format, va_list arguments)
{
    vsnprintf(why->text, sizeof why->text, format, arguments);
    return -err;
}

int why_set(struct why *why, int err, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    why_vset(why, err, format, arguments);
    va_end(arguments);
    return -err;
}

int why_prefix(struct why *why, int err, const char *format, ...)
{
    struct why old = *why;
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(why->text, sizeof why->text, format, arguments);
    va_end(arguments);
    size_t used = strlen(why->text);
    snprintf(why->text + used, sizeof why->text - used, "%s", old.text);
    return -err;
}
