/* What a hall's doors miss, learned from the place's own days. Pure.
 *
 * Between two moments at which the head count is known, as many went in as came out, but for the
 * difference of the two. So the counted ins should be `ratio` times the counted outs, with one
 * ratio for all days; what scatters around it day by day tells how many passages are missed: the
 * variance of (ins - ratio * outs) is about the missed share times the passages. Both are used
 * causally and begin at what is plausible: doors that miss the same each way, and 3 % of the
 * passages (beams count single file nearly all, of two side by side one; vendors of counters
 * state 95 to 99 %). */
#ifndef LAMPION_PRESENCE_HALL_LEARNED_H
#define LAMPION_PRESENCE_HALL_LEARNED_H

#include "dashboard/presence/hall_heads.h"

#define HALL_MISS_PRIOR 0.03

struct hall_learned {
    double ins, outs;       /* counted over known stretches, older ones count less */
    double scatter, cycles; /* sum of residual^2/passages, and how many */
};

/* What was counted between two known moments, `gained` people more at the second. */
struct hall_cycle {
    double ins, outs, gained;
};

void hall_learned_add(struct hall_learned *self, const struct hall_cycle *cycle);

double hall_learned_ratio(const struct hall_learned *self);
/* Shares of the passages that are missed, in and out together, and each way. */
double hall_learned_miss(const struct hall_learned *self);
/* `outs`: counted since the count was last known: that the ratio is not known well tells more
 * the more has passed. */
struct heads_miss hall_learned_in(const struct hall_learned *self);
struct heads_miss hall_learned_out(const struct hall_learned *self, double outs);
/* The count that the doors alone give for a cycle so far, and its variance. */
double hall_learned_gain(const struct hall_learned *self, const struct hall_cycle *cycle);
double hall_learned_doubt(const struct hall_learned *self, const struct hall_cycle *cycle);

#endif
