/* The publishers: agents that have numbered events to tell and do nothing else.
 *
 * Each has a connection, a stream drawn anew and a list of events messages that were encoded
 * before the clock starts, so that the measured time holds no work of ours but sending. One
 * thread for all. They keep a window of messages under way, and go back like an agent when an
 * acknowledgement does not come. */
#ifndef LAMPION_TESTS_BENCH_FLEET_H
#define LAMPION_TESTS_BENCH_FLEET_H

#include <stddef.h>
#include <stdint.h>

enum fleet_pace {
    FLEET_BY_BROKER,    /* a message is done when the broker has acknowledged it (PUBACK) */
    FLEET_BY_COLLECTOR, /* ... when the collector has, on the ack topic: it is on disk */
};

struct fleet_plan {
    size_t agents;
    size_t messages; /* of each agent */
    size_t events;   /* of each message, 1 .. MESSAGE_EVENTS_MAX */
    size_t window;   /* messages of an agent that are under way, at most */
};

struct fleet_result {
    int64_t start_ns, end_ns; /* the first message sent; the last one done (CLOCK_MONOTONIC) */
    size_t resent;            /* messages sent again */
};

struct fleet;

/* Connects the agents to the broker, encodes their messages, says hello. NULL with the reason
 * on stderr. */
struct fleet *fleet_new(int port, const struct fleet_plan *plan);
void fleet_free(struct fleet *self);

/* Sends everything and waits until it is done. 0, or -errno; -ETIMEDOUT when nothing moves for
 * 30 s. */
int fleet_run(struct fleet *self, enum fleet_pace pace, struct fleet_result *result);

#endif
