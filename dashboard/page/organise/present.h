/* The present as organisers see it: what sensors and boards say, and what is thought of it. Plain
 * data, copied on the loop, read on the desk thread. */
#ifndef LAMPION_PAGE_ORGANISE_PRESENT_H
#define LAMPION_PAGE_ORGANISE_PRESENT_H

#include "dashboard/presence/health.h"
#include "dashboard/snapshot.h"
#include "dashboard/zonetime.h"

struct present_board {
    char name[ID_MAX], version[ID_MAX];
    bool online, in_place, contested; /* contested: two boards have this name */
    int64_t last_word_ms;             /* 0: none in this run */
    char boot[64];
    int clock; /* -1 not known, 0 its own guess, 1 synchronised */
};

struct present_zone {
    enum zone_state state;
    struct snapshot_present people;
    int64_t seats, taken, free, held, unknown; /* SNAPSHOT_NULL where it has no seats */
    int sensors_ok, sensors_total;
    struct seat_now {
        bool shown; /* shared, or lent, and in service: others are nobody's business */
        enum seat_state state;
    } * seats_now;
};

struct desk_present {
    const struct place *place; /* these two outlive it */
    const struct zonetime *zonetime;
    int64_t at_ms;
    struct present_zone *zones; /* in the order of the description */
    struct reading *readings;   /* by sensor, as the boards say */
    struct present_board *boards;
    size_t board_count;
    struct health_finding *findings;
    size_t finding_count;
};

/* Room for the place; NULL: out of memory. */
struct desk_present *desk_present_new(const struct place *place, size_t boards, size_t findings);
void desk_present_free(struct desk_present *self); /* NULL is allowed */

#endif
