/* What a stretch of time held in one zone: a slot of 15 minutes, an hour, a day. Pure.
 *
 * Sums, so that an hour is the sum of its slots and a day the sum of its hours; peaks by the
 * greatest. Times are seconds. What was not observed counts in SILENT, SEATS_UNKNOWN, USE_UNKNOWN
 * and UNCOUNTED and in nothing else. Formulas of the indicators: each is a quotient of two sums. */
#ifndef LAMPION_HISTORY_SLOT_H
#define LAMPION_HISTORY_SLOT_H

#include <stdbool.h>
#include <stdint.h>

#define SLOT_S 900
#define SLOT_MS (SLOT_S * 1000LL)
#define SLOT_NO_PEAK (-1)

enum slot_sum {
    SLOT_SENSORS,       /* sensor-seconds expected */
    SLOT_SILENT,        /* of those, not known */
    SLOT_SEATS,         /* seat-seconds in service */
    SLOT_SEATS_UNKNOWN, /* of those, not known */
    SLOT_USED,          /* seat-seconds taken */
    SLOT_HELD,          /* seat-seconds left less than `release` ago */
    SLOT_IN_USE,        /* seconds in use by anybody */
    SLOT_USE_UNKNOWN,   /* seconds neither in use nor known empty */
    SLOT_FULL,          /* counted seconds at or above 80 % */
    SLOT_UNCOUNTED,     /* seconds without a head count and both its bounds */
    SLOT_PERSON,        /* person-seconds, counted time only */
    SLOT_RAW,           /* the same without corrections */
    SLOT_LOW,           /* at least */
    SLOT_HIGH,          /* at most */
    SLOT_IN,            /* passages, people */
    SLOT_OUT,
    SLOT_SUMS
};

enum slot_source { SLOT_MEASURED, SLOT_TALLIED, SLOT_DECLARED, SLOT_IMPORTED };

#define SLOT_CORRECTED 1 /* flags: an offset was added when the raw events were gone */

struct slot {
    int64_t start_s;  /* UTC since 1970 */
    int64_t length_s; /* of what is known of it, or known to be unknown */
    int64_t open_s, open_unknown_s;
    int64_t all[SLOT_SUMS];
    int64_t open[SLOT_SUMS]; /* within opening */
    int64_t peak;            /* people at once; SLOT_NO_PEAK: never counted */
    int64_t peak_at_s;       /* UTC; the first time */
    int64_t revision;        /* id in the store; of a sum the greatest */
    unsigned flags;
};

void slot_start(struct slot *self, int64_t start_s);
/* Adds what another stretch held; in any order. */
void slot_add(struct slot *self, const struct slot *more);
bool slot_same(const struct slot *a, const struct slot *b);

/* A correction that came when the raw events were gone: from `from_s` to `until_s` (the reset of
 * that day) `people` more (or fewer) were there than was counted. Raw stays; nothing goes below
 * zero. True when the slot has changed, which then says so. */
bool slot_correct(struct slot *self, int64_t from_s, int64_t until_s, int64_t people);

#endif
