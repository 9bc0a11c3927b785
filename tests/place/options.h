/* What the simulated place is told on its command line. README.md explains each of them. */
#ifndef LAMPION_TESTS_PLACE_OPTIONS_H
#define LAMPION_TESTS_PLACE_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct options {
    const char *out;      /* folder that exists or can be made; required */
    const char *passages; /* file of counts, or NULL for a simulated place */
    uint64_t seed;
    int64_t start_s;     /* instant of the trace's 0 */
    int64_t day_start_s; /* instant of the first opening */
    int64_t span_ms;     /* length of the trace */
    int64_t open_ms;     /* length of a day */
    int seats;           /* 1 to 64 */
    int visits;          /* expected on a working day, without those who come to a meeting */
    double weekend;      /* share of a working day's visits on Saturday and Sunday */
    double bustle;       /* how often people get up */
    double bounce, wriggle, coat;
    double side_by_side, turn_back, dither, bag_swing;
    double lag_ms; /* how far the second of two side by side may be behind; 0: one pattern */
    bool warm_up;
};

/* Fills `self` with the defaults. */
void options_default(struct options *self);

/* Reads the command line; texts stay the caller's. 0; 1 when help or version was asked for and
 * printed to stdout; -EINVAL with `why` saying what is wrong and what would be right. */
int options_parse(struct options *self, int argc, char **argv, char *why, size_t why_size);

/* The options that make the same files again, without the folder, some a line.
 * For the files' first lines. */
void options_describe(const struct options *self, char *text, size_t size);

#endif
