/* A room as text and back (saved.h). Pure. */
#ifndef LAMPION_PRESENCE_ROOM_STATE_H
#define LAMPION_PRESENCE_ROOM_STATE_H

#include "dashboard/presence/room.h"
#include "dashboard/presence/saved.h"

/* All but the sensors and what the description says; what was learned of its hours is room_week's.
 * What cannot be read leaves it as it was. */
void room_saved(struct room *self, struct saved *saved);
void room_sensor_saved(struct room_sensor *self, struct room_hold *hold, struct saved *saved);
/* What it learned of the place: its silences, its week. */
void room_learned_saved(struct room *self, struct saved *saved);

#endif
