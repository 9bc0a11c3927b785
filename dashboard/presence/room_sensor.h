/* One presence sensor of a room as the filter needs it: when motion began and ended, and since
 * when it is watched. Pure; UTC ms. */
#ifndef LAMPION_PRESENCE_ROOM_SENSOR_H
#define LAMPION_PRESENCE_ROOM_SENSOR_H

#include "dashboard/place.h"
#include "dashboard/presence/reading.h"

/* A PIR's first minute after its start shows nothing (warm-up), whatever `began` says. */
#define ROOM_WARM_UP_MS 60000

struct room_sensor {
    enum sensor_kind kind; /* unsaid: taken for a PIR, whose silence says least */
    bool known, motion;
    int64_t rise_ms;    /* when the newest motion began; ROOM_NEVER */
    int64_t end_ms;     /* when the last motion ended; ROOM_NEVER */
    int64_t counted_ms; /* begin of the newest window taken as evidence; ROOM_NEVER */
    int64_t watched_ms; /* looked at without a break from here on */
    bool rose, fell;    /* since the last update */
    bool unseen;        /* since the last update: it tells of a motion before anybody looked */
};

void room_sensor_start(struct room_sensor *self, enum sensor_kind kind);
void room_sensor_read(struct room_sensor *self, const struct reading *reading, int64_t now_ms);

#endif
