/* A board while a person looks on: lines, drivers and the person's keys in one loop, in the time of
 * a clock. No broker, no outbox, nothing is kept.
 *
 * Takes over SIGINT, SIGTERM, SIGHUP and SIGWINCH of the process, which it blocks: a run ends in
 * order, and a terminal gets back what it was. */
#ifndef LAMPION_AGENT_MAKER_LIVE_H
#define LAMPION_AGENT_MAKER_LIVE_H

#include "agent/board.h"
#include "agent/common/time.h"

struct live {
    struct lampion_clock clock;
    struct board *board;
    int64_t pair_mono_ms, pair_wall_ms; /* one moment in both times, for good */
    int signals_fd;
};

enum {
    LIVE_INPUT = 1,   /* `input_fd` is readable */
    LIVE_STOP = 2,    /* a person or the system wants an end */
    LIVE_RESIZED = 4, /* the terminal has another size */
};

struct live_hooks {
    board_emit *emit;
    board_heard *heard; /* may be NULL */
    void *context;
};

/* Opens the lines and begins to observe now. `config` must outlive it. 0; or -errno with why, and
 * nothing to close. */
int live_open(struct live *self, const struct agent_config *config,
              const struct lampion_clock *clock, const struct live_hooks *hooks, struct why *why);
void live_close(struct live *self);

/* Goes on until a key (`input_fd`, -1: none), a signal or the real time `until_ms`. LIVE_..., 0 at
 * that time; or -errno: the lines failed. */
int live_turn(struct live *self, int input_fd, int64_t until_ms);

/* The clock's time now, up to which live_turn goes on. */
int64_t live_now(const struct live *self);
/* The wall time of a moment of the board; never goes back. */
int64_t live_wall(const struct live *self, int64_t mono_ms);

#endif
