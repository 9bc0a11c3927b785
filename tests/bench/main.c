/* lampion-bench BUILD FOLDER [--quick]: the benches, a table with ratios. Called by
 * tests/bench/run, which makes the folder and removes it.
 * Exit 0 when every figure was measured, whether or not it meets its aim; 1 when one could not
 * be; 2 wrong use. */
#include "tests/bench/benches.h"
#include "tests/bench/machine.h"

#include <stdio.h>
#include <string.h>

static int run(struct stage *stage, bool quick)
{
    struct figures figures = {0};
    machine_print(stage->folder);
    int error = bench_latency(stage, &figures, quick);
    if (!error)
        error = bench_throughput(stage, &figures, quick);
    figures_print(&figures);
    return error;
}

int main(int argc, char **argv)
{
    bool quick = argc == 4 && strcmp(argv[3], "--quick") == 0;
    if (argc != 3 && !quick) {
        fprintf(stderr, "usage: lampion-bench BUILD FOLDER [--quick]\n");
        return 2;
    }
    static struct stage stage;
    int error = stage_open(&stage, argv[1], argv[2]);
    if (!error)
        error = run(&stage, quick);
    stage_close(&stage);
    return error ? 1 : 0;
}
