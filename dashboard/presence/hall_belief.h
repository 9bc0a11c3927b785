/* What is believed of a hall's head count: by its doors alone, and drawn by hints. Pure.
 *
 * Hints (seats in use, how many leave) are right on usual days and wrong when a crowd comes that
 * they know nothing of. So there are two counts: one by the doors, and one that follows the hints
 * too; `trust` is the probability that the hints mean something now. It sinks while hints keep
 * away from what the doors say by more than they usually are, and what is told is the mixture
 * of both (an interacting multiple model filter: Blom and Bar-Shalom, IEEE TAC 33, 1988). */
#ifndef LAMPION_PRESENCE_HALL_BELIEF_H
#define LAMPION_PRESENCE_HALL_BELIEF_H

#include "dashboard/presence/hall_heads.h"

struct belief {
    struct heads doors, drawn;
    double trust; /* 0 to 1 */
};

/* A number that is known. */
void belief_set(struct belief *self, const struct heads *heads);
void belief_in(struct belief *self, int64_t count, struct heads_miss miss);
void belief_out(struct belief *self, int64_t count, struct heads_miss miss);
void belief_at_least(struct belief *self, int64_t people);
void belief_shift(struct belief *self, int64_t people);
/* See heads_hint and heads_hint_leaving. */
void belief_hint(struct belief *self, double people, double variance, double weight);
void belief_hint_leaving(struct belief *self, double expected, int64_t left, double before,
                         double weight);
/* Both together. */
void belief_heads(const struct belief *self, struct heads *heads);

#endif
