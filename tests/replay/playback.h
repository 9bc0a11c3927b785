/* A recording that is played to a town in simulated time, from its first moment on: the clock's
 * origin lies a little ahead when the agents start, so that their boards begin to observe
 * exactly there, at any speed and however long a program takes to start. */
#ifndef LAMPION_TESTS_PLAYBACK_H
#define LAMPION_TESTS_PLAYBACK_H

#include "tests/replay/history.h"
#include "tests/system/town.h"

/* An agent and the trace that it plays. */
struct playback_agent {
    const char *name;
    const char *sensors; /* YAML, as town_agent takes it */
    const char *trace;   /* rows */
    int index;           /* in the town */
    char stream[64];
};

struct playback {
    struct town town;
    double speed;
    int64_t origin_ms; /* UTC of the trace's t 0 */
    int64_t started_real_ms;
    size_t asked, answered; /* /api/v1/place while it runs */
};

void playback_open(struct playback *self, double speed, const char *place);
/* Stops what runs, and removes the folder. */
void playback_close(struct playback *self);

/* Somebody counted heads at `origin_ms`, before the doors speak. */
void playback_count(struct playback *self, int64_t origin_ms, const char *zone, int64_t people);

/* Starts agents and collector so that t 0 of the traces is `origin_ms`. */
void playback_begin(struct playback *self, int64_t origin_ms, struct playback_agent *agents,
                    size_t count);

/* Waits until the history holds an event of every agent after `moment_ms` (UTC), and asks for the
 * place all the while. Fails the test after `patience_ms` (real) without any news. */
void playback_wait(struct playback *self, const struct playback_agent *agents, size_t count,
                   int64_t moment_ms, int patience_ms);
/* Whether the history has come so far. */
bool playback_is_at(const struct playback *self, const struct playback_agent *agents, size_t count,
                    int64_t moment_ms);

/* Stops the agents; fails the test where one ends badly. */
void playback_end(struct playback *self, struct playback_agent *agents, size_t count);

/* Stops the collector and starts it again with a clock that stands at `wall_ms` and goes at the
 * speed of real time: words stay fresh long enough to be read. */
void playback_look(struct playback *self, int64_t wall_ms);

const char *playback_history(const struct playback *self, char path[256]);
double playback_took_s(const struct playback *self);

#endif
