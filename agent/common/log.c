#include "agent/common/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <systemd/sd-daemon.h>

/* One write a line, so that lines of several threads do not mix. */
static void log_line(const char *priority, const char *component, const char *format, va_list rest)
{
    char text[1024];
    vsnprintf(text, sizeof text, format, rest);
    fprintf(stderr, "%s%s: %s\n", getenv("JOURNAL_STREAM") ? priority : "", component, text);
}

void log_error(const char *component, const char *format, ...)
{
    va_list rest;
    va_start(rest, format);
    log_line(SD_ERR, component, format, rest);
    va_end(rest);
}

void log_warning(const char *component, const char *format, ...)
{
    va_list rest;
    va_start(rest, format);
    log_line(SD_WARNING, component, format, rest);
    va_end(rest);
}

void log_info(const char *component, const char *format, ...)
{
    va_list rest;
    va_start(rest, format);
    log_line(SD_INFO, component, format, rest);
    va_end(rest);
}
