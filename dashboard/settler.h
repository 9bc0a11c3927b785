/* The desk's thread that keeps the history settled while the collector runs, and purges what is
 * older than the settings say.
 *
 * It has a connection of its own and shares the file as SQLite allows: its transactions are short,
 * not synced (what is lost can be settled again) and pause in between, so that commits that are
 * acknowledged do not wait for it. Nothing here is needed by the present. */
#ifndef LAMPION_SETTLER_H
#define LAMPION_SETTLER_H

#include "agent/common/time.h"
#include "agent/common/why.h"

struct settler;

struct settler_config {
    const char *store_path;
    struct lampion_clock clock;
    int64_t raw_ms, slots_ms; /* how long to keep; 0: for good */
};

/* NULL with why. */
struct settler *settler_start(const struct settler_config *config, struct why *why);
/* Ends within a step (some hundred ms). NULL is allowed. */
void settler_stop(struct settler *self);

#endif
