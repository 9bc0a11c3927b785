#include "dashboard/presence/unusual.h"

#include "dashboard/civil.h"
#include <math.h>
#include <stdlib.h>

#define WINDOW_MAX 8
#define START_COUNT 3.0  /* before anything is known, ... */
#define START_WEIGHT 0.5 /* ... and for how many days that stands */
#define EXPECTED_MIN 0.3 /* one person at night is no event */

const struct unusual_params unusual_standard = {.per_week = 1,
                                                .stop = 0.2,
                                                .size = 16,
                                                .recency = 0.35,
                                                .pool_recency = 0.15,
                                                .pool_days = 2,
                                                .cut = 2.5,
                                                .window_min = 60,
                                                .gap_min = 60};

struct mean {
    double weight, sum;
};

struct unusual {
    struct unusual_params params;
    int slots, window, gap; /* window and gap in slots */
    double start;           /* the chance below which an alarm begins */
    int64_t at;             /* slots since 1970 of the newest count */
    struct {
        int64_t count;
        double expected;
    } recent[WINDOW_MAX]; /* the newest first */
    int recent_count;
    bool on;
    int quiet;          /* slots in a row */
    struct mean *week;  /* by weekday and slot */
    struct mean *kinds; /* working days, weekends; by slot */
};

static int in_slots(int minutes, int slots, int least)
{
    int count = minutes * slots / 1440;
    return count < least ? least : count > WINDOW_MAX ? WINDOW_MAX : count;
}

struct unusual *unusual_new(int slots, const struct unusual_params *params)
{
    struct unusual *self = calloc(1, sizeof *self);
    if (!self)
        return NULL;
    *self = (struct unusual){.params = *params,
                             .slots = slots,
                             .window = in_slots(params->window_min, slots, 1),
                             .gap = in_slots(params->gap_min, slots, 0),
                             .start = params->per_week / (7.0 * slots),
                             .at = INT64_MIN};
    self->week = calloc(7 * (size_t)slots, sizeof *self->week);
    self->kinds = calloc(2 * (size_t)slots, sizeof *self->kinds);
    if (self->week && self->kinds)
        return self;
    unusual_free(self);
    return NULL;
}

void unusual_free(struct unusual *self)
{
    if (!self)
        return;
    free(self->week);
    free(self->kinds);
    free(self);
}

/* Adds a slot and its neighbours, `count` slots in a circle. */
static void gather(struct mean *into, const struct mean *circle, int count, int at, double near)
{
    static const int around[] = {-1, 0, 1};
    for (int i = 0; i < 3; i++) {
        const struct mean *mean = &circle[(at + around[i] + count) % count];
        double weight = around[i] ? near : 1;
        into->weight += weight * mean->weight;
        into->sum += weight * mean->sum;
    }
}

static double expected_at(const struct unusual *self, int week_slot, bool weekend, int slot)
{
    struct mean pool = {START_WEIGHT, START_WEIGHT * START_COUNT};
    gather(&pool, self->kinds + weekend * self->slots, self->slots, slot, 0.5);
    struct mean own = {self->params.pool_days, self->params.pool_days * pool.sum / pool.weight};
    gather(&own, self->week, 7 * self->slots, week_slot, 0.25);
    return fmax(own.sum / own.weight, EXPECTED_MIN);
}

/* P(X >= count) of a negative binomial.
 * https://en.wikipedia.org/wiki/Negative_binomial_distribution */
static double tail(int64_t count, double mean, double size)
{
    double fail = mean / (size + mean), term = pow(1 - fail, size), below = 0;
    for (int64_t k = 0; k < count; k++) {
        below += term;
        term *= ((double)k + size) / (double)(k + 1) * fail;
    }
    return fmax(1 - below, 0);
}

static void remember(struct unusual *self, int64_t count, double expected)
{
    for (int i = WINDOW_MAX - 1; i > 0; i--)
        self->recent[i] = self->recent[i - 1];
    self->recent[0].count = count;
    self->recent[0].expected = expected;
    self->recent_count += self->recent_count < WINDOW_MAX;
}

/* The least chance over the windows that end now. A level that is off for one slot of a window is
 * off less for all: the size grows by half a slot. */
static double least_chance(const struct unusual *self)
{
    double least = 1, expected = 0;
    int64_t count = 0;
    for (int i = 0; i < self->window && i < self->recent_count; i++) {
        count += self->recent[i].count;
        expected += self->recent[i].expected;
        least = fmin(least, tail(count, expected, self->params.size * (1 + 0.5 * i)));
    }
    return least;
}

static void learn(struct mean *mean, double recency, double count)
{
    mean->weight = mean->weight * (1 - recency) + 1;
    mean->sum = mean->sum * (1 - recency) + count;
}

static void learn_slot(struct unusual *self, int week_slot, bool weekend, int slot, int64_t count,
                       double expected)
{
    struct mean *own = &self->week[week_slot], *kind = &self->kinds[weekend * self->slots + slot];
    double deviation = sqrt(expected + expected * expected / self->params.size);
    double limit = expected + self->params.cut * deviation;
    bool informed = own->weight + kind->weight >= 1;
    double learnt = informed ? fmin((double)count, limit) : (double)count;
    learn(own, self->params.recency, learnt);
    learn(kind, self->params.pool_recency, learnt);
}

static void judge(struct unusual *self, struct unusual_now *now, int64_t count)
{
    now->high = tail(count, now->expected, self->params.size) < self->params.stop;
    if (!self->on && now->chance < self->start && (double)count > now->expected) {
        self->on = true;
        self->quiet = 0;
    }
    if (!self->on)
        return;
    self->quiet = now->high ? 0 : self->quiet + 1;
    self->on = self->quiet <= self->gap;
    now->on = self->on;
}

struct unusual_now unusual_put(struct unusual *self, int64_t day, int slot, int64_t count)
{
    int week_slot = (civil_weekday(day) - 1) * self->slots + slot;
    bool weekend = civil_weekday(day) > 5;
    int64_t at = day * self->slots + slot;
    if (self->at != INT64_MIN && at > self->at + 1) { /* nobody knows what was in between */
        self->recent_count = 0;
        self->on = self->on && at - self->at - 1 <= self->gap - self->quiet;
    }
    self->at = at;
    struct unusual_now now = {.expected = expected_at(self, week_slot, weekend, slot)};
    remember(self, count, now.expected);
    now.chance = least_chance(self);
    judge(self, &now, count);
    learn_slot(self, week_slot, weekend, slot, count, now.expected);
    return now;
}
