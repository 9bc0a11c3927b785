/* Something unusual is on: busier than this place usually is at this time of the week.
 *
 * Causal: each slot is judged by what came before it, and only then learnt. The usual count of a
 * slot is a recency-weighted mean over the same weekday and slot (its neighbours by half), which
 * begins at, and leans on, the mean over all working days or all weekends at that time of day: so
 * it is of use from the second day on. What is learnt is cut at a limit above the usual, so that an
 * event does not become the usual.
 *
 * A slot, or a window of some ending with it, whose count chance alone would reach in fewer than
 * `per_week` slots of a week (a negative binomial: Poisson around a level that itself differs from
 * day to day, variance m + m²/size) begins an alarm; it goes on until more than `gap` in a row is
 * what chance does in `stop` of all slots or more. Ihler, Hutchins, Smyth, "Adaptive event
 * detection with time-varying Poisson processes" (KDD 2006) has the same base rate with a Markov
 * process for the events.
 *
 * Pure. Memory: 18 numbers a slot of the day. */
#ifndef LAMPION_PRESENCE_UNUSUAL_H
#define LAMPION_PRESENCE_UNUSUAL_H

#include <stdbool.h>
#include <stdint.h>

struct unusual_params {
    double per_week;     /* slots that chance may put so high in a week, for an alarm to begin */
    double stop;         /* the share of slots that chance puts so high, for it to go on */
    double size;         /* a day's level differs from the usual by about 1/sqrt(size) */
    double recency;      /* of the newest same weekday in its mean */
    double pool_recency; /* of the newest working day (or day of a weekend) in theirs */
    double pool_days;    /* so many days weigh what all such days say of a weekday */
    double cut;          /* standard deviations above the usual at which learning is cut */
    int window_min;      /* minutes together, at most */
    int gap_min;         /* quiet minutes within an alarm */
};

/* Where each comes from, and how much depends on it: README of tests/score. */
extern const struct unusual_params unusual_standard;

struct unusual_now {
    bool on;         /* an alarm: this slot is part of it */
    bool high;       /* this slot itself is evidence (below `stop`) */
    double expected; /* the usual count */
    double chance;   /* of so high a count, by chance: the least over the windows */
};

struct unusual;

/* NULL when out of memory. `slots` a day, 1..1440. */
struct unusual *unusual_new(int slots, const struct unusual_params *params);
void unusual_free(struct unusual *self); /* NULL is allowed */

/* The count of a slot that is over; day and slot never go back. Slots that are not put (closed,
 * not known) end windows, and alarms when there are more than `gap` of them. */
struct unusual_now unusual_put(struct unusual *self, int64_t day, int slot, int64_t count);

#endif
