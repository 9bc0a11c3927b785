/* A door of a hall: who passed since it was last asked, from running totals. Pure; UTC ms.
 *
 * Totals come with the door's state, so a collector that restarts finds the count again. What
 * passed while nobody looked is not known: it is told as `slack`, which widens the interval of
 * the hall until its count is known again. */
#ifndef LAMPION_PRESENCE_DOOR_H
#define LAMPION_PRESENCE_DOOR_H

#include "dashboard/presence/reading.h"
#include <stddef.h>

/* Times of two runs of the collector may differ by what a message took; a process that began so
 * little after an anchor of the run before is taken for the one that made it. */
#define DOOR_RESTART_MS (10 * 60000)
/* One person each way a started 10 s unobserved: a busy door of a place of tens of people. */
#define DOOR_SLACK_STEP_MS 10000

/* A fact about a door's totals that survives a restart of the collector: when the totals of
 * this epoch stood at in/out, `carried` people net had come through this door. An empty epoch
 * stands for "before any word of the door": a count by a person. */
struct door_fact {
    size_t sensor;
    size_t zone; /* the hall that it is of; ZONE_NONE: not said, by a history of before */
    char epoch[EPOCH_MAX];
    int64_t in, out;
    int64_t carried;
    int64_t slack; /* the count may be off by as many, each way */
    int64_t at_ms;
};

struct door {
    size_t sensor;
    int sign; /* +1: "in" comes into the hall, -1: it leaves */
    bool known;
    bool anchored;    /* the count that it carries was certain once */
    bool heard;       /* `epoch` and the totals mean something */
    bool doubtful;    /* not known when somebody counted: its next news may be older than that */
    bool anchor_news; /* `anchor` changed since it was last taken */
    struct door_fact anchor;
    char epoch[EPOCH_MAX];
    int64_t began_board_ms; /* the process that was heard last; 0: none since the start */
    int64_t in, out;        /* newest totals */
    int64_t word_ms;        /* of the newest totals */
    int64_t pass_ms;        /* when the totals last changed */
    int64_t came, left;     /* the hall, by this door, since last taken */
    int64_t slack;          /* people who may have passed unseen, each way, since last taken */
    bool was_reset;         /* "nobody is inside" was said here; the hall has still to hear it */
    int64_t reset_net;      /* into the hall since that was said */
    int64_t certain_ms;     /* when the hall's count was last known; 0: never */
};

void door_start(struct door *self, size_t sensor, int sign);
void door_restore(struct door *self, const struct door_fact *anchor);
void door_read(struct door *self, const struct reading *reading, int64_t now_ms);
/* `came`, `left` and `slack` were taken. */
void door_taken(struct door *self);

/* To be remembered: with the newest totals, `net` people had come through into the hall. */
void door_anchor(struct door *self, int64_t net, int64_t slack, int64_t now_ms);

#endif
