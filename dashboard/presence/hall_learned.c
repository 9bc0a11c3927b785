#include "dashboard/presence/hall_learned.h"

#include <math.h>

#define PASSAGES_MIN 8     /* a cycle of fewer tells nothing */
#define KEEP 0.98          /* of what is known, each cycle: half in five weeks */
#define RATIO_SD 0.02      /* of doors nobody knows yet */
#define RATIO_WEIGHT 150.0 /* passages each way after which the data count as much */
#define MISS_WEIGHT 4.0    /* cycles, the same */
#define SCATTER_MAX 0.5    /* a day gone wrong is one day */

static double within(double value, double low, double high)
{
    return fmin(fmax(value, low), high);
}

void hall_learned_add(struct hall_learned *self, const struct hall_cycle *cycle)
{
    double passages = cycle->ins + cycle->outs;
    if (passages < PASSAGES_MIN)
        return;
    double came = cycle->ins - cycle->gained * (1 - hall_learned_miss(self));
    double off = came - hall_learned_ratio(self) * cycle->outs;
    self->scatter = KEEP * self->scatter + fmin(off * off / passages, SCATTER_MAX);
    self->cycles = KEEP * self->cycles + 1;
    self->ins = KEEP * self->ins + fmax(came, 0);
    self->outs = KEEP * self->outs + cycle->outs;
}

double hall_learned_ratio(const struct hall_learned *self)
{
    return within((self->ins + RATIO_WEIGHT) / (self->outs + RATIO_WEIGHT), 0.7, 1.4);
}

double hall_learned_miss(const struct hall_learned *self)
{
    double sum = MISS_WEIGHT * HALL_MISS_PRIOR + self->scatter;
    return within(sum / (MISS_WEIGHT + self->cycles), 0.005, 0.25);
}

/* Seen shares s of both ways, from s_in / s_out = ratio and their mean. */
static double seen_out(const struct hall_learned *self)
{
    return 2 * (1 - hall_learned_miss(self)) / (1 + hall_learned_ratio(self));
}

static double seen_in(const struct hall_learned *self)
{
    return seen_out(self) * hall_learned_ratio(self);
}

static double ratio_variance(const struct hall_learned *self)
{
    return RATIO_SD * RATIO_SD * RATIO_WEIGHT / (RATIO_WEIGHT + self->outs);
}

struct heads_miss hall_learned_in(const struct hall_learned *self)
{
    return (struct heads_miss){within(1 - seen_in(self), 0.002, 0.4), 0};
}

struct heads_miss hall_learned_out(const struct hall_learned *self, double outs)
{
    /* (sd * outs)^2 grows by this with one more. */
    return (struct heads_miss){within(1 - seen_out(self), 0.002, 0.4),
                               within(2 * outs * ratio_variance(self), 0, 0.5)};
}

double hall_learned_gain(const struct hall_learned *self, const struct hall_cycle *cycle)
{
    return cycle->ins / fmin(seen_in(self), 1) - cycle->outs / fmin(seen_out(self), 1);
}

double hall_learned_doubt(const struct hall_learned *self, const struct hall_cycle *cycle)
{
    return hall_learned_miss(self) * (cycle->ins + cycle->outs) +
           ratio_variance(self) * cycle->outs * cycle->outs;
}
