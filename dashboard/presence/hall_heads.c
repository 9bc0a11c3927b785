#include "dashboard/presence/hall_heads.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#define NOTHING 1e-12 /* of the probability: not worth a bin */
#define MARGIN 16
#define LOG_MAX 60.0 /* of a likelihood: beyond, it would be nothing anywhere */
/* That somebody stayed where all looked empty (1 in 50), and that it was more than one. */
#define STAYED 0.02

static void move_bins(struct heads *self, int by)
{
    int count = self->high - self->low;
    memmove(self->p + self->low + by, self->p + self->low, (size_t)count * sizeof *self->p);
    self->low += by;
    self->high += by;
    self->base -= by;
    memset(self->p, 0, (size_t)self->low * sizeof *self->p);
    memset(self->p + self->high, 0, (size_t)(HEADS_BINS - self->high) * sizeof *self->p);
}

/* Sums to one, without the ends that hold nothing; room to move on both sides. */
static void tidy(struct heads *self)
{
    double sum = 0;
    for (int i = self->low; i < self->high; i++)
        sum += self->p[i];
    while (self->high - self->low > 1 && self->p[self->low] <= NOTHING * sum)
        self->p[self->low++] = 0;
    while (self->high - self->low > 1 && self->p[self->high - 1] <= NOTHING * sum)
        self->p[--self->high] = 0;
    while (self->high - self->low > HEADS_BINS - 2 * MARGIN) {
        if (self->p[self->low] < self->p[self->high - 1])
            self->p[self->low++] = 0;
        else
            self->p[--self->high] = 0;
    }
    sum = 0;
    for (int i = self->low; i < self->high; i++)
        sum += self->p[i];
    for (int i = self->low; i < self->high; i++)
        self->p[i] /= sum;
    bool cramped = self->low < MARGIN && self->base > 0;
    if (!cramped && self->high <= HEADS_BINS - MARGIN)
        return;
    int64_t first = self->base + self->low;
    int target = (HEADS_BINS - (self->high - self->low)) / 2;
    move_bins(self, (first < target ? (int)first : target) - self->low);
}

static void set_certain(struct heads *self, int64_t people)
{
    int bin = people < HEADS_BINS / 2 ? (int)people : HEADS_BINS / 2;
    memset(self->p, 0, sizeof self->p);
    self->base = people - bin;
    self->low = bin;
    self->high = bin + 1;
    self->p[bin] = 1;
}

void heads_set(struct heads *self, double people, double variance)
{
    set_certain(self, people < 0 ? 0 : llround(people));
    if (variance < 1e-6)
        return;
    int reach = (int)fmin(6 * sqrt(variance) + 1, HEADS_BINS / 2 - MARGIN);
    int middle = self->low;
    self->low = middle > reach ? middle - reach : 0;
    self->high = middle + reach + 1;
    for (int i = self->low; i < self->high; i++) {
        double away = (double)(self->base + i) - people;
        self->p[i] = exp(-away * away / (2 * variance));
    }
    self->p[middle] += NOTHING;
    tidy(self);
}

void heads_set_empty(struct heads *self)
{
    set_certain(self, 0);
    self->p[0] = 1 - STAYED;
    self->p[1] = STAYED * 0.75;
    self->p[2] = STAYED * 0.25;
    self->high = 3;
}

/* One person more or less with probability spread/2 each. */
static void blur(struct heads *self, double spread)
{
    double each = fmin(spread, 0.5) / 2;
    double before = 0;
    if (each < NOTHING)
        return;
    if (self->low > 0)
        self->low--;
    self->high++;
    for (int i = self->low; i < self->high; i++) {
        double here = self->p[i], after = i + 1 < self->high ? self->p[i + 1] : 0;
        bool wall = self->base + i == 0; /* nobody is less than nobody */
        self->p[i] = here * (1 - (wall ? 1 : 2) * each) + each * (before + after);
        before = here;
    }
}

static void came_unseen(struct heads *self, double share)
{
    double on_the_way = 0;
    for (int i = self->low; i < HEADS_BINS - MARGIN / 2; i++) {
        on_the_way = self->p[i] + share * on_the_way;
        if (i >= self->high && on_the_way < NOTHING)
            break;
        self->p[i] = (1 - share) * on_the_way;
        if (i >= self->high)
            self->high = i + 1;
    }
}

static void left_unseen(struct heads *self, double share)
{
    double on_the_way = 0;
    for (int i = self->high - 1; i >= 0; i--) {
        on_the_way = self->p[i] + share * on_the_way;
        if (i < self->low && on_the_way < NOTHING)
            break;
        self->p[i] = self->base + i == 0 ? on_the_way : (1 - share) * on_the_way;
        if (i < self->low)
            self->low = i;
    }
}

/* One less all along; nothing is at 0. */
static void step_down(struct heads *self)
{
    if (self->base == 0)
        move_bins(self, -1);
    self->base--;
}

void heads_shift(struct heads *self, int64_t people)
{
    if (people >= 0)
        self->base += people;
    for (; people < 0; people++) {
        heads_at_least(self, 1);
        step_down(self);
    }
    tidy(self);
}

void heads_in(struct heads *self, int64_t count, struct heads_miss miss)
{
    for (int64_t i = 0; i < count; i++) {
        came_unseen(self, miss.share);
        blur(self, miss.spread);
        self->base++;
        tidy(self);
    }
}

void heads_out(struct heads *self, int64_t count, struct heads_miss miss)
{
    for (int64_t i = 0; i < count; i++) {
        left_unseen(self, miss.share);
        blur(self, miss.spread);
        heads_at_least(self, 1);
        step_down(self);
        tidy(self);
    }
}

void heads_at_least(struct heads *self, int64_t people)
{
    if (self->base + self->low >= people)
        return;
    if (self->base + self->high <= people) {
        set_certain(self, people);
        return;
    }
    while (self->base + self->low < people)
        self->p[self->low++] = 0;
    tidy(self);
}

double heads_hint(struct heads *self, double people, double variance, double weight)
{
    double sum = 0;
    for (int i = self->low; i < self->high; i++) {
        double away = (double)(self->base + i) - people;
        sum += self->p[i] *= exp(-weight * fmin(away * away / (2 * variance), LOG_MAX));
    }
    tidy(self);
    return sum;
}

double heads_hint_leaving(struct heads *self, double expected, int64_t left, double before,
                          double weight)
{
    double k = (double)left, best = k > 0 ? k * log(k) - k : 0, sum = 0;
    for (int i = self->low; i < self->high; i++) {
        double mean = expected * fmax((double)(self->base + i) + before, 0.3);
        double off = best - (k * log(mean) - mean); /* Poisson */
        sum += self->p[i] *= exp(-weight * fmin(off, LOG_MAX));
    }
    tidy(self);
    return sum;
}

void heads_mix(struct heads *self, const struct heads *other, double share)
{
    int64_t first = self->base + self->low, last = self->base + self->high;
    int64_t other_first = other->base + other->low, other_last = other->base + other->high;
    first = first < other_first ? first : other_first;
    last = last > other_last ? last : other_last;
    if (share < NOTHING)
        return;
    if (last - first > HEADS_BINS - 2 * MARGIN) { /* far apart: the likelier one */
        if (share > 0.5)
            *self = *other;
        return;
    }
    struct heads mixed;
    set_certain(&mixed, first);
    if (mixed.low + (last - first) > HEADS_BINS)
        move_bins(&mixed, (int)(HEADS_BINS - (last - first)) - mixed.low);
    mixed.p[mixed.low] = 0;
    mixed.high = mixed.low + (int)(last - first);
    for (int i = self->low; i < self->high; i++)
        mixed.p[self->base + i - mixed.base] += (1 - share) * self->p[i];
    for (int i = other->low; i < other->high; i++)
        mixed.p[other->base + i - mixed.base] += share * other->p[i];
    *self = mixed;
    tidy(self);
}

double heads_mean(const struct heads *self)
{
    double sum = 0;
    for (int i = self->low; i < self->high; i++)
        sum += self->p[i] * i;
    return (double)self->base + sum;
}

double heads_variance(const struct heads *self)
{
    double mean = heads_mean(self) - (double)self->base, sum = 0;
    for (int i = self->low; i < self->high; i++)
        sum += self->p[i] * (i - mean) * (i - mean);
    return sum;
}

int64_t heads_quantile(const struct heads *self, double share)
{
    double sum = 0;
    int i = self->low;
    for (; i < self->high - 1; i++) {
        sum += self->p[i];
        if (sum >= share)
            break;
    }
    return self->base + i;
}

double heads_empty(const struct heads *self)
{
    return self->base == 0 && self->low == 0 ? self->p[0] : 0;
}
