/* The log: one line a decision on stderr, `component: what (which): why`, with the priority
 * prefix that journald reads when stderr goes there. Log once, at the layer that decides;
 * never a secret, never anything about a person. */
#ifndef LAMPION_COMMON_LOG_H
#define LAMPION_COMMON_LOG_H

void log_error(const char *component, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void log_warning(const char *component, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void log_info(const char *component, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
