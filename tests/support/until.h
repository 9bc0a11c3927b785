/* Waiting with an end: for what must happen, not for how long it takes. */
#ifndef LAMPION_TESTS_UNTIL_H
#define LAMPION_TESTS_UNTIL_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

static inline int64_t real_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* The moment `ms` from now. */
static inline int64_t until_ms(int ms)
{
    return real_ms() + ms;
}

static inline bool until_over(int64_t end_ms)
{
    return real_ms() >= end_ms;
}

#endif
