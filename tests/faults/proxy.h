/* A small MQTT proxy between the programs and the broker, in a thread of its own: it cuts, stalls,
 * and sends packets late, twice or not at all (pipe.h). Ends with proxy_close. */
#ifndef LAMPION_TESTS_FAULTS_PROXY_H
#define LAMPION_TESTS_FAULTS_PROXY_H

#include "tests/faults/pipe.h"

enum proxy_way {
    PROXY_OPEN,    /* carries what comes */
    PROXY_STALLED, /* carries nothing, says nothing: a pulled cable */
    PROXY_CUT,     /* resets what there is, and what comes */
};

struct proxy;

/* Ends the program where that fails. */
struct proxy *proxy_open(int broker_port, uint64_t seed);
struct mood_count proxy_close(struct proxy *self);
int proxy_port(const struct proxy *self);

void proxy_set_way(struct proxy *self, enum proxy_way way);
void proxy_set_mood(struct proxy *self, const struct mood *mood);

#endif
