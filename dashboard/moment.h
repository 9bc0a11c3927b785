/* Moments as a person writes them on a command line or in a form, in the time zone of the place. */
#ifndef LAMPION_MOMENT_H
#define LAMPION_MOMENT_H

#include "dashboard/zonetime.h"

/* For --help. */
#define MOMENT_FORMS "now, 2026-12-24, 2026-12-24T18:00, or UTC with a Z"

/* A day alone is its first moment; with `end` the first of the day after: "--to 2026-12-26" holds
 * the whole of the 26th. "never" is INT64_MAX with `end`. 0, or -EINVAL with why. */
int moment_parse(const char *text, const struct zonetime *zone, bool end, int64_t now_ms,
                 int64_t *at_ms, struct why *why);

/* "2026-12-24 18:00" as on the wall of the place. */
#define MOMENT_TEXT_MAX 24
void moment_format(int64_t at_ms, const struct zonetime *zone, char text[MOMENT_TEXT_MAX]);

#endif
