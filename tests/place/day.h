/* One day of the place: who comes when, from opening to closing, and then everybody has gone. */
#ifndef LAMPION_TESTS_PLACE_DAY_H
#define LAMPION_TESTS_PLACE_DAY_H

#include <stdbool.h>
#include <stdint.h>

#include "tests/place/house.h"

struct day {
    uint64_t seed;
    int64_t number;  /* of the day in the trace; with the seed it decides all that happens */
    bool busy;       /* a day with many meetings, one of them regular */
    int64_t open_ms; /* times from the trace's start, may be before it */
    int64_t close_ms;
    double visits; /* expected, without those who come to a meeting */
};

/* Lives through the day; rows are put, not flushed. 0 or -ENOMEM. */
int day_run(const struct day *self, struct house *house);

#endif
