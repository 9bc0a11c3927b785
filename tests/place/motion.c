#include "tests/place/motion.h"

#include <assert.h>

#define HOLD_MS 3000
#define BLIND_MS 2500
#define WARM_UP_MS 60000

struct motion motion_make(struct sheet *trace, struct random random, bool warm_up)
{
    struct motion self = {.trace = trace, .random = random};
    int64_t t = 0;

    self.line = sheet_key(trace, "motion,", "", 0);
    self.blind_ms = INT64_MIN;
    if (warm_up)
        self.ghost_count = (int)random_between(&self.random, 1, MOTION_GHOSTS);
    for (int i = 0; i < self.ghost_count; i++) {
        /* Each in its own third of the minute, far enough from the end for the output to fall. */
        t = WARM_UP_MS / MOTION_GHOSTS * i;
        self.ghosts[i] = t + random_between(&self.random, 1000, WARM_UP_MS / MOTION_GHOSTS - 7000);
    }
    return self;
}

static void fall(struct motion *self)
{
    sheet_put(self->trace, self->line, self->high_ms, 0);
    self->high = false;
    self->blind_ms = self->high_ms + BLIND_MS;
}

static void seen(struct motion *self, int64_t t)
{
    if (self->high && t > self->high_ms)
        fall(self);
    if (!self->high) {
        if (t < self->blind_ms)
            return;
        sheet_put(self->trace, self->line, t, 1);
        self->high = true;
    }
    self->high_ms = t + HOLD_MS;
}

/* A movement, after the ghosts that came before it. */
static void move(struct motion *self, int64_t t)
{
    while (self->ghost_count > 0 && self->ghosts[0] <= t) {
        seen(self, self->ghosts[0]);
        self->ghost_count--;
        for (int i = 0; i < self->ghost_count; i++)
            self->ghosts[i] = self->ghosts[i + 1];
    }
    seen(self, t);
}

static void new_spell(struct motion *self, int64_t t, bool lively)
{
    double mean_ms = lively ? 45000.0 : 90000.0 / self->people;

    self->lively = lively;
    self->spell_ms = t + 1000 + (int64_t)random_exponential(&self->random, mean_ms);
}

static void run(struct motion *self, int64_t until_ms)
{
    while (self->people > 0 && self->next_ms < until_ms) {
        if (self->next_ms >= self->spell_ms) {
            new_spell(self, self->next_ms, !self->lively);
            if (!self->lively) {
                self->next_ms = self->spell_ms;
                continue;
            }
        }
        move(self, self->next_ms);
        self->next_ms += 300 + (int64_t)random_exponential(&self->random, 4000.0 / self->people);
    }
}

void motion_people(struct motion *self, int64_t now_ms, int people)
{
    assert(people >= 0);
    run(self, now_ms);
    self->people = people;
    move(self, now_ms); /* somebody walked in or out */
    if (people > 0) {
        new_spell(self, now_ms, true);
        self->next_ms = now_ms + 300;
    }
}

void motion_settle(struct motion *self)
{
    assert(self->people == 0);
    for (int i = 0; i < self->ghost_count; i++)
        seen(self, self->ghosts[i]);
    self->ghost_count = 0;
    if (self->high)
        fall(self);
}
