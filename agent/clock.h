/* The board's clock as messages tell it: which boot, and the best pair (mono, wall) known. */
#ifndef LAMPION_AGENT_CLOCK_H
#define LAMPION_AGENT_CLOCK_H

#include "agent/common/message.h"
#include "agent/common/time.h"

struct agent_clock {
    struct lampion_clock clock;
    char boot[BOOT_MAX]; /* the kernel's; a simulated clock has its own */
};

/* 0, or -errno with why. */
int agent_clock_start(struct agent_clock *self, const struct lampion_clock *clock, struct why *why);

/* The mono time now. */
int64_t agent_clock_mono_ms(const struct agent_clock *self);

/* The pair of now. A wall clock that stands before this program was written is not known. */
struct message_clock agent_clock_pair(const struct agent_clock *self);

/* The wall time at `mono_ms` by the pair of now. */
int64_t agent_clock_wall_at(const struct agent_clock *self, int64_t mono_ms);

#endif
