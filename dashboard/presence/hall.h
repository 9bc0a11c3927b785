/* A hall: the head count of its doors, bounded by what it contains. Pure; UTC ms.
 *
 * Door counts drift, so the count is lifted to what must be inside (people on seats, rooms in
 * use) and set to zero when all inside has been known empty and no door was passed for
 * `quiet`. Until the first such moment, or a count by a person, nothing bounds it from above. */
#ifndef LAMPION_PRESENCE_HALL_H
#define LAMPION_PRESENCE_HALL_H

#include "dashboard/presence/door.h"

/* People: each number may be PRESENT_UNKNOWN on its own. */
#define PRESENT_UNKNOWN (-1)

struct present {
    int64_t low, best, high;
};

struct hall {
    struct door *doors; /* owned by the presence */
    size_t door_count;
    int64_t quiet_ms;
    int64_t quiet_since_ms; /* since when all inside is known empty; 0 = it is not */
};

/* `at_least` people must be inside; `empty`: all inside is known to be empty. */
struct present hall_update(struct hall *self, int64_t at_least, bool empty, int64_t now_ms);
/* When the reset at quiet is due, or INT64_MAX. */
int64_t hall_deadline(const struct hall *self);

#endif
