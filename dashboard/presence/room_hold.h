/* A plain fixed hold, for rooms whose description says `hold`: motion of a sensor counts as
 * presence for so long after its end, and nothing else does. Pure; UTC ms. */
#ifndef LAMPION_PRESENCE_ROOM_HOLD_H
#define LAMPION_PRESENCE_ROOM_HOLD_H

#include "dashboard/presence/reading.h"

enum room_state { ROOM_UNKNOWN, ROOM_EMPTY, ROOM_OCCUPIED };

#define ROOM_NEVER INT64_MIN

/* One presence sensor of a room. */
struct room_hold {
    bool known;
    bool motion;
    int64_t motion_ms; /* when motion was last known; ROOM_NEVER */
};

void room_hold_start(struct room_hold *self);
void room_hold_read(struct room_hold *self, const struct reading *reading, int64_t now_ms);
enum room_state room_hold_at(const struct room_hold *self, int64_t hold_ms, int64_t now_ms);
int64_t room_hold_deadline(const struct room_hold *self, int64_t hold_ms, int64_t now_ms);

/* What two sensors of one room say together: one that sees somebody is enough, "nobody" needs
 * both. */
enum room_state room_join(enum room_state a, enum room_state b);

#endif
