#include "dashboard/presence/usual.h"

#include "dashboard/civil.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define DAY_MINUTES 1440.0
#define TODAY_HALF_MIN 60.0  /* of what today differed, a slot so long ago weighs half */
#define TODAY_DOUBT_MIN 30.0 /* so many minutes of evidence count half */
#define FADE_HALF_MIN 180.0  /* the shift by today is half so long from now */
#define DOUBT_DAYS 1.0       /* slots that say nothing (half and half), beside the days kept */
#define CHANCE_KEPT 0.9      /* what a day weighs of the one after it */
#define SPREAD_MIN 0.3       /* people, or seats: the kernel's least width */

struct usual_day {
    int64_t day;
    float *values; /* by slot, NAN: not known */
};

struct usual_week_day {
    struct usual_day days[USUAL_DAYS]; /* the newest first */
    int count;
};

struct usual {
    enum usual_by by;
    int slots;
    struct usual_day today;
    int newest; /* the newest slot put today; -1 none */
    struct usual_week_day *week;
    float *store;
};

/* The days kept at a slot. */
struct sample {
    double values[USUAL_DAYS], weights[USUAL_DAYS];
    int count;
};

static int kinds(const struct usual *self)
{
    return self->by == USUAL_BY_WEEK ? 7 : 1;
}

static void forget(const struct usual *self, float *values)
{
    for (int slot = 0; slot < self->slots; slot++)
        values[slot] = NAN;
}

struct usual *usual_new(enum usual_by by, int slots)
{
    struct usual *self = calloc(1, sizeof *self);
    if (!self)
        return NULL;
    *self = (struct usual){.by = by, .slots = slots, .newest = -1};
    size_t rows = (size_t)kinds(self) * USUAL_DAYS + 1;
    self->week = calloc((size_t)kinds(self), sizeof *self->week);
    self->store = calloc(rows * (size_t)slots, sizeof *self->store);
    if (!self->week || !self->store) {
        usual_free(self);
        return NULL;
    }
    float *row = self->store;
    for (int kind = 0; kind < kinds(self); kind++)
        for (int i = 0; i < USUAL_DAYS; i++, row += slots)
            self->week[kind].days[i].values = row;
    self->today = (struct usual_day){INT64_MIN, row};
    forget(self, row);
    return self;
}

void usual_free(struct usual *self)
{
    if (!self)
        return;
    free(self->week);
    free(self->store);
    free(self);
}

static struct usual_week_day *kind_of(const struct usual *self, int64_t day)
{
    return &self->week[self->by == USUAL_BY_WEEK ? civil_weekday(day) - 1 : 0];
}

/* Today becomes the newest of its kind; the oldest gives its row for the next. */
static void end_today(struct usual *self)
{
    if (self->newest >= 0) {
        struct usual_week_day *kind = kind_of(self, self->today.day);
        float *oldest = kind->days[USUAL_DAYS - 1].values;
        memmove(kind->days + 1, kind->days, (USUAL_DAYS - 1) * sizeof *kind->days);
        kind->days[0] = self->today;
        kind->count += kind->count < USUAL_DAYS;
        self->today.values = oldest;
    }
    forget(self, self->today.values);
    self->newest = -1;
}

void usual_begin(struct usual *self, int64_t day)
{
    if (day != self->today.day)
        end_today(self);
    self->today.day = day;
}

void usual_put(struct usual *self, int64_t day, int slot, double value)
{
    usual_begin(self, day);
    self->today.values[slot] = (float)value;
    if (slot > self->newest)
        self->newest = slot;
}

static void sample_at(const struct usual *self, int64_t day, int slot, struct sample *sample)
{
    const struct usual_week_day *kind = kind_of(self, day);
    double weight = 1;
    sample->count = 0;
    for (int i = 0; i < kind->count; i++) {
        double value = kind->days[i].values[slot];
        if (isnan(value))
            continue;
        sample->values[sample->count] = value;
        sample->weights[sample->count++] = weight;
        weight *= 1 - USUAL_RECENCY;
    }
}

static void sort(struct sample *sample)
{
    for (int i = 1; i < sample->count; i++)
        for (int k = i; k > 0 && sample->values[k] < sample->values[k - 1]; k--) {
            double value = sample->values[k], weight = sample->weights[k];
            sample->values[k] = sample->values[k - 1];
            sample->weights[k] = sample->weights[k - 1];
            sample->values[k - 1] = value;
            sample->weights[k - 1] = weight;
        }
}

/* Of a sorted sample, between the middles of the weights. */
static double quantile(const struct sample *sample, double share)
{
    double all = 0, before = 0, middle = 0;
    for (int i = 0; i < sample->count; i++)
        all += sample->weights[i];
    for (int i = 0; i < sample->count; i++) {
        double last = middle;
        middle = (before + sample->weights[i] / 2) / all;
        before += sample->weights[i];
        if (share <= middle && i == 0)
            return sample->values[0];
        if (share <= middle)
            return sample->values[i - 1] +
                   (sample->values[i] - sample->values[i - 1]) * (share - last) / (middle - last);
    }
    return sample->values[sample->count - 1];
}

/* The mean, with values beyond Tukey's fences (1.5 quartile ranges) at the fences. */
static double robust_mean(const struct sample *sorted)
{
    double q1 = quantile(sorted, 0.25), q3 = quantile(sorted, 0.75), fence = 1.5 * (q3 - q1);
    double sum = 0, weight = 0;
    for (int i = 0; i < sorted->count; i++) {
        double value = fmin(fmax(sorted->values[i], q1 - fence), q3 + fence);
        sum += sorted->weights[i] * value;
        weight += sorted->weights[i];
    }
    return sum / weight;
}

bool usual_at(const struct usual *self, int64_t day, int slot, struct usual_level *level)
{
    struct sample sample;
    sample_at(self, day, slot, &sample);
    *level = (struct usual_level){.days = sample.count};
    if (sample.count < USUAL_DAYS_MIN)
        return false;
    sort(&sample);
    level->p10 = quantile(&sample, 0.1);
    level->p50 = quantile(&sample, 0.5);
    level->p90 = quantile(&sample, 0.9);
    level->level = fmin(fmax(robust_mean(&sample), level->p10), level->p90);
    return true;
}

/* What today differs from the usual so far. */
static double shift_now(const struct usual *self, int64_t day)
{
    double slot_min = DAY_MINUTES / self->slots, sum = 0, weight = 0;
    if (day != self->today.day)
        return 0;
    for (int i = 0; i <= self->newest; i++) {
        struct usual_level usual;
        double share = exp2(-(self->newest - i) * slot_min / TODAY_HALF_MIN);
        if (isnan(self->today.values[i]) || !usual_at(self, day, i, &usual))
            continue;
        sum += share * ((double)self->today.values[i] - usual.level);
        weight += share;
    }
    return sum / (weight + TODAY_DOUBT_MIN / slot_min);
}

/* The share of it that will still be felt at `slot`. */
static double felt_at(const struct usual *self, int slot)
{
    double slot_min = DAY_MINUTES / self->slots;
    double ahead_min = slot > self->newest ? (slot - self->newest) * slot_min : 0;
    return exp2(-ahead_min / FADE_HALF_MIN);
}

bool usual_later(const struct usual *self, int64_t day, int slot, struct usual_level *level)
{
    if (!usual_at(self, day, slot, level))
        return false;
    double shift = shift_now(self, day) * felt_at(self, slot);
    level->level = fmax(level->level + shift, 0);
    level->p10 = fmax(level->p10 + shift, 0);
    level->p50 = fmax(level->p50 + shift, 0);
    level->p90 = fmax(level->p90 + shift, 0);
    return true;
}

/* The share of the days kept at one slot that reach `least`, into sums. How often is asked of more
 * days than how many: all weigh nearly the same. */
static void add_chance(const struct usual *self, int64_t day, int slot, double least,
                       double deviation, double shift, double sums[2])
{
    struct sample sample;
    double weight = 1;
    sample_at(self, day, slot, &sample);
    /* Half of Scott's width: at the ends (none, all) the days pile up, and a wide kernel leaks. */
    double spread = fmax(deviation / 2 * pow(sample.count + 1, -0.2), SPREAD_MIN);
    for (int i = 0; i < sample.count; i++, weight *= CHANCE_KEPT) {
        /* None is the end of the scale: how many too few there were is not seen. */
        double value = sample.values[i] > 0 ? sample.values[i] : -deviation;
        double above = (value + shift - (least - 0.5)) / spread;
        sums[0] += weight * 0.5 * erfc(-above / M_SQRT2);
        sums[1] += weight;
    }
}

static double chance_at(const struct usual *self, int64_t day, int slot, double least, double shift)
{
    struct usual_level usual;
    double sums[2] = {DOUBT_DAYS * 0.5, DOUBT_DAYS};
    if (!usual_at(self, day, slot, &usual))
        return -1;
    double deviation = (usual.p90 - usual.p10) / 2.56;
    for (int near = slot - 1; near <= slot + 1; near++)
        if (near >= 0 && near < self->slots)
            add_chance(self, day, near, least, deviation, shift * felt_at(self, near), sums);
    return sums[0] / sums[1];
}

double usual_chance(const struct usual *self, int64_t day, int slot, double least)
{
    return chance_at(self, day, slot, least, shift_now(self, day));
}

void usual_chances(const struct usual *self, int64_t day, double least, double *chances)
{
    double shift = shift_now(self, day);
    for (int slot = 0; slot < self->slots; slot++)
        chances[slot] = chance_at(self, day, slot, least, shift);
}
