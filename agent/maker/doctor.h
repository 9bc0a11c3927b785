/* The doctor's looks at the real world, each adding what it found: chips and lines, board, clock,
 * disk. What an observation means is diagnosis.h's, its words finding.h's. */
#ifndef LAMPION_AGENT_MAKER_DOCTOR_H
#define LAMPION_AGENT_MAKER_DOCTOR_H

#include "agent/common/time.h"
#include "agent/config.h"
#include "agent/maker/finding.h"

/* The chips, and which board this is where no configuration says one (`config` NULL). */
void doctor_chips(const struct agent_config *config, struct findings *findings);

/* Where the lines are, who has them, what they read under either pull. True: they may be opened
 * and watched (always so for a trace). `pulls`: two a request, of survey_level; negative: not
 * tried. */
bool doctor_lines(const struct agent_config *config, int *pulls, struct findings *findings);

/* Watches the lines for `watch_ms` of real time from when they are open, with nobody near them. */
void doctor_watch(const struct agent_config *config, const struct lampion_clock *clock,
                  const int *pulls, int64_t watch_ms, struct findings *findings);

void doctor_wiring(const struct agent_config *config, struct findings *findings);
void doctor_clock(struct findings *findings);
void doctor_disk(const struct agent_config *config, struct findings *findings);

#endif
