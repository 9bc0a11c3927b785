/* What a bench plays on: a mosquitto of our own and the programs under test, their files in a
 * folder that is given, all stopped at the end.
 *
 * The folder should be on a disk that syncs, and not on the tmpfs that /tmp may be. mosquitto runs
 * as the demo's, but for queues without a limit: with its 1,000 messages a client it would drop
 * what it was told it may drop, and the slower side of a comparison would look the faster. */
#ifndef LAMPION_TESTS_BENCH_STAGE_H
#define LAMPION_TESTS_BENCH_STAGE_H

#include "tests/support/process.h"
#include <limits.h>
#include <stdint.h>

#define STAGE_PLACE "bench"
#define STAGE_SEATS 30 /* sensors of the place: seats of one agent, "desks" */

struct stage {
    char build[PATH_MAX];  /* absolute */
    char folder[PATH_MAX]; /* the same */
    char clock[96];        /* --clock of every program: speed 1, so that trace time is real time */
    int64_t origin_real_ms;
    int broker_port, http_port;
    struct process broker, collector, agent;
};

/* Goes into the folder (chdir), starts the broker, takes the time. 0, or -1 with the
 * reason on stderr. */
int stage_open(struct stage *self, const char *build, const char *folder);
/* Stops what runs. */
void stage_close(struct stage *self);

/* Starts the collector and waits for its page; the history is NAME.db, kept between starts.
 * 0, or -1 with the reason on stderr. */
int stage_start_collector(struct stage *self, const char *name);
void stage_stop_collector(struct stage *self);

/* Starts the agent of the seats with the trace NAME.csv, lines seat-01 to seat-30. Its outbox
 * has the files of one on a board. */
void stage_start_agent(struct stage *self, const char *name);
void stage_stop_agent(struct stage *self);

/* Kills the broker; starts it again on the same port, and waits until it listens. 0 or -1. */
void stage_kill_broker(struct stage *self);
int stage_start_broker(struct stage *self);

/* A number that /healthz tells, found by its key; -1 when it does not. */
int64_t stage_health(const struct stage *self, const char *key);

#endif
