/* A zone's history as a series, for the API, charts and reports. Short reads on a connection of
 * the caller's (STORE_READ will do); what may leave the house is decided elsewhere. */
#ifndef LAMPION_HISTORY_SERIES_H
#define LAMPION_HISTORY_SERIES_H

#include "dashboard/history/slots.h"

struct series_row {
    struct slot slot;
    int64_t local;                 /* hours yyyymmddhh, days yyyymmdd, on the wall; slots 0 */
    struct slot_revision revision; /* by what it was settled; of a sum the newest */
};

/* Rows that begin in [from_s, to_s), UTC, in order; what was never settled is left out. The
 * callback returns false to stop, and is brief: a statement is open. 0; -ENOENT with why when the
 * history has no such zone; -EIO with why. */
typedef bool series_each(void *context, const struct series_row *row);
int series_read(struct store *store, const char *zone, enum slot_step step, int64_t from_s,
                int64_t to_s, series_each *each, void *context, struct why *why);

/* "15m", "1h", "1d" to a step. 0 or -EINVAL. */
int series_step(const char *text, enum slot_step *step);

/* Names of the sums, as the tables have them ("seats_unknown"). */
const char *series_sum_name(enum slot_sum sum);

#endif
