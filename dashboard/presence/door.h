/* A door of a hall: net people from running totals, and how sure that is. Pure; UTC ms.
 *
 * Totals come with the door's state, so a collector that restarts finds the count again. What
 * passed while nobody looked is not known: it widens the interval (`slack`) until the hall is
 * reset at quiet. A door that was never anchored counts, but nothing bounds it from above. */
#ifndef LAMPION_PRESENCE_DOOR_H
#define LAMPION_PRESENCE_DOOR_H

#include "dashboard/presence/reading.h"
#include <stddef.h>

/* One person each way a started 10 s unobserved: a busy door of a place of tens of people. */
/* Times of two runs of the collector may differ by what a message took; a process that began so
 * little after an anchor of the run before is taken for the one that made it. */
#define DOOR_RESTART_MS (10 * 60000)
#define DOOR_SLACK_STEP_MS 10000

/* A fact about a door's totals that survives a restart of the collector: when the totals of
 * this epoch stood at in/out, `carried` people net had come through this door. An empty epoch
 * stands for "before any word of the door": a count by a person. */
struct door_fact {
    size_t sensor;
    char epoch[EPOCH_MAX];
    int64_t in, out;
    int64_t carried;
    int64_t slack; /* people that may have passed unseen, each way, since the last reset */
    int64_t at_ms;
};

struct door {
    size_t sensor;
    int sign; /* +1: "in" comes into the hall, -1: it leaves */
    bool known;
    bool anchored;    /* some count was certain once */
    bool has_anchor;  /* `anchor` belongs to an epoch that was seen */
    bool anchor_news; /* changed since it was last taken */
    struct door_fact anchor;
    int64_t began_board_ms; /* the process that was heard last; 0: none since the start */
    int64_t in, out;        /* newest totals */
    int64_t word_ms;        /* of the newest totals */
    int64_t pass_ms;        /* when the totals last changed */
    bool was_reset;         /* "nobody is inside" was said here; the hall has still to hear it */
};

void door_start(struct door *self, size_t sensor, int sign);
void door_restore(struct door *self, const struct door_fact *anchor);
void door_read(struct door *self, const struct reading *reading, int64_t now_ms);

/* Net people through this door, into the hall. */
int64_t door_net(const struct door *self);
/* From now on the door's net is `net`, with `slack`. */
void door_anchor(struct door *self, int64_t net, int64_t slack, int64_t now_ms);

#endif
