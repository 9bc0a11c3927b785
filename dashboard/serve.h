/* The place's life: opens everything, runs the loop, closes everything. */
#ifndef LAMPION_SERVE_H
#define LAMPION_SERVE_H

#include "agent/common/time.h"
#include "agent/common/why.h"
#include "dashboard/config.h"

struct serve_options {
    struct lampion_clock clock;
    const char *http_listen; /* instead of the configuration's; NULL: as configured */
};

/* Runs until SIGTERM or SIGINT. 0, or -errno with why. */
int serve_run(const struct config *config, const struct serve_options *options, struct why *why);

#endif
