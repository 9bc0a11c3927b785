/* The truth of a simulated place (tests/place), read along with simulated time. */
#ifndef LAMPION_TESTS_FREE_TRUTH_H
#define LAMPION_TESTS_FREE_TRUTH_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#define TRUTH_SEATS_MAX 64

struct seat_truth {
    bool sits, object, claim;
    int64_t left_ms; /* from the trace's start; INT64_MIN: never */
};

struct truth_reader {
    FILE *file;
    bool has_row;
    int64_t row_ms;
    char kind[16], subject[32], value[32];
    struct seat_truth seats[TRUTH_SEATS_MAX];
    int meeting; /* people */
};

void truth_reader_open(struct truth_reader *self, const char *folder);
void truth_reader_close(struct truth_reader *self);
/* Takes all rows up to and including `t_ms` from the trace's start. */
void truth_reader_advance(struct truth_reader *self, int64_t t_ms);

/* Nobody sits there, nothing lies there, and nobody left it less than `release_ms` ago. */
bool seat_truth_is_free(const struct seat_truth *self, int64_t release_ms, int64_t t_ms);

#endif
