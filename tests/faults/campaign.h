/* The campaign: rounds of faults, as a function of the seed.
 *
 * A round has a stage of its own, suffers so many faults of its group at random moments, and is
 * judged when everything is well again. */
#ifndef LAMPION_TESTS_FAULTS_CAMPAIGN_H
#define LAMPION_TESTS_FAULTS_CAMPAIGN_H

#include "tests/faults/fault.h"

#define CAMPAIGN_ROUNDS_MAX 4096
#define CAMPAIGN_JOBS_MAX 64
#define CAMPAIGN_FAULTS_MAX 4 /* of a group */

struct campaign_options {
    uint64_t seed;
    bool is_long;
    const char *only; /* names of groups, separated by commas; NULL: all */
    int round;        /* this one alone; -1: all */
    int seconds;      /* no round begins after so many; 0: no such end */
    int jobs;         /* rounds at once, 1 to CAMPAIGN_JOBS_MAX */
    bool keep;        /* the folders of all rounds, not only of those that are not clean */
    const char *folder;
};

struct outcome {
    struct tally tally;
    int faults[FAULT_COUNT];
    int rounds, unsettled; /* rounds of which the history did not become complete in time */
};

/* Plays all, tells as it goes. 0 when nothing was lost, doubled or wrong. */
int campaign_play(const struct campaign_options *options);

#endif
