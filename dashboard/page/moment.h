/* Moments in words, in the time of the place: "9 h 05" and "09:05". Plain text into a buffer. */
#ifndef LAMPION_PAGE_MOMENT_H
#define LAMPION_PAGE_MOMENT_H

#include "dashboard/page/buffer.h"
#include "dashboard/place.h"
#include "dashboard/zonetime.h"

/* The time of day, with seconds ("9 h 04 min 42 s", "09:04:42") or without. */
void moment_clock(struct buffer *out, enum language language, const struct zonetime *zone,
                  int64_t utc_ms, bool seconds);

/* The time of day, with the day in front unless it is that of now: "9 h 05", "demain à 9 h",
 * "lundi à 9 h", "le 5 janvier à 9 h". True when it is the same day. */
bool moment_near(struct buffer *out, enum language language, const struct zonetime *zone,
                 int64_t utc_ms, int64_t now_ms);

/* The day: "lundi 23 novembre 2026". */
void moment_day(struct buffer *out, enum language language, const struct zonetime *zone,
                int64_t utc_ms);

/* For machines and for why strings: "07:12", or "2026-11-20 07:12" on another day. */
void moment_terse(struct buffer *out, const struct zonetime *zone, int64_t utc_ms, int64_t now_ms);

#endif
