/* Dates as people give them to commands: of the place, on its wall's clock. */
#ifndef LAMPION_COMMANDS_DATES_H
#define LAMPION_COMMANDS_DATES_H

#include "dashboard/history/store.h"
#include "dashboard/zonetime.h"

/* The zone of the newest description in the store; freed by zonetime_free. NULL with why. */
struct zonetime *dates_zone(struct store *store, struct why *why);

/* "2026-10-05", the beginning of that day there, or UTC like "2026-10-05T06:00:00Z". 0 or -EINVAL
 * with why. */
int dates_read(const struct zonetime *zone, const char *text, int64_t *utc_ms, struct why *why);

/* "2026-10-05T08:00+02:00" into at least TIME_TEXT_MAX. */
void dates_local(const struct zonetime *zone, int64_t utc_ms, char *text);

#endif
