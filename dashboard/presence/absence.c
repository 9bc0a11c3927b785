#include "dashboard/presence/absence.h"

#include <math.h>

void absence_use(struct absence *self, double chance, int64_t now_ms)
{
    double keep = 1 - 1 / ABSENCE_MEMORY;
    self->uses = self->uses * keep + 1;
    self->chances = (self->chances + self->since) * keep + chance;
    self->since = 0;
    self->used_ms = now_ms;
}

void absence_seen(struct absence *self, int64_t now_ms)
{
    self->chances += self->since;
    self->since = 0;
    self->used_ms = now_ms;
}

void absence_chance(struct absence *self, double chance)
{
    self->since += chance;
}

double absence_log_p(const struct absence *self, const struct absence_prior *prior)
{
    double rate = prior->rate + self->chances;
    return (prior->shape + self->uses) * log(rate / (rate + self->since));
}

bool absence_is_strange(const struct absence *self, const struct absence_prior *prior)
{
    return absence_log_p(self, prior) < log(self->used_ms ? ABSENCE_AGAIN_P : ABSENCE_NEVER_P);
}
