#include "agent/outbox_place.h"

#include "agent/common/log.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FOLDER_MODE 0700

/* Whether files can be made in it. */
static bool is_usable(const char *folder)
{
    struct stat status;
    return stat(folder, &status) == 0 && S_ISDIR(status.st_mode) &&
           access(folder, W_OK | X_OK) == 0;
}

/* The folder named, else the standard one, else NULL. */
static const char *choose(const char *named, const char *standard, bool simulated)
{
    if (named && mkdir(named, FOLDER_MODE) < 0 && errno != EEXIST)
        log_warning("outbox", "%s cannot be made: %s", named, strerror(errno));
    else if (named && is_usable(named))
        return named;
    else if (named)
        log_warning("outbox", "%s cannot be written: %s", named, strerror(errno));
    return !simulated && is_usable(standard) ? standard : NULL;
}

static char *make_path(const char *folder, const struct agent_config *config, const char *what)
{
    char *path = NULL;
    if (asprintf(&path, "%s/%s.%s.%s.db", folder, config->place, config->agent, what) < 0)
        return NULL;
    return path;
}

int outbox_place_choose(struct outbox_place *self, const struct agent_config *config,
                        bool simulated, struct why *why)
{
    const char *run = choose(config->outbox.run, OUTBOX_RUN_FOLDER, simulated);
    const char *spill = choose(config->outbox.spill, OUTBOX_SPILL_FOLDER, simulated);
    *self = (struct outbox_place){.run = run ? make_path(run, config, "run") : NULL,
                                  .spill = spill ? make_path(spill, config, "spill") : NULL};
    if ((run && !self->run) || (spill && !self->spill)) {
        outbox_place_clear(self);
        return why_set(why, ENOMEM, "out of memory");
    }
    log_info("outbox", "in %s, %s%s%s", run ? self->run : "memory (a killed process loses it)",
             spill ? "moved to " : "never moved to disk (a power cut loses it)",
             spill ? self->spill : "",
             spill && config->outbox.spill_after_ms == 0 ? " at once" : "");
    return 0;
}

void outbox_place_clear(struct outbox_place *self)
{
    free(self->run);
    free(self->spill);
    *self = (struct outbox_place){0};
}
