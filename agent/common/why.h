/* Why something was refused, in words for a person: what, where, why, what to do next.
 *
 * Functions that can refuse take a `struct why *` last and fill it before they return their
 * negative errno (or NULL). The caller owns the struct; a NULL pointer is not allowed. */
#ifndef LAMPION_COMMON_WHY_H
#define LAMPION_COMMON_WHY_H

#include <stdarg.h>

struct why {
    char text[512];
};

/* Writes the text (cut at the end if too long) and returns -err, so that a caller can
 * `return why_set(why, EINVAL, "...")`. */
int why_set(struct why *why, int err, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

int why_vset(struct why *why, int err, const char *format, va_list arguments)
    __attribute__((format(printf, 3, 0)));

/* Puts "prefix" in front of the text that is already there; returns -err. */
int why_prefix(struct why *why, int err, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
