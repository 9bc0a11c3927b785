/* A meeting room's motion sensor of the HC-SR501 kind, and how people in a room move.
 *
 * Line `motion` of the agent `meeting`: 1 while it sees motion. The output stays high for 3 s after
 * the last movement (retriggering), then the sensor is blind for 2.5 s. During its first 60 s it
 * may show motion where there is none.
 *
 * People move in spells, and between them sit still: the more they are, the shorter. (A room that
 * a motion sensor calls empty because somebody only reads is what estimators stumble over.) */
#ifndef LAMPION_TESTS_PLACE_MOTION_H
#define LAMPION_TESTS_PLACE_MOTION_H

#include <stdbool.h>
#include <stdint.h>

#include "tests/place/random.h"
#include "tests/place/sheet.h"

#define MOTION_GHOSTS 3

struct motion {
    struct sheet *trace;
    struct random random;
    int line;
    int people;
    bool lively;      /* in a spell of moving, not sitting still */
    int64_t spell_ms; /* when that ends */
    int64_t next_ms;  /* the next movement, while there are people */
    bool high;
    int64_t high_ms;               /* until when, while high */
    int64_t blind_ms;              /* until when, while low */
    int64_t ghosts[MOTION_GHOSTS]; /* false highs of the warm-up, in order */
    int ghost_count;
};

/* Takes its line in `trace`, which stays the caller's. With `warm_up` the sensor gets its power at
 * the trace's start and shows 1 to 3 false highs in its first minute. */
struct motion motion_make(struct sheet *trace, struct random random, bool warm_up);

/* From now on there are `people` in the room; what happened until now is written.
 * Times must not go back. */
void motion_people(struct motion *self, int64_t now_ms, int people);

/* The room has been empty for long: write what is left. For the end of a day. */
void motion_settle(struct motion *self);

#endif
