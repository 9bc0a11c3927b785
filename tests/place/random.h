/* Random numbers of the simulated place: the same seed gives the same numbers on every machine.
 *
 * The generator is SplitMix64 (Steele, Lea, Flood, "Fast Splittable Pseudorandom Number
 * Generators", OOPSLA 2014): one word of state, so that every person, seat and door has a stream
 * of its own and what one of them draws does not change the day of another. */
#ifndef LAMPION_TESTS_PLACE_RANDOM_H
#define LAMPION_TESTS_PLACE_RANDOM_H

#include <stdbool.h>
#include <stdint.h>

struct random {
    uint64_t state;
};

/* A stream of its own for (seed, day, who): what differs in one of the three differs in everything.
 */
struct random random_stream(uint64_t seed, uint64_t day, uint64_t who);

uint64_t random_next(struct random *self);

/* Uniform in [0, 1). */
double random_unit(struct random *self);

/* Uniform over the whole numbers from `low` to `high`, both included; low <= high. */
int64_t random_between(struct random *self, int64_t low, int64_t high);

/* True with probability p; never at 0 or below, always at 1 or above. */
bool random_chance(struct random *self, double p);

/* Exponential with this mean, which is not negative. */
double random_exponential(struct random *self, double mean);

/* Poisson with this mean, in time proportional to it. */
int random_poisson(struct random *self, double mean);

#endif
