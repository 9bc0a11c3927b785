#include "dashboard/presence/hall_seen.h"

#include <math.h>
#include <string.h>

static const double prior[VIEW_COUNT] = {1.0, 0.5, 3.0};
static const double prior_sd[VIEW_COUNT] = {0.2, 0.4, 1.5};
/* Variance a person: who is up, at the bar, in a full or nearly empty meeting. */
#define DOUBT 0.5
#define DOUBT_WEIGHT 400.0 /* person-samples after which the data count as much */
#define DOUBT_MIN 0.05
#define FLOOR 3.0      /* people whom nothing sees are there at any level */
#define NEWS 0.25      /* samples of a quarter hour repeat each other */
#define KEEP 0.9995    /* each sample: half in some weeks of opening hours */
#define KEEP_HOUR 0.99 /* of four samples a day */
#define UNSEEN_SD 3.0
#define HOUR_MS 3600000
#define EACH_MIN 0.1

/* Gauss on the normal equations; the priors keep them definite, so no pivot is near 0. */
static void solve(struct hall_seen *self)
{
    double a[VIEW_COUNT][VIEW_COUNT + 1];
    for (int i = 0; i < VIEW_COUNT; i++) {
        double known = 1 / (prior_sd[i] * prior_sd[i]);
        memcpy(a[i], self->products[i], sizeof self->products[i]);
        a[i][i] += known;
        a[i][VIEW_COUNT] = self->with_people[i] + known * prior[i];
    }
    for (int i = 0; i < VIEW_COUNT; i++) {
        for (int j = i + 1; j < VIEW_COUNT; j++) {
            double factor = a[j][i] / a[i][i];
            for (int k = i; k <= VIEW_COUNT; k++)
                a[j][k] -= factor * a[i][k];
        }
    }
    for (int i = VIEW_COUNT - 1; i >= 0; i--) {
        double sum = a[i][VIEW_COUNT];
        for (int k = i + 1; k < VIEW_COUNT; k++)
            sum -= a[i][k] * self->each[k];
        self->each[i] = fmax(sum / a[i][i], EACH_MIN);
    }
}

void hall_seen_start(struct hall_seen *self)
{
    *self = (struct hall_seen){0};
    solve(self);
}

static double by_view(const struct hall_seen *self, const struct hall_view *view)
{
    double people = 0;
    for (int i = 0; i < VIEW_COUNT; i++)
        people += self->each[i] * view->of[i];
    return people;
}

/* Between the middles of two hours. */
static double unseen(const struct hall_seen *self, int64_t now_ms)
{
    int64_t since_ms = now_ms + HOUR_MS / 2;
    double part = (double)(since_ms % HOUR_MS) / HOUR_MS, sum = 0;
    for (int i = 0; i < 2; i++) {
        int hour = (int)((since_ms / HOUR_MS + SEEN_HOURS - 1 + i) % SEEN_HOURS);
        double mean =
            self->unseen[hour] / (self->unseen_weight[hour] + 1 / (UNSEEN_SD * UNSEEN_SD));
        sum += (i ? part : 1 - part) * mean;
    }
    return sum;
}

double hall_seen_people(const struct hall_seen *self, const struct hall_view *view, int64_t now_ms)
{
    return fmax(by_view(self, view) + unseen(self, now_ms), 0);
}

double hall_seen_variance(const struct hall_seen *self, const struct hall_view *view,
                          int64_t now_ms)
{
    double doubt = (DOUBT * DOUBT_WEIGHT + self->excess) / (DOUBT_WEIGHT + self->people);
    return fmax(doubt, DOUBT_MIN) * (hall_seen_people(self, view, now_ms) + FLOOR);
}

static void learn_view(struct hall_seen *self, const struct hall_view *view, double people,
                       double weight)
{
    for (int i = 0; i < VIEW_COUNT; i++) {
        for (int j = 0; j < VIEW_COUNT; j++)
            self->products[i][j] = KEEP * self->products[i][j] + weight * view->of[i] * view->of[j];
        self->with_people[i] = KEEP * self->with_people[i] + weight * view->of[i] * people;
    }
    solve(self);
}

static void learn(struct hall_seen *self, const struct hall_sample *sample, double people,
                  double variance)
{
    const struct hall_view *view = &sample->view;
    double expected = hall_seen_people(self, view, sample->at_ms);
    double weight = NEWS / (variance + hall_seen_variance(self, view, sample->at_ms));
    double off = people - expected;
    double scale = 1 / (1 + variance / (expected + FLOOR)); /* sure doors tell most */
    int hour = (int)(sample->at_ms / HOUR_MS % SEEN_HOURS);
    double beyond = people - by_view(self, view);
    self->excess = KEEP * self->excess + scale * (off * off - variance);
    self->people = KEEP * self->people + scale * (expected + FLOOR);
    learn_view(self, view, people - unseen(self, sample->at_ms), weight);
    self->unseen[hour] = KEEP_HOUR * self->unseen[hour] + weight * beyond;
    self->unseen_weight[hour] = KEEP_HOUR * self->unseen_weight[hour] + weight;
}

void hall_seen_note(struct hall_seen *self, const struct hall_sample *sample)
{
    if (self->count < SEEN_SAMPLES)
        self->samples[self->count++] = *sample;
    else /* a place that is never empty: as it is */
        learn(self, sample, sample->people, sample->variance);
}

void hall_seen_end(struct hall_seen *self, double off, double variance)
{
    for (int i = 0; i < self->count; i++) {
        const struct hall_sample *sample = &self->samples[i];
        double share = variance > 0 ? fmin(sample->variance / variance, 1) : 0;
        learn(self, sample, sample->people - share * off, sample->variance * (1 - share));
    }
    self->count = 0;
}

void hall_seen_forget(struct hall_seen *self)
{
    self->count = 0;
}
