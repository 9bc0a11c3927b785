/* How unlikely it is that something is never used while others are. Pure.
 *
 * Chances are counted in uses expected of an average one: each time somebody had the choice, one
 * over what there was to choose from. How popular this one is, is not known but learned:
 * Gamma(shape + uses, rate + chances), so that the chance of no use at all in `since` more chances
 * is that of the negative binomial,
 *
 *     P = (b / (b + since)) ^ a,   a = shape + uses, b = rate + chances
 *
 * (Gelman et al., Bayesian Data Analysis, 3rd ed., section 2.6). Old uses fade, so that habits may
 * change: about the last ABSENCE_MEMORY of them count. */
#ifndef LAMPION_PRESENCE_ABSENCE_H
#define LAMPION_PRESENCE_ABSENCE_H

#include <stdbool.h>
#include <stdint.h>

#define ABSENCE_MEMORY 50.0
/* One that was never used has one trial in its life; one that is used has one after each use, some
 * thousands a year in a large place. */
#define ABSENCE_NEVER_P 1e-4
#define ABSENCE_AGAIN_P 1e-6

/* What is believed of one never seen: mean shape / rate, the smaller the shape the vaguer. */
struct absence_prior {
    double shape, rate;
};

struct absence {
    double uses, chances; /* until the last use */
    double since;         /* chances since then */
    int64_t used_ms;      /* 0: never */
};

void absence_use(struct absence *self, double chance, int64_t now_ms);
/* No new use, but a proof that it could have been seen: the run of none ends. */
void absence_seen(struct absence *self, int64_t now_ms);
void absence_chance(struct absence *self, double chance);
/* ln P of having seen no use since. */
double absence_log_p(const struct absence *self, const struct absence_prior *prior);
/* Too unlikely to be chance. */
bool absence_is_strange(const struct absence *self, const struct absence_prior *prior);

#endif
