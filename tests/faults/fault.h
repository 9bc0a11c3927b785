/* What is done to a stage: one function a fault, in one table. */
#ifndef LAMPION_TESTS_FAULTS_FAULT_H
#define LAMPION_TESTS_FAULTS_FAULT_H

#include "tests/faults/stage.h"
#include "tests/place/random.h"

enum fault {
    FAULT_KILL_AGENT,
    FAULT_KILL_COLLECTOR,
    FAULT_KILL_BROKER,
    FAULT_STOP_AGENT,
    FAULT_STOP_COLLECTOR,
    FAULT_STOP_BROKER,
    FAULT_CUT_AGENTS,
    FAULT_CUT_COLLECTOR,
    FAULT_STALL_AGENTS,
    FAULT_STALL_COLLECTOR,
    FAULT_UNPLUG,
    FAULT_FULL_COLLECTOR,
    FAULT_FULL_AGENT,
    FAULT_FLIP,
    FAULT_TRUNCATE,
    FAULT_NEWER,
    FAULT_RESTORE,
    FAULT_HOUR,
    FAULT_CLOCK_BACK,
    FAULT_CLOCK_AHEAD,
    FAULT_CLOCK_1970,
    FAULT_TWICE, /* these are the proxy's, counted packet by packet */
    FAULT_LATE,
    FAULT_LEFT_OUT,
    FAULT_COUNT,
};

extern const char *const fault_names[FAULT_COUNT];

/* Does it, with what is to be drawn from `random`, and mends it but for what stage_repair does.
 * Takes a second or so, FAULT_HOUR more than an hour. How many faults of the kind that were. */
int fault_inflict(enum fault fault, struct stage *stage, struct random *random);

#endif
