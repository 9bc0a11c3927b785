/* lampion-bench BUILD FOLDER [--quick] [--only BENCH]: the benches, a table with ratios. Called by
 * tests/bench/run, which makes the folder and removes it.
 * Exit 0 when every figure was measured, whether or not it meets its aim; 1 when one could not
 * be; 2 wrong use. */
#include "tests/bench/benches.h"
#include "tests/bench/machine.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
    const char *name;
    int (*run)(struct stage *stage, struct figures *figures, bool quick);
} benches[] = {
    {"latency", bench_latency}, {"pipelined", bench_pipelined}, {"paced", bench_paced},
    {"batches", bench_batches}, {"recovery", bench_recovery},   {"drain", bench_drain},
    {"history", bench_history}, {"years", bench_years},         {"load", bench_load},
    {"lines", bench_lines},
};

static int run(struct stage *stage, bool quick, const char *only)
{
    struct figures figures = {0};
    int error = 0;
    machine_print(stage->folder);
    for (size_t i = 0; i < sizeof benches / sizeof *benches; i++)
        if ((!only || strcmp(only, benches[i].name) == 0) &&
            benches[i].run(stage, &figures, quick) != 0)
            error = -1; /* the others still have their rows */
    figures_print(&figures);
    return error;
}

/* 0 or -1. */
static int options(char **argv, bool *quick, const char **only)
{
    for (; *argv; argv++) {
        if (strcmp(*argv, "--quick") == 0)
            *quick = true;
        else if (strcmp(*argv, "--only") == 0 && argv[1])
            *only = *++argv;
        else
            return -1;
    }
    return 0;
}

int main(int argc, char **argv)
{
    bool quick = false;
    const char *only = NULL;
    if (argc < 3 || options(argv + 3, &quick, &only)) {
        fprintf(
            stderr,
            "usage: lampion-bench BUILD FOLDER [--quick] "
            "[--only latency|pipelined|paced|batches|recovery|drain|history|years|load|lines]\n");
        return 2;
    }
    static struct stage stage;
    int error = stage_open(&stage, argv[1], argv[2]);
    if (!error && getenv("LAMPION_RIG")) /* started by bench_lines() on the rig's kernel */
        error = bench_load_inside(&stage, quick);
    else if (!error)
        error = run(&stage, quick, only);
    stage_close(&stage);
    return error == BENCH_NOT_HERE ? BENCH_NOT_HERE : error ? 1 : 0;
}
