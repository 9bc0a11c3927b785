/* Lines of a real kernel: the programs that run on it (tests/rig) say `name value` a line. */
#include "tests/bench/benches.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { SAID_MAX = 40, NOT_HERE = 77 };

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
    figures_add(figures, "edges/s", said_value(said, "both"), AIM_AT_LEAST, 10000,
                "64 lines, puller and reader on one processor, none lost");
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
    int status = hear(&edges, text, command);
    if (status == NOT_HERE) {
        printf("lines: skipped: %s", text);
        return 0;
    }
    if (status == 0) {
        snprintf(command, sizeof command,
                 "'%s' --timeout 110 -- '%s/tests/bench/lampion-bench' '%s' /tmp%s",
                 LAMPION_RIG_BOOT, stage->build, stage->build, quick ? " --quick" : "");
        status = hear(&load, text, command);
    }
    if (status != 0) {
        fprintf(stderr, "bench: lines: status %d on the rig's kernel: %s\n", status, text);
        return -1;
    }
    add_edges(figures, &edges);
    add_load(figures, &load);
    return 0;
}
