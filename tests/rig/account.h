/* The test's own account of what it did to seats and motion sensors, to be compared with the
 * history: every change once, in its order, with a stamp of its time. */
#ifndef LAMPION_TESTS_RIG_ACCOUNT_H
#define LAMPION_TESTS_RIG_ACCOUNT_H

#include "tests/system/town.h"

#define ACCOUNT_MAX 512

struct account {
    struct account_row {
        char sensor[33];
        int value;
        int64_t from_ms, to_ms; /* CLOCK_MONOTONIC: pulled after, seen on the live stream before */
    } rows[ACCOUNT_MAX];
    size_t count;
};

void account_add(struct account *self, const char *sensor, int value, int64_t from_ms,
                 int64_t to_ms);

/* Waits until the history has as many levels as the account. */
void account_wait(const struct account *self, const struct town *town);

/* Fails the test unless the levels in the history are those of the account, in that order, each
 * with a stamp between its `from_ms` and `to_ms`; stamps go up with the numbers, no number is
 * missing and nothing was lost. Nobody may write any more. */
void account_check(const struct account *self, const struct town *town);

#endif
