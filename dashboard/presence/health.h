/* Health: sensors that say what cannot be. Pure; UTC ms; a few numbers a sensor, never a list.
 *
 * A sensor that dies seldom falls silent: a stuck switch goes on saying "free". What gives it away
 * is that the others are used and it is not, that it never changes, or that it never stops. The
 * rules know what a sensor is for (a seat, the presence in a room, a door) and what is usual for it
 * (learned, fading), and are muted while the place is closed: then nobody comes, nothing moves,
 * boards may be switched off, and none of it means anything. Only HEALTH_TAKEN_CLOSED is about
 * closed hours. What was found before closing stands until it is disproved.
 *
 * Some findings make a sensor suspect: its "nobody" is not believed (READING_SUSPECT, a state of
 * unknown), its "somebody" is. That is the rule for what members see: never a free seat on the
 * strength of a sensor that is likely dead, and no seat less than that.
 *
 * Seats that are not shared, or out of service, are not looked at: by the description, or by what
 * dated facts say (health_seat_facts). */
#ifndef LAMPION_PRESENCE_HEALTH_H
#define LAMPION_PRESENCE_HEALTH_H

#include "dashboard/place.h"
#include "dashboard/presence/reading.h"

enum health_kind {
    HEALTH_SILENT,       /* not known for HEALTH_SILENT_MS, in open hours */
    HEALTH_CHATTERING,   /* changes faster than people do. Suspect */
    HEALTH_STUCK,        /* in use without a change, longer than is usual for it */
    HEALTH_TAKEN_CLOSED, /* in use for HEALTH_CLOSED_MS on end in a closed place */
    HEALTH_NEVER_USED,   /* never in use while the others are. Suspect */
    HEALTH_ONE_WAY,      /* a door: a whole day of passages, all one way */
    HEALTH_NOBODY,       /* a hall: people come in, and no seat or room of it is ever used. All of
                          * them are suspect */
    HEALTH_KINDS,
};
const char *health_kind_name(enum health_kind kind); /* "never_used", for machines */

#define HEALTH_SILENT_MS (10 * 60000)
#define HEALTH_CLOSED_MS (3 * 3600000)
/* A leaking bucket of changes: nobody sits down and gets up ten times in ten minutes. Motion comes
 * in spells, so its bucket is larger: a PIR sensor with the shortest hold has 110 in ten minutes.
 */
#define HEALTH_CHATTER_LEAK_MS 30000
#define HEALTH_CHATTER_SEAT 20
#define HEALTH_CHATTER_MOTION 400
/* In use without a change: at least this, and this many times the longest there was. */
#define HEALTH_STUCK_SEAT_MS (12 * 3600000)
#define HEALTH_STUCK_MOTION_MS (6 * 3600000)
#define HEALTH_STUCK_TIMES 3
/* A door: passages of a day (between two nights, or 24 h) that make one way strange. */
#define HEALTH_ONE_WAY_PASSES 10
/* In words of the same kind, a use begins after so long without one. */
#define HEALTH_USE_GAP_MS (30 * 60000)
/* What looks like never used is a finding only when it has lasted, and never by one busy hour. */
#define HEALTH_NEVER_MS (36 * 3600000LL)

struct health_finding {
    enum health_kind kind;
    size_t sensor; /* or SENSOR_NONE: of a zone */
    size_t zone;   /* the zone it belongs to, or ZONE_NONE */
    int64_t since_ms;
    bool suspect;
};

struct health;

/* `place` must outlive it. NULL when out of memory. */
struct health *health_new(const struct place *place);
void health_free(struct health *self); /* NULL is allowed */

/* What dated facts say of a seat from now on: lent (a dedicated seat counts as shared), out of
 * service. One that comes back is begun anew: what it was like before says nothing of it. */
void health_seat_facts(struct health *self, size_t zone, size_t seat, bool lent,
                       bool out_of_service);

/* A reading as live gives it, before anything is made of it. */
void health_read(struct health *self, size_t sensor, const struct reading *reading, int64_t now_ms);
/* Time passes. `closed`: known to be closed. */
void health_update(struct health *self, bool closed, int64_t now_ms);

/* The reading as it is to be believed: as it is, or READING_SUSPECT. */
void health_believe(const struct health *self, size_t sensor, struct reading *reading);
/* A sensor that became suspect or ceased to be since the last call: read it again. False: none. */
bool health_next_changed(struct health *self, size_t *sensor);

/* Fills in up to `max` of what stands, sensors first, in the order of the description; returns how
 * many there are. */
size_t health_findings(const struct health *self, struct health_finding *findings, size_t max);
/* What began or ended since the last call, to be told once. False: nothing. */
bool health_next_news(struct health *self, struct health_finding *finding, bool *began);

/* What is worth keeping over a restart, sensor by sensor: what is usual and what stands. */
struct health_memory {
    double uses, chances, since;
    int64_t used_ms, begun_ms, longest_ms;
    bool never_used; /* HEALTH_NEVER_USED stands */
    int64_t never_since_ms;
};
void health_remember(const struct health *self, size_t sensor, struct health_memory *memory);
void health_restore(struct health *self, size_t sensor, const struct health_memory *memory);

#endif
