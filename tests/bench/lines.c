/* Lines of a real kernel: the programs that run on it (tests/rig) say `name value` a line. */
#include "tests/bench/benches.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { SAID_MAX = 40, NO_END = 124, NO_RIG = 125 };

struct said {
    size_t count;
    struct {
        char name[32];
        double value;
    } list[SAID_MAX];
};

/* -1 when it was not said. */
static double said_value(const struct said *self, const char *name)
{
    for (size_t i = 0; i < self->count; i++)
        if (strcmp(self->list[i].name, name) == 0)
            return self->list[i].value;
    return -1;
}

/* Runs a command line of the shell: its exit code. The last line that is no figure stays in
 * `text`. */
static int hear(struct said *self, char text[256], const char *command)
{
    char line[256];
    FILE *file = popen(command, "re");
    if (!file)
        return -1;
    while (fgets(line, sizeof line, file))
        if (self->count < SAID_MAX && sscanf(line, "%31s %lf", self->list[self->count].name,
                                             &self->list[self->count].value) == 2)
            self->count++;
        else
            snprintf(text, 256, "%s", line);
    int status = pclose(file);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void add_edges(struct figures *figures, const struct said *said)
{
    static const int bursts[] = {1, 4, 15};
    char name[32];
    double lossy = said_value(said, "both_lossy"), together = said_value(said, "both");
    figures_add(figures, "edges/s", together > 0 ? together : 0, AIM_AT_LEAST, 10000,
                "64 lines, shared machine (puller beside it): median of %.0f runs, %.0f lossy",
                said_value(said, "both_runs"), lossy);
    figures_add(figures, "edges", said_value(said, "both_lost"), AIM_AT_MOST, 0,
                "of %.0f pulls, interrupts of the kernel that the reader lost",
                said_value(said, "both_pulled"));
    figures_add(figures, "edges", said_value(said, "both_merged"), AIM_NONE, 0,
                "of the same, merged by the simulated chip (no interrupt of their own)");
    figures_add(figures, "losses", said_value(said, "both_told"), AIM_NONE, 0,
                "of the same, told as possible (a queue was found full)");
    figures_add(figures, "edges/s", said_value(said, "both_low"), AIM_NONE, 0,
                "64 lines, shared machine: slowest run (0: it lost some)");
    figures_add(figures, "edges/s", said_value(said, "both_high"), AIM_NONE, 0,
                "64 lines, shared machine: fastest run");
    for (size_t i = 0; i < sizeof bursts / sizeof *bursts; i++) {
        snprintf(name, sizeof name, "read_us_%d", bursts[i]);
        figures_add(figures, "edges/s", 1e6 / said_value(said, name), AIM_NONE, 0,
                    "64 lines, reader alone, bursts of %d a line", bursts[i]);
    }
    figures_add(figures, "us", said_value(said, "pull_us_1"), AIM_NONE, 0,
                "64 lines, a pull of the puller");
}

static void add_load(struct figures *figures, const struct said *said)
{
    figures_add(figures, "MB", said_value(said, "load_rss"), AIM_AT_MOST, 10,
                "agent, 64 lines of a chip: resident");
    figures_add(figures, "MB", said_value(said, "load_hwm"), AIM_NONE, 0,
                "agent, 64 lines of a chip: resident at most");
}

/* Whether a program ran to its end on the rig's kernel: 1; 0: skipped, and said; -1. */
static int ran(const char *what, int status, const char *text)
{
    if (status == 0)
        return 1;
    bool not_here = status == BENCH_NOT_HERE || status == NO_RIG || status == NO_END;
    fprintf(not_here ? stdout : stderr, "lines: %s: %s (status %d on the rig's kernel): %s%s", what,
            not_here ? "skipped" : "failed", status, *text ? text : "see above",
            strchr(text, '\n') ? "" : "\n");
    return not_here ? 0 : -1;
}

int bench_lines(struct stage *stage, struct figures *figures, bool quick)
{
    char command[3 * PATH_MAX], program[PATH_MAX + 32], text[256] = "";
    struct said edges = {0}, load = {0};
    snprintf(program, sizeof program, "%s/tests/rig/bench_lines", stage->build);
    if (access(program, X_OK) != 0) {
        printf("lines: skipped: built without libgpiod, or with sanitizers\n");
        return 0;
    }
    snprintf(command, sizeof command, "'%s' --timeout 110 -- '%s' %d", LAMPION_RIG_BOOT, program,
             quick ? 30 : 600);
    int result = ran("edges", hear(&edges, text, command), text);
    if (result <= 0)
        return result;
    add_edges(figures, &edges);
    *text = 0;
    snprintf(command, sizeof command,
             "'%s' --timeout 110 -- '%s/tests/bench/lampion-bench' '%s' /tmp%s", LAMPION_RIG_BOOT,
             stage->build, stage->build, quick ? " --quick" : "");
    result = ran("load of a chip", hear(&load, text, command), text);
    if (result > 0)
        add_load(figures, &load);
    return result < 0 ? -1 : 0;
}
