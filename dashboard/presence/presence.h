/* Presence: from readings to what a person wants to know. Pure; all times are UTC ms of the
 * clock seam, and never go back over the calls on one state.
 *
 * A place has zones; each zone kind has a file of its own (seat.c, room.c, hall.c). Unknown is
 * a state of its own: counts say what is known, and what is not known is never zero. */
#ifndef LAMPION_PRESENCE_PRESENCE_H
#define LAMPION_PRESENCE_PRESENCE_H

#include "dashboard/place.h"
#include "dashboard/presence/hall.h"
#include "dashboard/presence/reading.h"
#include "dashboard/presence/room.h"
#include "dashboard/presence/seat.h"

#define PRESENCE_NEVER INT64_MAX
#define RAW_UNKNOWN INT64_MIN

enum zone_state { STATE_UNKNOWN, STATE_FREE, STATE_BUSY, STATE_FULL };

struct zone_why {
    size_t sensor; /* index into place.sensors */
    enum reading_reason reason;
    int64_t since_ms;  /* 0: not known since when */
    const char *fault; /* READING_FAULTED; belongs to the presence */
};

struct zone_estimate {
    enum zone_state state;
    int64_t since_ms; /* of the state; 0 = not known */
    int64_t as_of_ms;
    int64_t until_ms;                      /* how long it holds without further word */
    int seats, taken, free, held, unknown; /* shared seats in service */
    struct present present;
    int64_t raw; /* hall: the last known count and all counted since, uncorrected, may be below
                    0; RAW_UNKNOWN */
    struct room_account account; /* rooms: why it is what it is */
    int sensors_ok, sensors_total;
    struct zone_why *whys; /* sensors that are not known; belongs to the presence */
    size_t why_count;
};

struct presence;

/* Copies nothing: `place` must outlive it. NULL when out of memory. */
struct presence *presence_new(const struct place *place);
void presence_free(struct presence *self);

/* What a door means to a hall: +1 its "in" comes in, -1 it leaves, 0 it is none of its doors. A
 * door of a hall is one of the hall around it, too, unless it leads from one zone inside to
 * another. */
int presence_door_sign(const struct place *place, const struct place_door *door, size_t zone);

/* What is remembered from before the start; call before the first presence_read. An anchor that
 * does not say of which hall counts where the door is of one alone: of the others nobody knows. */
void presence_restore_anchor(struct presence *self, const struct door_fact *anchor);
/* The seat's sensor was last seen taken (or left) at `at_ms`, by the history. */
void presence_restore_seat(struct presence *self, size_t sensor, int value, int64_t at_ms);

/* After the last of them: the newest word of a board is the last time it is known to have looked.
 */
void presence_restored(struct presence *self);

/* All that the estimators know, as text for presence_load, by the ids of zones and the names of
 * sensors: it outlives a new description. Bounded: some KB a zone, whatever happened. NULL when out
 * of memory; malloc'ed. */
char *presence_save(const struct presence *self);

enum presence_way {
    PRESENCE_WHOLE,  /* as if time had not stopped: the readings, too */
    PRESENCE_LEARNED /* only what was learned of the place: time has passed since */
};
/* Into a presence that was read nothing yet. False, and nothing done, when it is no text of this
 * version, or not whole. What the place has no longer is left out. */
bool presence_load(struct presence *self, const char *text, enum presence_way way);

/* What dated facts say of a seat from now on: lent (a dedicated seat is shared), out of service. */
void presence_seat_facts(struct presence *self, size_t zone, size_t seat, bool lent,
                         bool out_of_service);

/* The newest reading of a sensor. Shows in the estimates after presence_update. */
void presence_read(struct presence *self, size_t sensor, const struct reading *reading,
                   int64_t now_ms);
/* Time passes (holds end, halls go quiet) and every estimate is made anew. */
void presence_update(struct presence *self, int64_t now_ms);
/* When an estimate changes by time alone, or PRESENCE_NEVER. */
int64_t presence_deadline(const struct presence *self, int64_t now_ms);

/* A person counted `people` in this hall at `at_ms`: holds from then on, and what it differs by
 * teaches how much the doors miss. Only where nobody passed a door since, so soon after. 0; -EAGAIN
 * when somebody did; -EINVAL for a zone without doors. */
int presence_count(struct presence *self, size_t zone, int64_t people, int64_t at_ms);
/* Since `at_ms` `people` more, or fewer, are in this hall than was thought. 0; -EAGAIN when its
 * count was known again since, -EINVAL for a zone without doors: nothing is done then. */
int presence_correct(struct presence *self, size_t zone, int64_t people, int64_t at_ms,
                     int64_t now_ms);

/* The estimate of a zone as of the last update; belongs to the presence. */
const struct zone_estimate *presence_zone(const struct presence *self, size_t zone);
enum seat_state presence_seat(const struct presence *self, size_t zone, size_t seat,
                              int64_t now_ms);

/* Anchors that changed since the last call, to be stored. False when there is none left. */
bool presence_next_anchor(struct presence *self, struct door_fact *anchor);
/* That of `sensor` in `zone` could not be stored: it counts as changed again. */
void presence_repeat_anchor(struct presence *self, size_t sensor, size_t zone);

#endif
