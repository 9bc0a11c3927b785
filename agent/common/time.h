/* The clock seam: one notion of "now" for sensors, presence, freshness and retention.
 *
 * Three times exist, all in milliseconds:
 *   mono  the clock's monotonic time: edges, debounce, deadlines, freshness;
 *   wall  the clock's UTC time since the Unix epoch: what people and the history see;
 *   real  CLOCK_MONOTONIC itself: the broker link, retransmission, HTTP.
 * On a real clock mono equals real. A simulated clock runs `speed` times as fast from a given
 * origin (until then it stands there), and its mono time is its wall time (it is never stepped);
 * programs that are given the same specification agree on the time to the millisecond, so that
 * a demo or a replay means the same for all of them. */
#ifndef LAMPION_COMMON_TIME_H
#define LAMPION_COMMON_TIME_H

#include "agent/common/why.h"
#include <stdbool.h>
#include <stdint.h>

/* "never", as a deadline. */
#define TIME_NEVER INT64_MAX

struct lampion_clock {
    bool simulated;
    int64_t origin_real_ms; /* CLOCK_MONOTONIC at the origin */
    int64_t origin_wall_ms; /* simulated UTC at the origin */
    double speed;           /* simulated seconds a real second, > 0 */
};

/* The machine's own clock. */
struct lampion_clock clock_real(void);

/* Reads "REAL_MS,WALL_MS,SPEED" (the option --clock). 0, or -EINVAL with why. */
int clock_parse(struct lampion_clock *clock, const char *text, struct why *why);

int64_t clock_real_ms(void);
int64_t clock_mono_ms(const struct lampion_clock *clock);
int64_t clock_wall_ms(const struct lampion_clock *clock);

/* The real time at which the clock's mono time reaches `mono_ms` (rounded up); TIME_NEVER stays. */
int64_t clock_real_at(const struct lampion_clock *clock, int64_t mono_ms);

/* Milliseconds that the machine was suspended since boot (CLOCK_BOOTTIME - CLOCK_MONOTONIC);
 * 0 on a simulated clock. */
int64_t clock_suspended_ms(const struct lampion_clock *clock);

/* Whether the wall time is known to be right: kernel synchronised (adjtimex), or simulated. */
bool clock_is_synced(const struct lampion_clock *clock);

/* "2026-11-23T08:00:00.123Z" (or without the fraction) into `text`, at least TIME_TEXT_MAX. */
#define TIME_TEXT_MAX 32
void time_format_ms(int64_t wall_ms, char text[TIME_TEXT_MAX]);
void time_format_s(int64_t wall_ms, char text[TIME_TEXT_MAX]);

/* Reads RFC 3339 in UTC ("2026-10-05T06:00:00Z", fraction allowed). 0 or -EINVAL. */
int time_parse(const char *text, int64_t *wall_ms);

#endif
