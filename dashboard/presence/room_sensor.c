#include "dashboard/presence/room_sensor.h"

#include "dashboard/presence/room_hold.h"

#define SINCE_JITTER_MS 1000 /* of one moment told twice */

void room_sensor_start(struct room_sensor *self, enum sensor_kind kind)
{
    *self = (struct room_sensor){.kind = kind,
                                 .rise_ms = ROOM_NEVER,
                                 .end_ms = ROOM_NEVER,
                                 .counted_ms = ROOM_NEVER,
                                 .watched_ms = ROOM_NEVER};
}

static void sensor_fell(struct room_sensor *self, int64_t at_ms)
{
    self->end_ms = at_ms > self->rise_ms ? at_ms : self->rise_ms;
    self->motion = false;
    self->fell = true;
}

static void sensor_rose(struct room_sensor *self, int64_t at_ms)
{
    self->rise_ms = at_ms > self->end_ms ? at_ms : self->end_ms;
    self->motion = true;
    self->rose = true;
}

/* When the looking began that goes on now: a board may have been alive before we were. */
static int64_t watched_since(const struct room_sensor *self, const struct reading *reading,
                             int64_t now_ms)
{
    if (!reading->began_ms)
        return now_ms;
    int64_t warm_ms = self->kind == SENSOR_MMWAVE ? 0 : ROOM_WARM_UP_MS;
    int64_t since_ms = reading->began_ms + warm_ms;
    return since_ms < now_ms ? since_ms : now_ms;
}

void room_sensor_read(struct room_sensor *self, const struct reading *reading, int64_t now_ms)
{
    bool was_known = self->known, moved = was_known && self->motion;
    self->known = reading->reason == READING_KNOWN && reading->has_value;
    if (reading->kind != SENSOR_UNSAID && self->kind == SENSOR_UNSAID)
        self->kind = reading->kind;
    if (!self->known) {
        if (moved) /* it may have moved until it was lost */
            sensor_fell(self, now_ms);
        return;
    }
    if (!was_known)
        self->watched_ms = watched_since(self, reading, now_ms);
    int64_t since_ms =
        reading->has_since && reading->since_ms < now_ms ? reading->since_ms : now_ms;
    if (reading->value) {
        if (!moved)
            sensor_rose(self, since_ms);
        return;
    }
    if (reading->has_since && since_ms < self->watched_ms)
        self->watched_ms = since_ms; /* the board did look since then */
    if (moved) {
        sensor_fell(self, since_ms);
    } else if (reading->has_since && since_ms > self->end_ms + SINCE_JITTER_MS) {
        self->unseen = true;
        self->end_ms = since_ms;
    }
}
