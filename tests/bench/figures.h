/* What was measured, as a table: a line a figure, with its aim and whether it is met. */
#ifndef LAMPION_TESTS_BENCH_FIGURES_H
#define LAMPION_TESTS_BENCH_FIGURES_H

#include <stddef.h>

#define FIGURES_MAX 96

enum figure_aim { AIM_NONE, AIM_AT_LEAST, AIM_AT_MOST };

struct figure {
    char what[80];
    double value;
    const char *unit; /* static */
    enum figure_aim aim;
    double bound;
};

struct figures {
    struct figure list[FIGURES_MAX];
    size_t count;
};

void figures_add(struct figures *self, const char *unit, double value, enum figure_aim aim,
                 double bound, const char *what, ...) __attribute__((format(printf, 6, 7)));
void figures_print(const struct figures *self);

#endif
