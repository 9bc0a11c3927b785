/* A reading: the newest word about one sensor, placed in the collector's time. */
#ifndef LAMPION_PRESENCE_READING_H
#define LAMPION_PRESENCE_READING_H

#include "dashboard/place.h"
#include <stdbool.h>
#include <stdint.h>

#define EPOCH_MAX 33

/* Why a sensor is not known. */
enum reading_reason {
    READING_KNOWN,
    READING_NEVER,     /* no word since the collector started */
    READING_SILENT,    /* the agent's word is older than its freshness */
    READING_LOST,      /* the broker's will: the agent's connection broke, or it said goodbye */
    READING_ABSENT,    /* the agent speaks but does not know this sensor */
    READING_FAULTED,   /* the sensor has no value now: warming up, or faulted (see `fault`) */
    READING_CONTESTED, /* two boards call themselves by the agent's name */
    READING_SUSPECT,   /* it says that nobody is there, and is likely dead (see health.h) */
};

struct reading {
    enum reading_reason reason;
    enum sensor_kind kind; /* as the board says */
    /* Since when somebody looks without a break; 0: not said. The board's own number tells one
     * process from the next, whatever is thought of its clock. */
    int64_t began_ms, began_board_ms;
    int64_t word_ms;          /* while known: when the sensor was last heard of */
    int64_t unknown_since_ms; /* when known ended; meaningless while known or never known */
    int64_t until_ms;         /* while known: when it goes stale without further word */
    bool has_value;
    int value;      /* level: 1 = taken, motion */
    bool has_since; /* since_ms: when the level became what it is */
    int64_t since_ms;
    bool has_totals;
    bool has_count;
    int64_t count, count_until_ms; /* people, said at since_ms; holds until then */
    int64_t in, out;               /* running totals of a door since the start of `epoch` */
    char epoch[EPOCH_MAX];         /* the stream: totals of another epoch start anew */
    char fault[33];                /* the first standing fault, or empty */
};

#endif
