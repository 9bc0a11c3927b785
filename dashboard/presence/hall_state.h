/* A hall and its doors as text and back (saved.h). Pure. */
#ifndef LAMPION_PRESENCE_HALL_STATE_H
#define LAMPION_PRESENCE_HALL_STATE_H

#include "dashboard/presence/hall.h"
#include "dashboard/presence/saved.h"

/* All but the doors and what the description says. What cannot be read leaves it as it was. */
void hall_saved(struct hall *self, struct saved *saved);
void door_saved(struct door *self, struct saved *saved);
/* Takes over what `from` learned of the place, and nothing of what it believed. */
void hall_take_learned(struct hall *self, const struct hall *from);

#endif
