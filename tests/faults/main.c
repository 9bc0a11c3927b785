/* lampion-faults: the fault campaign; see README.md. */
#include "tests/faults/campaign.h"

#include "agent/common/command.h"
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>
#include <unistd.h>

int main(int argc, char **argv)
{
    const char *seed = getenv("LAMPION_SEED"), *is_long = NULL, *only = NULL, *round = NULL;
    const char *seconds = NULL, *jobs = NULL, *keep = NULL;
    const struct command_option table[] = {
        {"long", NULL, "the long form, an hour or so", &is_long, false},
        {"seed", "N", "the schedule", &seed, false},
        {"only", "LIST", "groups of faults, separated by commas", &only, false},
        {"round", "N", "one round alone", &round, false},
        {"seconds", "N", "no round begins later", &seconds, false},
        {"keep", NULL, "the folders of all rounds", &keep, false},
        {"jobs", "N", "rounds at once", &jobs, false},
        {0},
    };
    char folder[] = "/tmp/lampion-faults.XXXXXX";
    uint64_t drawn = 0;
    int answer = command_options(table, "", argc, argv, NULL);
    if (answer != 0)
        return answer > 0 ? EXIT_DONE : EXIT_USAGE;
    if (!mkdtemp(folder))
        err(3, "%s", folder);
    if (getrandom(&drawn, 4, 0) < 0)
        err(3, "random");
    const struct campaign_options options = {
        .seed = seed ? strtoull(seed, NULL, 10) : drawn,
        .is_long = is_long != NULL,
        .only = only,
        .round = round ? atoi(round) : -1,
        .seconds = seconds ? atoi(seconds) : 0,
        .jobs = jobs && atoi(jobs) > 0 && atoi(jobs) <= CAMPAIGN_JOBS_MAX ? atoi(jobs) : 4,
        .keep = keep != NULL,
        .folder = folder,
    };
    printf("seed %llu\n", (unsigned long long)options.seed);
    int result = campaign_play(&options);
    rmdir(folder); /* what failed stays */
    return result;
}
