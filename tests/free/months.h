/* Months of a simulated place through board code, health and presence, without the wire; with a
 * defect, if asked. */
#ifndef LAMPION_TESTS_FREE_MONTHS_H
#define LAMPION_TESTS_FREE_MONTHS_H

#include "dashboard/presence/absence.h"
#include "dashboard/presence/health.h"

enum months_defect {
    DEFECT_NONE,
    DEFECT_SEAT_RELEASED, /* it says nobody for ever */
    DEFECT_SEAT_NEW,      /* the same from the first day on */
    DEFECT_SEAT_TAKEN,
    DEFECT_SEAT_CHATTER,
    DEFECT_MOTION_DEAD,
    DEFECT_DOOR_INS, /* people who go out are not counted */
    DEFECT_ALL_DEAD, /* seats and motion */
};

struct months {
    uint64_t seed;
    int days;
    enum months_defect defect; /* from defect_ms after the start; of seat-07 where it is a seat's */
    int64_t defect_ms;
    enum health_kind kind; /* that the defect is to be found as */
    /* Results. */
    int began[HEALTH_KINDS];               /* findings */
    int64_t found_ms;                      /* from the start; 0: not found */
    int64_t false_before_s, false_after_s; /* seat-seconds of a false free of the broken seat */
};

void months_play(struct months *self);

#endif
