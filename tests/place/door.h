/* The doorway with its two light beams, and what their receivers say when people pass.
 *
 * Lines `outer` and `inner` of the agent `entrance`: 1 = light, 0 = broken (open collectors with
 * pull-ups). The beams are 5 to 10 cm apart; a body is 25 to 40 cm deep and walks at 1.0 to
 * 1.4 m/s, so both are broken for a while: entering reads none, outer, both, inner, none. */
#ifndef LAMPION_TESTS_PLACE_DOOR_H
#define LAMPION_TESTS_PLACE_DOOR_H

#include <stdint.h>

#include "tests/place/random.h"
#include "tests/place/sheet.h"
#include "tests/place/truth.h"

/* Share of passages, 0 to 1, that go otherwise than plainly. */
struct door_habits {
    double turn_back; /* preceded by a turn in the doorway */
    double dither;
    double bag_swing; /* followed by a bag breaking one beam for less than 80 ms */
    /* Of two side by side the second is up to so far behind, with a pace and a depth of its own.
     * 0: they make one pattern, up to 15 cm deeper than one of them. */
    int64_t lag_ms;
};

struct door {
    struct sheet *trace;
    struct truth *truth;
    struct door_habits habits;
    struct random random;
    int beams[2]; /* keys of outer and inner */
    double gap_m; /* between the beams */
    int64_t free_ms;
};

/* Takes its lines in `trace`; `trace` and `truth` stay the caller's and must outlive it. */
struct door door_make(struct sheet *trace, struct truth *truth, const struct door_habits *habits,
                      struct random random);

/* `people` (1, or 2 side by side) pass as soon after `now_ms` as the doorway is free; both beams
 * and the truth are written. Gives the time at which they are through. */
int64_t door_pass(struct door *self, int64_t now_ms, enum direction direction, int people);

#endif
