/* Stretches of time in which a zone was not, or not well, observed. Pure.
 *
 * A gap is a run of slots, each with at least GAP_SHARE of its sensor time unknown; short ones
 * that a glance would miss stand beside every figure. Slots that were never settled are gaps. */
#ifndef LAMPION_REPORT_GAP_H
#define LAMPION_REPORT_GAP_H

#include "dashboard/history/slot.h"
#include <stdbool.h>
#include <stddef.h>

#define GAP_SHARE 0.2

struct gap {
    int64_t from_s, to_s; /* UTC */
    double known;         /* share of the sensor time that was known all the same, 0..1 */
    bool open;            /* some of it was opening time */
};

/* Finds gaps slot by slot. */
struct gap_finder {
    void (*emit)(void *context, const struct gap *gap);
    void *context;
    int64_t at_s; /* up to there everything is looked at */
    bool in_gap;
    struct gap gap;
    double sensors, silent;
};

/* Begins at the period's first moment. */
void gap_finder_start(struct gap_finder *self, int64_t from_s,
                      void (*emit)(void *context, const struct gap *gap), void *context);
/* The next slot, in order of time. */
void gap_finder_take(struct gap_finder *self, const struct slot *slot);
/* Up to the period's end. */
void gap_finder_end(struct gap_finder *self, int64_t to_s);

#endif
