/* A room with presence sensors: somebody is in, nobody is, or not known. Pure; UTC ms.
 *
 * Simple rule: motion of any sensor counts as presence for `hold` after its end. One sensor
 * that sees somebody is enough; "nobody" needs all of them. */
#ifndef LAMPION_PRESENCE_ROOM_H
#define LAMPION_PRESENCE_ROOM_H

#include "dashboard/presence/reading.h"

enum room_state { ROOM_UNKNOWN, ROOM_EMPTY, ROOM_OCCUPIED };

/* One presence sensor of a room. */
struct room_sensor {
    bool known;
    bool motion;
    int64_t motion_ms; /* when motion was last known; ROOM_NO_MOTION */
};

#define ROOM_NO_MOTION INT64_MIN

void room_sensor_start(struct room_sensor *self);
void room_sensor_read(struct room_sensor *self, const struct reading *reading, int64_t now_ms);
enum room_state room_sensor_at(const struct room_sensor *self, int64_t hold_ms, int64_t now_ms);
int64_t room_sensor_deadline(const struct room_sensor *self, int64_t hold_ms, int64_t now_ms);

/* What two sensors of one room say together. */
enum room_state room_join(enum room_state a, enum room_state b);

#endif
