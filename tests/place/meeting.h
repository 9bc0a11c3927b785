/* The meetings of a day in the one meeting room: when, and for how many. */
#ifndef LAMPION_TESTS_PLACE_MEETING_H
#define LAMPION_TESTS_PLACE_MEETING_H

#include <stdbool.h>
#include <stdint.h>

#include "tests/place/random.h"

#define MEETINGS_MAX 32

struct meeting {
    int64_t start_ms, end_ms; /* 20 to 90 minutes */
    int people;               /* 2 to 8 */
    int guests;               /* of these come for it from outside, at least one */
};

/* Plans the meetings between two times, one after another with pauses, the last one to end 20
 * minutes before closing. On a busy day one is under way at 2 hours after opening.
 * Gives their number, at most MEETINGS_MAX. */
int meeting_plan(struct meeting meetings[MEETINGS_MAX], struct random *random, int64_t open_ms,
                 int64_t close_ms, bool busy_day);

#endif
