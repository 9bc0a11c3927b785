/* The faults that are played, each with the moment from which it could be known. */
#ifndef LAMPION_TESTS_FREE_FAULTS_H
#define LAMPION_TESTS_FREE_FAULTS_H

#include "tests/free/home.h"

struct fault {
    const char *name;
    const char *knowable; /* from when, in words */
    const char *hours;    /* opening hours, or NULL */
    /* When the fault begins (`t_ms` is fault_ms): does it, and sets knowable_ms if it is known. */
    void (*begin)(struct home *home);
    /* Each second while it lasts, before the step; may be NULL. */
    void (*during)(struct home *home);
    void (*end)(struct home *home); /* may be NULL */
};

extern const struct fault faults[];
extern const size_t fault_count;

/* Plays `fault` from `from_ms` to `to_ms` in a house of `seed`. */
void fault_play(struct home *home, const struct fault *fault, uint64_t seed,
                enum home_broken broken, int64_t from_ms, int64_t to_ms);

#endif
