/* Instants of the simulated place: whole seconds since 1970-01-01T00:00:00Z, and their text.
 * Pure and without the C library's zones and locales. */
#ifndef LAMPION_TESTS_PLACE_INSTANT_H
#define LAMPION_TESTS_PLACE_INSTANT_H

#include <stdint.h>

/* Room for an instant's text with its final zero. */
#define INSTANT_TEXT_SIZE 24

/* Reads RFC 3339 in UTC to the second, "2026-10-05T06:00:00Z", years 1970 to 9999.
 * 0, or -EINVAL for any other text. */
int instant_parse(const char *text, int64_t *seconds);

/* Writes the same form. */
void instant_format(int64_t seconds, char text[INSTANT_TEXT_SIZE]);

/* Day of the week in UTC, 0 is Monday. */
int instant_weekday(int64_t seconds);

#endif
