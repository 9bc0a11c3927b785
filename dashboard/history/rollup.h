/* From what a zone is said to be, moment by moment, to slots. Pure; times are UTC ms.
 *
 * A word holds until the next; the integral over time does not depend on how often the same word
 * is said. Within a slot milliseconds are summed, and rounded once at its end. */
#ifndef LAMPION_HISTORY_ROLLUP_H
#define LAMPION_HISTORY_ROLLUP_H

#include "dashboard/history/slot.h"

enum rollup_open { ROLLUP_CLOSED, ROLLUP_OPEN, ROLLUP_OPEN_UNKNOWN };

#define ROLLUP_UNKNOWN (-1)

/* A zone at a moment. */
struct rollup_word {
    enum rollup_open open;
    int sensors, silent;
    int seats, seats_unknown, used, held;
    int64_t capacity;             /* of persons; 0: not said. Where there are seats, those count */
    int64_t low, best, high, raw; /* people; ROLLUP_UNKNOWN each on its own */
};

/* Called with each slot that is complete; borrowed for the call. */
typedef void rollup_emit(void *context, const struct slot *slot);

struct rollup {
    struct slot slot; /* sums are ms here */
    struct rollup_word word;
    int64_t at_ms;
    int64_t revision;
    rollup_emit *emit;
    void *context;
};

/* Begins at `at_ms`, the beginning of a slot, with the first word. */
void rollup_start(struct rollup *self, const struct rollup_word *word, int64_t revision,
                  int64_t at_ms, rollup_emit *emit, void *context);
/* Another word from `at_ms` on, which never goes back. */
void rollup_say(struct rollup *self, const struct rollup_word *word, int64_t at_ms);
/* People went in (or out), at the newest word's time. */
void rollup_pass(struct rollup *self, int64_t in, int64_t out);
/* Up to `at_ms` nothing changes. What is complete is called back. */
void rollup_advance(struct rollup *self, int64_t at_ms);

#endif
