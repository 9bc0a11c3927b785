/* What cmocka wants before it, and the seed of property tests. */
#ifndef LAMPION_TESTS_UNIT_TEST_H
#define LAMPION_TESTS_UNIT_TEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include <cmocka.h>

/* The seed of this run: LAMPION_SEED, or of the time; printed so that a failure can be replayed. */
static inline uint64_t test_seed(void)
{
    const char *given = getenv("LAMPION_SEED");
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    uint64_t seed = given ? strtoull(given, NULL, 10)
                          : ((uint64_t)now.tv_sec * 1000003u) ^ (uint64_t)now.tv_nsec;
    printf("seed %llu (LAMPION_SEED=%llu replays it)\n", (unsigned long long)seed,
           (unsigned long long)seed);
    return seed;
}

/* splitmix64 (Steele, Lea, Flood 2014): enough for choosing test inputs. */
static inline uint64_t test_random(uint64_t *state)
{
    uint64_t z = (*state += 0x9e3779b97f4a7c15u);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

static inline int64_t test_between(uint64_t *state, int64_t low, int64_t high)
{
    return low + (int64_t)(test_random(state) % (uint64_t)(high - low + 1));
}

#endif
