/* The verdict: the truth against the history.
 *
 * Every event that an outbox had kept is there once, with its values, its boot and its time, or
 * stands in a declared loss where one is allowed; nothing is there that was never numbered. */
#ifndef LAMPION_TESTS_FAULTS_VERDICT_H
#define LAMPION_TESTS_FAULTS_VERDICT_H

#include "tests/faults/truth.h"

struct tally {
    int64_t events;   /* in the history, as they should be */
    int64_t lost;     /* kept by an outbox, and not there */
    int64_t doubled;  /* there once more, under another number */
    int64_t wrong;    /* another value, boot or time; or never numbered */
    int64_t declared; /* told as a loss, where a loss had to be */
    int64_t in_hand;  /* numbered by a process that was killed before its outbox had them */
    int64_t error_ms; /* the farthest from the truth that a time was */
};
void tally_add(struct tally *self, const struct tally *other);

/* How times are to be judged. */
struct verdict_rule {
    int64_t offset_ms;    /* UTC less the board's time, of all boots */
    int64_t tolerance_ms; /* either way */
    bool losses;          /* declared ones are allowed */
};

/* Whether the history has all that was kept; says what is missing to nobody. */
bool verdict_is_complete(struct truth *truth, const char *history);
/* Tells of what is not as it should be on `out`, a few lines of each. */
struct tally verdict_give(struct truth *truth, const char *history, struct verdict_rule rule);

#endif
