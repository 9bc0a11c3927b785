/* Order statistics of what was measured, and the time in ns. */
#ifndef LAMPION_TESTS_BENCH_NUMBERS_H
#define LAMPION_TESTS_BENCH_NUMBERS_H

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <time.h>

static inline int64_t real_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static inline int number_compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* The nearest-rank percentile (0 < p <= 100) of count >= 1 values, which it sorts. */
static inline double percentile(double *values, size_t count, double p)
{
    qsort(values, count, sizeof *values, number_compare);
    size_t rank = (size_t)(p / 100 * (double)count + 0.999999);
    return values[rank ? rank - 1 : 0];
}

/* The middle one, or the mean of the two in the middle. */
static inline double median(double *values, size_t count)
{
    qsort(values, count, sizeof *values, number_compare);
    return (values[(count - 1) / 2] + values[count / 2]) / 2;
}

#endif
