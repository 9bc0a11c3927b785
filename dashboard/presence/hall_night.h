/* The quietest stretch of the day, learned from the place's own days: when a door alone may say
 * that everybody has gone. Pure; UTC ms.
 *
 * A slot of a quarter hour is quiet when on at most one day in ten somebody passed in it. The
 * longest run of quiet slots is the place's night, when it is long enough; a place that never
 * sleeps has none. In UTC: when the clocks change it is an hour off for some days, and the doors
 * must be quiet anyway. */
#ifndef LAMPION_PRESENCE_HALL_NIGHT_H
#define LAMPION_PRESENCE_HALL_NIGHT_H

#include <stdbool.h>
#include <stdint.h>

#define NIGHT_SLOTS 96
#define NIGHT_SLOT_MS 900000
#define NIGHT_DAYS_MIN 3

struct hall_night {
    float active[NIGHT_SLOTS]; /* share of days with a passage, newer ones count more */
    int days;
    int64_t day;              /* the UTC day that is being looked at */
    bool passed[NIGHT_SLOTS]; /* today */
    bool begun;
    bool broken;       /* today the doors were not known all the time */
    int start, length; /* slots; length 0: not known */
};

/* Time has come to now_ms. `known`: the doors are. */
void hall_night_at(struct hall_night *self, bool known, int64_t now_ms);
void hall_night_pass(struct hall_night *self, int64_t now_ms);
/* Finds the night again after `active` and `days` were put in. */
void hall_night_find(struct hall_night *self);
/* Enough days were seen to say when it is, or that there is none. */
bool hall_night_known(const struct hall_night *self);
bool hall_night_is(const struct hall_night *self, int64_t now_ms);
/* When the night begins next, at now_ms or later; INT64_MAX: not known. */
int64_t hall_night_next(const struct hall_night *self, int64_t now_ms);

#endif
