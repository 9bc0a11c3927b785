/* What the boards of a campaign see: dense traces of seats, a door and a motion sensor, and the
 * description of the place that knows them all. The same seed gives the same trace. */
#ifndef LAMPION_TESTS_FAULTS_FLOW_H
#define LAMPION_TESTS_FAULTS_FLOW_H

#include <stdint.h>
#include <stdio.h>

#define FLOW_AGENTS 3 /* at least; a door at the second, motion at the third */
#define FLOW_AGENTS_MAX 12
#define FLOW_SEATS 13  /* of a board */
#define FLOW_END "end" /* a seat that is taken at the very end of every trace */

extern const char *const flow_names[FLOW_AGENTS_MAX]; /* of the agents */

struct flow {
    uint64_t seed;
    int64_t length_ms; /* of the trace */
    int64_t step_ms;   /* the mean time between two changes of seats */
};

/* The rows after t 0 of agent `index`, with their header. */
void flow_write(const struct flow *self, int index, const char *path);
/* Lines of the list `sensors:` in agent.yaml. */
void flow_write_sensors(int index, FILE *file);
/* place.yaml, with place id "town". */
void flow_write_place(const char *path, int agents);

#endif
