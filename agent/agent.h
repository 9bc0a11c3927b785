/* The agent: a board's life from start to SIGTERM.
 *
 * One loop: lines → sensors → events → outbox → courier → link, and what the collector
 * acknowledges on the way back. */
#ifndef LAMPION_AGENT_AGENT_H
#define LAMPION_AGENT_AGENT_H

#include "agent/common/time.h"
#include "agent/config.h"

/* A trace waits while more events than this are unacknowledged. */
#define AGENT_WAITING_MAX 20000

struct journal;

/* Runs until SIGTERM or SIGINT; `journal` may be NULL. Sets the totals that the sensors go on
 * from. 0, or -errno with why. */
int agent_run(struct agent_config *config, const struct lampion_clock *clock,
              struct journal *journal, struct why *why);

#endif
