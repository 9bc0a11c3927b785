/* From the settled history to the outlook: short reads for the forecast, on a thread that is not
 * the loop.
 *
 * All of the past that matters (FORECAST_BACK_MS) is read at the first call, after each midnight of
 * the place, and once more when its last day is settled; in between only today. So a day that was
 * settled anew counts from the next midnight on. */
#ifndef LAMPION_FORECAST_PAST_H
#define LAMPION_FORECAST_PAST_H

#include "dashboard/forecast.h"
#include "dashboard/history/store.h"

struct forecast_past;

/* Reads the time zone's file; `place` must outlive it. NULL with why. */
struct forecast_past *forecast_past_new(const struct place *place, struct why *why);
void forecast_past_free(struct forecast_past *self); /* NULL is allowed */

/* Of the present, by the loop. */
struct forecast_seats {
    int64_t seats, free, unknown; /* shared, in service; below 0: not known */
};
struct forecast_live {
    int64_t now_ms;
    struct reading open_switch;   /* of place.open_sensor */
    struct forecast_seats *seats; /* by subject; see forecast.h */
};

/* One thread at a time. A new outlook, or NULL with why; `all_read`: not only today was read. */
struct outlook *forecast_past_make(struct forecast_past *self, struct store *store,
                                   const struct forecast_live *live, bool *all_read,
                                   struct why *why);

#endif
