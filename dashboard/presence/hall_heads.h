/* The head count of a hall as a distribution: how likely each number of people is. Pure.
 *
 * A door misses people, it hardly ever invents them. With every counted passage a geometric
 * number of missed ones of the same direction came along (a door that misses a share m of the
 * passages lets k by before it counts one with probability (1-m) m^k). Nobody leaves an empty
 * hall: counting somebody out rules out that it was empty. Exact on a window of HEADS_BINS
 * numbers; what falls off its ends is less than anybody is told. */
#ifndef LAMPION_PRESENCE_HALL_HEADS_H
#define LAMPION_PRESENCE_HALL_HEADS_H

#include <stdint.h>

#define HEADS_BINS 512
/* Told intervals leave out this much on each side: 92 % by the model, for 90 % in the world. */
#define HEADS_TAIL 0.04

struct heads {
    int64_t base;  /* people of the first bin, >= 0 */
    int low, high; /* bins in use, high not included */
    double p[HEADS_BINS];
};

/* A door's share of missed passages, and what further doubt each passage brings. */
struct heads_miss {
    double share;  /* 0 to 0.5 */
    double spread; /* variance, 0 to 0.5 */
};

/* `people` with this variance; 0: certain. */
void heads_set(struct heads *self, double people, double variance);
/* Nobody, as far as can be told from outside: somebody may sit there silently. */
void heads_set_empty(struct heads *self);

void heads_in(struct heads *self, int64_t count, struct heads_miss miss);
void heads_out(struct heads *self, int64_t count, struct heads_miss miss);
/* As many more (or fewer) all along. */
void heads_shift(struct heads *self, int64_t people);
void heads_at_least(struct heads *self, int64_t people);
/* Something says `people` with this variance; `weight` 0 to 1: how much of it is news. Gives how
 * likely that was, 1 at best. */
double heads_hint(struct heads *self, double people, double variance, double weight);
/* Each person leaves with the rate `expected` per stretch, and in one that just ended `left` did,
 * when as many as now and `before` were there. The same. */
double heads_hint_leaving(struct heads *self, double expected, int64_t left, double before,
                          double weight);
/* Becomes a mixture with `share` of the other. */
void heads_mix(struct heads *self, const struct heads *other, double share);

double heads_mean(const struct heads *self);
double heads_variance(const struct heads *self);
/* The least number that with probability `share` is not exceeded. */
int64_t heads_quantile(const struct heads *self, double share);
/* Probability of nobody. */
double heads_empty(const struct heads *self);

#endif
