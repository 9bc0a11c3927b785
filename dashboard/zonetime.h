/* A time zone as plain data: what the clock on the wall of a place says at a moment, and back.
 *
 * Read once from a TZif file (RFC 9636, version 2 or later) of /usr/share/zoneinfo, or of TZDIR
 * when that is set; from then on pure, and the same for every thread. The process' own TZ has no
 * say. Times are UTC in milliseconds since 1970; years 1900 to 2200 are what it is tested for.
 * Days are civil days (dashboard/civil.h).
 *
 * Where the clock of the wall jumps:
 * - a local time that is skipped is read with the offset before the jump (02:30 on a spring night
 *   in Paris becomes 03:30);
 * - of a local time that comes twice the first is meant. */
#ifndef LAMPION_DASHBOARD_ZONETIME_H
#define LAMPION_DASHBOARD_ZONETIME_H

#include <stddef.h>
#include <stdint.h>

#include "agent/common/why.h"
#include "dashboard/civil.h"

struct zonetime;

struct zonetime_local {
    int year, month, day;     /* month and day from 1 */
    int hour, minute, second; /* 0..23, 0..59, 0..59 */
    int weekday;              /* ISO: Monday 1 .. Sunday 7 */
    int32_t offset_s;         /* east of UTC */
    int64_t days;             /* the civil day */
};

/* The only function here that reads a file. Names are those of the tz database ("Europe/Paris");
 * anything else (a path, "..", an unknown name, a damaged file) gives NULL and the reason. The
 * caller frees with zonetime_free. */
struct zonetime *zonetime_load(const char *name, struct why *why);

/* The same from the bytes of a file. */
struct zonetime *zonetime_parse(const char *name, const uint8_t *bytes, size_t size,
                                struct why *why);

/* NULL is allowed. */
void zonetime_free(struct zonetime *zone);

const char *zonetime_name(const struct zonetime *zone);

int32_t zonetime_offset_s(const struct zonetime *zone, int64_t utc_ms);

void zonetime_local(const struct zonetime *zone, int64_t utc_ms, struct zonetime_local *out);

/* The moment of a local time; hour may be 24. */
int64_t zonetime_utc_ms(const struct zonetime *zone, int year, int month, int day, int hour,
                        int minute);

/* The first moment of a civil day; days of 23 and 25 hours follow from it. A day that the zone
 * skipped altogether (Apia, 30 December 2011) begins where the next one does. */
int64_t zonetime_day_start_ms(const struct zonetime *zone, int64_t days);

/* The next moment after utc_ms at which the offset changes, INT64_MAX if never. */
int64_t zonetime_next_change_ms(const struct zonetime *zone, int64_t utc_ms);

#endif
