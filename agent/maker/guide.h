/* Guides a person through a validation walk (walk.h) at a door and writes what came of it. */
#ifndef LAMPION_AGENT_MAKER_GUIDE_H
#define LAMPION_AGENT_MAKER_GUIDE_H

#include "agent/common/time.h"
#include "agent/config.h"
#include "agent/maker/tongue.h"
#include "agent/maker/walk.h"

#define GUIDE_SETTLE_MS 700 /* what a driver may still have to say after a passage */

/* Whether a kind counts who goes in and out. */
bool guide_counts(const struct driver *driver);

/* Asks on `out`, hears on stdin, `rounds` of each direction. How many things are wrong (passages,
 * swapped beams); or -errno with why. */
int guide_walk(const struct agent_config *config, size_t sensor, int rounds,
               const struct lampion_clock *clock, enum tongue tongue, FILE *out, struct why *why);

/* The table, the error, the line for the desk. */
void guide_sum(const struct agent_config *config, size_t sensor, const struct walk_sum *sum,
               enum tongue tongue, FILE *out);

#endif
