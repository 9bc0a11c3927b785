/* What presence consists of: for presence.c and presence_state.c alone. */
#ifndef LAMPION_PRESENCE_PRESENCE_INNER_H
#define LAMPION_PRESENCE_PRESENCE_INNER_H

#include "dashboard/presence/presence.h"

struct seat_service {
    bool lent, out_of_service; /* by a dated fact */
};

struct zone_tracker {
    struct seat *seats;
    struct seat_service *services;
    struct room room;
    struct hall hall;
    struct hall_inside inside; /* what it tells a hall that contains it */
    struct zone_estimate estimate;
    bool updated;
};

struct presence {
    const struct place *place;
    struct reading *readings; /* the newest, by sensor */
    struct zone_tracker *zones;
    struct present **parts; /* room to balance halls */
};

#endif
