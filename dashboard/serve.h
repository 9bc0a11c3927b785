/* The place's life: opens everything, runs the loop, closes everything. */
#ifndef LAMPION_SERVE_H
#define LAMPION_SERVE_H

#include "agent/common/time.h"
#include "agent/common/why.h"
#include "dashboard/config.h"

struct serve_options {
    struct lampion_clock clock;
    const char *http_listen; /* instead of the configuration's; NULL: as configured */
    const char *config_path; /* that `config` was read from */
};

#define SERVE_AGAIN 1

/* Runs until SIGTERM or SIGINT: 0. SERVE_AGAIN after a SIGHUP, where the file at config_path can be
 * read: to be called once more with what it says; where it cannot, this says so and goes on. Else
 * -errno with why. */
int serve_run(const struct config *config, const struct serve_options *options, struct why *why);

#endif
