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

/* Runs until SIGTERM or SIGINT: 0. SERVE_AGAIN, to be called once more: after a SIGHUP, where the
 * file at config_path can be read (where it cannot, this says so and goes on), and when another
 * description comes into force. Else -errno with why. */
int serve_run(const struct config *config, const struct serve_options *options, struct why *why);

#endif
