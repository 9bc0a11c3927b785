/* What enroll and revoke begin with. */
#ifndef LAMPION_COMMANDS_ENROLLING_H
#define LAMPION_COMMANDS_ENROLLING_H

#include "dashboard/access/enrolment.h"
#include "dashboard/config.h"

struct enrolling {
    struct config *config;
    char place[64];
    struct place *described;
    const char **topics; /* of its sources; NULL-ended */
    int64_t now_ms;
    struct enrolment *enrolment;
};

/* `clock` is the option --clock or NULL. An exit code: EXIT_DONE, or said on stderr after
 * "lampion NAME: ". */
int enrolling_open(struct enrolling *self, const char *name, const char *config_path,
                   const char *clock, int64_t days);
void enrolling_close(struct enrolling *self);

#endif
