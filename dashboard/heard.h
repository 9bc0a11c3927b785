/* From raw events, in order, to readings: what was known of each sensor, and when.
 *
 * With hindsight: an agent's time is known from one event to the next when the next comes within
 * HEARD_GAP_MS and does not open a process; else nothing is known after it. A level sensor is
 * known from its first level in a process; a door from its first event ever, with totals that go
 * on while the stream does, and not while a fault stands (until its next word). As live: a level
 * with a fault is still a level; a count holds for its time to live. Pure. */
#ifndef LAMPION_HEARD_H
#define LAMPION_HEARD_H

#include "dashboard/history/past.h"
#include "dashboard/presence/door.h"

#define HEARD_GAP_MS 90000 /* beats come every 60 s */

struct heard_sensor {
    int64_t agent;
    bool spoke;     /* there was an event of it */
    bool has_value; /* a level in this process */
    int value;
    bool has_since;
    int64_t since_ms;
    bool has_count; /* in this process */
    int64_t count, count_ms, ttl_ms;
    int64_t stream; /* of the totals */
    int64_t in, out;
    bool faulted;
    int64_t word_ms; /* of its newest event */
};

struct heard_agent {
    int64_t stream;   /* 0: never heard */
    int64_t began_ms; /* the process; 0: not said */
    int64_t last_ms;  /* of its newest event */
    bool alive;       /* something follows in time */
    int64_t dead_ms;  /* since when it is not */
};

/* Where the count of a hall takes up again, by one of its doors. */
struct heard_anchor {
    int64_t sensor;
    char zone[ID_MAX];     /* empty: not said, by a state of before */
    struct door_fact fact; /* epoch is the stream's id; its sensor and zone are not set */
};

struct heard {
    struct heard_sensor *sensors; /* by id in the store, from 1 */
    struct heard_agent *agents;
    struct heard_anchor *anchors;
    size_t anchor_count;
    size_t sensor_max, agent_max;
};

/* Nothing heard yet. -ENOMEM. */
int heard_start(struct heard *self, const struct past *past);
void heard_stop(struct heard *self);

/* The next event in order. `follows`: whether the time until the agent's next event is known
 * (heard_follows). */
void heard_take(struct heard *self, const struct past_event *event, bool follows);
bool heard_follows(const struct past_event *event, const struct past_event *next);

/* What a sensor reads at `now_ms`. `is_door`: it has totals instead of a level. */
void heard_reading(const struct heard *self, int64_t sensor, bool is_door, int64_t now_ms,
                   struct reading *reading);

/* The newest anchor of a door in a zone. -ENOMEM. */
int heard_keep_anchor(struct heard *self, int64_t sensor, const char *zone,
                      const struct door_fact *fact);

/* As text and back: the state between two days, up to a line "version" (settle_day.h). NULL, or
 * false when it is none of ours. */
char *heard_write(const struct heard *self);
bool heard_read(struct heard *self, const char *text);

#endif
