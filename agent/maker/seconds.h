/* `--seconds N`: when a command ends by itself. */
#ifndef LAMPION_AGENT_MAKER_SECONDS_H
#define LAMPION_AGENT_MAKER_SECONDS_H

#include "agent/common/why.h"
#include <stdint.h>

/* The real time of the end; TIME_NEVER where `text` is NULL. 0, or -EINVAL with why. */
int seconds_read(const char *text, int64_t *end_real_ms, struct why *why);

#endif
