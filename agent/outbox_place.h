/* Where an agent's outbox lives: the folders of agent.yaml, else the standard ones where they
 * exist, else memory. Says in the log what was chosen. */
#ifndef LAMPION_AGENT_OUTBOX_PLACE_H
#define LAMPION_AGENT_OUTBOX_PLACE_H

#include "agent/config.h"

#define OUTBOX_RUN_FOLDER "/run/lampion-agent"
#define OUTBOX_SPILL_FOLDER "/var/lib/lampion-agent"

/* Paths, NULL: none there. */
struct outbox_place {
    char *run, *spill;
};

/* A folder that is named is made if it is missing. With `simulated` time only folders that are
 * named are used: a demo does not mix with the machine's own agent. 0 or -ENOMEM with why. */
int outbox_place_choose(struct outbox_place *self, const struct agent_config *config,
                        bool simulated, struct why *why);
void outbox_place_clear(struct outbox_place *self);

#endif
