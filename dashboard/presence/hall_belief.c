#include "dashboard/presence/hall_belief.h"

#include <math.h>

#define TRUST 0.95
/* From one hint to the next (5 minutes). */
#define FAIL 0.002
#define MEND 0.01
/* Hints mean nothing when they are off by more than sqrt(3) of their own deviations for long. */
#define OFF_LOG 1.5

void belief_set(struct belief *self, const struct heads *heads)
{
    self->doors = self->drawn = *heads;
    self->trust = TRUST;
}

void belief_in(struct belief *self, int64_t count, struct heads_miss miss)
{
    heads_in(&self->doors, count, miss);
    heads_in(&self->drawn, count, miss);
}

void belief_out(struct belief *self, int64_t count, struct heads_miss miss)
{
    heads_out(&self->doors, count, miss);
    heads_out(&self->drawn, count, miss);
}

void belief_at_least(struct belief *self, int64_t people)
{
    heads_at_least(&self->doors, people);
    heads_at_least(&self->drawn, people);
}

void belief_shift(struct belief *self, int64_t people)
{
    heads_shift(&self->doors, people);
    heads_shift(&self->drawn, people);
}

/* The hints may have begun, or ceased, to mean something since the last. */
static void blend(struct belief *self)
{
    double kept = self->trust * (1 - FAIL), mended = (1 - self->trust) * MEND;
    self->trust = kept + mended;
    heads_mix(&self->drawn, &self->doors, mended / self->trust);
}

/* `likely`: of the hint by what was drawn before it, 1 at best. */
static void judge(struct belief *self, double likely, double weight)
{
    double good = self->trust * likely, bad = (1 - self->trust) * exp(-OFF_LOG * weight);
    self->trust = good / (good + bad);
}

void belief_hint(struct belief *self, double people, double variance, double weight)
{
    blend(self);
    judge(self, heads_hint(&self->drawn, people, variance, weight), weight);
}

void belief_hint_leaving(struct belief *self, double expected, int64_t left, double before,
                         double weight)
{
    blend(self);
    judge(self, heads_hint_leaving(&self->drawn, expected, left, before, weight), weight);
}

void belief_heads(const struct belief *self, struct heads *heads)
{
    *heads = self->drawn;
    heads_mix(heads, &self->doors, 1 - self->trust);
}
