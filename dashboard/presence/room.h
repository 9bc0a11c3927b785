/* A room with presence sensors: somebody is in, nobody is, or not known, and why. Pure; UTC ms.
 *
 * A two-state filter (somebody, nobody) in log-odds. Per room, with the numbers of its purpose
 * (room_purpose.h) and what it learned of itself (room_gap.h, room_week.h):
 *
 * - A window with motion adds the sensor's evidence, ln P(on|somebody) / P(on|nobody).
 * - Silence tells against somebody with q = e^(-t / nat): P(somebody | silent t) = πq / (πq + 1 -
 * π), in log-odds a straight line; and they may have gone in it, which bends it (room.c).
 * - People come at the rate α = π / (1 - π) / stay and go at 1 / stay. Where they come as fast
 *   as silence tells against them the log-odds rest at ln(nat α), which is where a motion after a
 *   long silence starts from: a lone pulse in a dead hour is probably nobody. Where they go as
 *   fast as motion tells for them they are capped at ln(stay / nat).
 * - Occupied from any motion on; a motion that goes on is presence whatever its odds. Free when
 *   P < ROOM_FREE_BELOW, and no sooner than `keep` after the last motion; between the two as it
 * was. 5 %: a wrong "free" costs a journey, a wrong "in use" a look at another room, and we take
 * the first for about twenty times as dear.
 * - A radar holds: while it reads 1 somebody is in, and a silence that it shared begins to count
 *   at its own, shorter scale.
 * - The only door of a room keeps its occupant (room_door.h).
 *
 * Never free while one sensor that could see somebody is not known, was not watched long enough, or
 * the door that kept somebody was lost. What is read between two room_update counts by its own
 * times, in whatever order it came. */
#ifndef LAMPION_PRESENCE_ROOM_H
#define LAMPION_PRESENCE_ROOM_H

#include "dashboard/presence/room_door.h"
#include "dashboard/presence/room_gap.h"
#include "dashboard/presence/room_hold.h"
#include "dashboard/presence/room_purpose.h"
#include "dashboard/presence/room_sensor.h"
#include "dashboard/presence/room_week.h"

#define ROOM_FREE_BELOW 0.05
/* Why the room is said to be what it is. */
enum room_basis {
    ROOM_SAYS_NOTHING,  /* not a room, or only sensors that are not known */
    ROOM_SEES_MOTION,   /* since `since_ms` */
    ROOM_SAW_MOTION,    /* until `since_ms`; percent */
    ROOM_DOOR_KEEPS,    /* somebody, behind the door closed since `since_ms` */
    ROOM_SILENT,        /* no motion since `since_ms` (0: since somebody looks) */
    ROOM_DOOR_LEFT,     /* the door closed at `since_ms` and nothing moved behind it */
    ROOM_DOOR_LOST,     /* at `since_ms`, while it kept somebody: not known */
    ROOM_COUNTED,       /* somebody counts the people in it: at `since_ms` (counted.h) */
    ROOM_WATCHED_BRIEF, /* not long enough to say "nobody" */
};

struct room_account {
    enum room_basis basis;
    int64_t since_ms; /* 0: not known */
    int percent;      /* P(somebody) is at least this; 0: less than the least step; -1: not told */
};

/* The steps in which a probability is told: finer ones would be news every few seconds. */
#define ROOM_STEPS 7
extern const int room_steps[ROOM_STEPS]; /* per cent, falling */

struct room {
    struct room_params params;
    struct room_sensing pir, radar;
    int64_t hold_ms; /* a plain hold instead of the filter; -1: the filter */
    struct room_hold *holds;
    struct room_sensor *sensors;
    size_t sensor_count;
    bool has_door;
    struct room_door door;
    struct room_gap gap;
    struct room_week *week;
    double peak;                 /* log-odds at the end of the last motion */
    double nat_ms;               /* of the silence since */
    bool shared;                 /* by a radar */
    int64_t dark_ms;             /* that end, or what silence counts from; ROOM_NEVER */
    int64_t empty_ms;            /* when, with nothing further, nobody is in */
    int64_t step_ms[ROOM_STEPS]; /* when P falls below the steps */
    bool lit;                    /* a sensor sees motion */
    bool occupied;               /* somebody was seen and is not ruled out */
    bool whole;                  /* every sensor was known at the last update */
    bool stirred;                /* the door changed since the last update */
    int64_t door_ms;             /* when */
    int64_t at_ms;               /* of the last update; ROOM_NEVER */
};

/* 0 or -ENOMEM. */
int room_start(struct room *self, const struct place *place, const struct place_zone *zone);
void room_stop(struct room *self);

/* The zone's sensor number `index`, and its door. Shows after room_update. */
void room_read(struct room *self, size_t index, const struct reading *reading, int64_t now_ms);
void room_read_door(struct room *self, const struct reading *reading, int64_t now_ms);
void room_update(struct room *self, int64_t now_ms);

/* The rest is as of the last room_update, for the same now. */
enum room_state room_at(const struct room *self, int64_t now_ms);
struct room_account room_account_at(const struct room *self, int64_t now_ms);
/* When room_at or room_account_at changes by time alone, or INT64_MAX. */
int64_t room_deadline(const struct room *self, int64_t now_ms);
/* When P(somebody) falls below `probability` if all stays silent; no sooner than silence began. */
int64_t room_below_ms(const struct room *self, double probability);
/* P(somebody) of the filter, 0 .. 1. */
double room_probability(const struct room *self, int64_t now_ms);

#endif
