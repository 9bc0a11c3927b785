/* What is usual in a zone: by slot of the week, from the last weeks; and what is likely later
 * today.
 *
 * Of each weekday the last USUAL_DAYS days are kept, slot by slot, and a level is their mean with
 * the newest weighing most (weights (1 - USUAL_RECENCY)^k: exponential smoothing, .3 to .4 over 4
 * to 8 same weekdays did best on a coworking space's free seats), outliers cut at Tukey's fences.
 * What is not usual (closures, holidays, events) is kept out by the caller, who does not put it. A
 * place that opens rarely counts its slots from its opening, and then all days are one
 * (USUAL_BY_OPENING).
 *
 * Later today is the usual level shifted by what today differed so far (recent slots weigh more,
 * little evidence little), and the shift fades with the hours. Fewer than USUAL_DAYS_MIN days say
 * nothing: "not enough data yet".
 *
 * Pure. Slots are of the clock on the wall: on the night when an hour comes twice the later one
 * stays. Memory: 57 floats a slot of the day by week (24 KB for quarter hours), 9 by opening. */
#ifndef LAMPION_PRESENCE_USUAL_H
#define LAMPION_PRESENCE_USUAL_H

#include <stdbool.h>
#include <stdint.h>

#define USUAL_DAYS 8
#define USUAL_DAYS_MIN 3
#define USUAL_RECENCY 0.35

enum usual_by { USUAL_BY_WEEK, USUAL_BY_OPENING };

struct usual;

/* NULL when out of memory. `slots` a day, 1..1440. */
struct usual *usual_new(enum usual_by by, int slots);
void usual_free(struct usual *self); /* NULL is allowed */

/* The value of a slot (people, free seats) of a civil day. Days never go back; a slot said twice is
 * what was said last; one that is never said stays unknown. The day takes part in what is usual
 * once a later day has begun. */
void usual_put(struct usual *self, int64_t day, int slot, double value);
/* `day` has begun, nothing of it is known yet: those before take part. */
void usual_begin(struct usual *self, int64_t day);

struct usual_level {
    int days;                    /* it rests on so many; below USUAL_DAYS_MIN nothing else is set */
    double level, p10, p50, p90; /* p: weighted quantiles of the days kept */
};
/* What is usual on the weekday of `day`. False where too little is known. */
bool usual_at(const struct usual *self, int64_t day, int slot, struct usual_level *level);

/* What is likely at `slot` later today, after the slots of today that were put. False where too
 * little is known. `level`, p10, p50 and p90 are shifted, never below 0. */
bool usual_later(const struct usual *self, int64_t day, int slot, struct usual_level *level);

/* The probability that the value at `slot` later today is at least `least`: of a free seat, 1. From
 * the days kept, with the slot before and the one after, shifted by today; never quite 0 or 1, as
 * few days cannot say so. Negative where too little is known. */
double usual_chance(const struct usual *self, int64_t day, int slot, double least);
/* The same for all slots of the day at once: what today differs by is looked at once. */
void usual_chances(const struct usual *self, int64_t day, double least, double *chances);

#endif
