/* What a real agent costs at 64 lines that change ten times a second in total, each change an
 * event: a share of a core and memory. Outside the rig the lines are a trace's. Inside they are a
 * chip's, and only memory is worth a figure: processor time goes by the rig's tick there. */
#include "agent/common/time.h"
#include "tests/bench/benches.h"
#include "tests/bench/numbers.h"
#include "tests/bench/proc.h"
#include "tests/rig/gpio_sim.h"
#include "tests/support/until.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LINES = 64, EDGES_A_S = 10, LEAD_MS = 3000, SECONDS = 60, QUICK_SECONDS = 3 };

static int write_trace(int64_t first_ms, int seconds)
{
    FILE *file = fopen("load.csv", "we");
    if (!file)
        return -1;
    fputs("t,line,level\n", file);
    for (int line = 0; line < LINES; line++)
        fprintf(file, "0,%d,0\n", line);
    for (int i = 0; i < seconds * EDGES_A_S; i++) {
        long long t_ms = first_ms + i * INT64_C(1000) / EDGES_A_S;
        fprintf(file, "%lld.%03lld,%d,%d\n", t_ms / 1000, t_ms % 1000, i % LINES,
                i / LINES % 2 == 0);
    }
    return fclose(file);
}

static int write_agent(const struct stage *stage, bool gpio)
{
    FILE *file = fopen("load.agent.yaml", "we");
    if (!file)
        return -1;
    mkdir("load.run", 0700);
    mkdir("load.spill", 0700);
    fprintf(file,
            "place: " STAGE_PLACE "\nagent: load\nbroker: {uri: \"mqtt://127.0.0.1:%d\"}\n"
            "lines: %s\noutbox: {run: load.run, spill: load.spill}\nsensors:\n",
            stage->broker_port,
            gpio ? "{source: gpio, chip: load}" : "{source: trace, file: load.csv}");
    for (int i = 0; i < LINES; i++)
        fprintf(file,
                "  - {id: s%d, kind: seat, line: %d, active: high, debounce: 0ms, confirm: 0s}\n",
                i, i);
    return fclose(file);
}

static void start_agent(struct stage *stage, bool gpio)
{
    char program[PATH_MAX + 32];
    snprintf(program, sizeof program, "%s/agent/lampion-agent", stage->build);
    const char *argv[] = {program, "run", "--config", "load.agent.yaml", NULL, NULL, NULL};
    if (!gpio) {
        argv[4] = "--clock";
        argv[5] = stage->clock;
    }
    process_start(&stage->agent, "load.agent.log", argv);
}

static void pull_for(const struct gpio_sim *chip, int seconds)
{
    for (int i = 0; i < seconds * EDGES_A_S; i++) {
        /* the agent's pull-up has made all high */
        gpio_sim_pull(chip, (unsigned)(i % LINES), i / LINES % 2 != 0);
        usleep(1000000 / EDGES_A_S);
    }
}

/* Starts the agent, lets it settle, then watches it for so long. 0 or -1. */
static int watch(struct stage *stage, const struct gpio_sim *chip, int seconds, double *share)
{
    pid_t pid;
    start_agent(stage, chip);
    usleep(LEAD_MS * 1000);
    pid = stage->agent.pid;
    double cpu_s = proc_cpu_s(pid);
    int64_t from_ns = real_ns(), rows = stage_health(stage, "rows");
    if (chip)
        pull_for(chip, seconds);
    else
        usleep((useconds_t)seconds * 1000000);
    *share = (proc_cpu_s(pid) - cpu_s) * 1e11 / (double)(real_ns() - from_ns);
    rows = stage_health(stage, "rows") - rows;
    if (cpu_s >= 0 && rows >= (seconds - 1) * EDGES_A_S)
        return 0;
    fprintf(stderr, "bench: load: %lld of %d events arrived\n", (long long)rows,
            seconds * EDGES_A_S);
    return -1;
}

static int run(struct stage *stage, const struct gpio_sim *chip, int seconds, double *share)
{
    int64_t first_ms = clock_real_ms() - stage->origin_real_ms + 1000;
    int error = write_agent(stage, chip) || write_trace(first_ms, seconds + 8) ||
                        stage_start_collector(stage, "load") || watch(stage, chip, seconds, share)
                    ? -1
                    : 0;
    if (error) {
        process_show(&stage->agent);
        process_show(&stage->collector);
    }
    return error;
}

static void add(struct figures *figures, pid_t pid, const char *lines, double share)
{
    if (share >= 0)
        figures_add(figures, "% of core", share, AIM_AT_MOST, 0.5,
                    "agent, %d lines of a %s, %d edges/s", LINES, lines, EDGES_A_S);
    figures_add(figures, "MB", proc_mb(pid, "status", "VmRSS"), AIM_AT_MOST, 10,
                "agent, %d lines of a %s: resident", LINES, lines);
    figures_add(figures, "MB", proc_mb(pid, "status", "VmHWM"), AIM_NONE, 0,
                "agent, %d lines of a %s: resident at most", LINES, lines);
}

int bench_load(struct stage *stage, struct figures *figures, bool quick)
{
    double share = -1;
    int error = run(stage, NULL, quick ? QUICK_SECONDS : SECONDS, &share);
    if (!error)
        add(figures, stage->agent.pid, "trace", share);
    stage_stop_agent(stage);
    stage_stop_collector(stage);
    return error;
}

int bench_load_inside(struct stage *stage, bool quick)
{
    struct gpio_sim chip;
    double share;
    if (gpio_sim_create(&chip, "load", LINES, NULL)) {
        printf("no gpio-sim here: run it by tests/rig/boot\n");
        return BENCH_NOT_HERE;
    }
    int error = run(stage, &chip, quick ? QUICK_SECONDS : SECONDS, &share);
    if (!error)
        printf("load_rss %.3f\nload_hwm %.3f\nload_share %.3f\n",
               proc_mb(stage->agent.pid, "status", "VmRSS"),
               proc_mb(stage->agent.pid, "status", "VmHWM"), share);
    stage_stop_agent(stage);
    stage_stop_collector(stage);
    gpio_sim_destroy(&chip);
    return error;
}
