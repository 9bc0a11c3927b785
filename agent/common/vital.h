/* Vital: which parts of a program must move for it to call itself alive.
 *
 * A loop that turns proves little: the store's thread may hang in a commit while pages are still
 * served. So each vital part says when it last moved, and one that has not moved for longer than
 * its patience is stuck. What the world does to us is no reason: a broker that is away, a full
 * disk, a sensor that is silent; there the part that tries again moves. Stuck means that a new
 * process would be better off.
 *
 * Pure; times are real ms. The owner asks about every `ask_ms`. Much longer pauses between
 * questions (a stopped process, a machine that was suspended) count as one such pause: nobody
 * moved because nobody could. */
#ifndef LAMPION_COMMON_VITAL_H
#define LAMPION_COMMON_VITAL_H

#include <stddef.h>
#include <stdint.h>

#define VITAL_PARTS_MAX 4

struct vital_part {
    const char *name; /* for people: "the store" */
    int64_t patience_ms;
    int64_t moved_ms;
};

struct vital {
    struct vital_part parts[VITAL_PARTS_MAX];
    size_t count;
    int64_t ask_ms, asked_ms;
};

/* `parts` with name and patience, all of which move at `now_ms`. */
void vital_start(struct vital *self, const struct vital_part *parts, size_t count, int64_t ask_ms,
                 int64_t now_ms);

/* An older word than the last is no step back. */
void vital_moved(struct vital *self, size_t part, int64_t now_ms);

/* The part that is stuck, the longest first; NULL: all move. */
const struct vital_part *vital_stuck(struct vital *self, int64_t now_ms);

#endif
