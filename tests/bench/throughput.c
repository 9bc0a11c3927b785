/* The idle subscriber and the collector by turns, A B A B, each against the same broker and the
 * same publishers. What counts as done is the strictest thing either can say: the last message
 * read, by the one; the last event on disk (acknowledged after the commit), by the other. */
#include "tests/bench/benches.h"
#include "tests/bench/crowd.h"
#include "tests/bench/fleet.h"
#include "tests/bench/numbers.h"

#include <stdio.h>
#include <unistd.h>

#define ROUNDS 5
#define AGENTS 50

struct load {
    const char *what;
    const char *unit;
    struct fleet_plan plan;
    struct fleet_plan quick;
    double aim_ratio, aim_rate; /* 0: none */
};

static const struct load pipelined = {
    .what = "1 event a message, window 32",
    .unit = "events/s",
    .plan = {.agents = AGENTS, .messages = 1000, .events = 1, .window = 32},
    .quick = {.agents = AGENTS, .messages = 20, .events = 1, .window = 8},
    .aim_ratio = 0.5};

static const struct load paced = {
    .what = "1 event a message, window 1",
    .unit = "events/s",
    .plan = {.agents = AGENTS, .messages = 400, .events = 1, .window = 1},
    .quick = {.agents = AGENTS, .messages = 10, .events = 1, .window = 1}};

static const struct load batches = {
    .what = "500 events a message, window 1",
    .unit = "events/s",
    .plan = {.agents = AGENTS, .messages = 20, .events = 500, .window = 1},
    .quick = {.agents = AGENTS, .messages = 2, .events = 500, .window = 1},
    .aim_rate = 100000};

/* What the rounds gave. */
struct rounds {
    size_t count;
    double received[ROUNDS], durable[ROUNDS], ratio[ROUNDS];
    double broker_us[ROUNDS], collector_us[ROUNDS]; /* CPU an event, while the collector is on */
    double group[ROUNDS];                           /* events a commit */
    size_t resent;
};

/* CPU seconds that a process has used; 0 when that cannot be read. */
static double cpu_s(pid_t pid)
{
    char path[64];
    unsigned long user = 0, system = 0;
    snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
    FILE *file = fopen(path, "re");
    if (file && fscanf(file, "%*d (%*[^)]) %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu",
                       &user, &system) != 2)
        user = system = 0;
    if (file)
        fclose(file);
    return (double)(user + system) / (double)sysconf(_SC_CLK_TCK);
}

static double total_of(const struct fleet_plan *plan)
{
    return (double)(plan->agents * plan->messages * plan->events);
}

/* A: events/s received by one who does nothing with them; -1 when that fails. */
static double round_idle(struct stage *stage, const struct fleet_plan *plan)
{
    struct crowd sink = {0};
    struct fleet_result result;
    struct fleet *fleet = NULL;
    int64_t end_ns = -1;
    if (crowd_start_sink(&sink, stage->broker_port, plan->agents * plan->messages) == 0)
        fleet = fleet_new(stage->broker_port, plan);
    if (fleet && fleet_run(fleet, FLEET_BY_BROKER, &result) == 0)
        end_ns = crowd_wait_sink(&sink);
    fleet_free(fleet);
    crowd_stop(&sink);
    return end_ns < 0 ? -1 : total_of(plan) * 1e9 / (double)(end_ns - result.start_ns);
}

/* What is counted while the collector works. */
struct counters {
    int64_t rows, commits;
    double broker_s, collector_s; /* CPU */
};

static struct counters counters_now(const struct stage *stage)
{
    return (struct counters){.rows = stage_health(stage, "rows"),
                             .commits = stage_health(stage, "commits"),
                             .broker_s = cpu_s(stage->broker.pid),
                             .collector_s = cpu_s(stage->collector.pid)};
}

/* Takes the counters of a round; -1 when the store does not say what the acknowledgements did. */
static int counters_take(const struct counters *before, const struct counters *after, double events,
                         struct rounds *rounds)
{
    double rows = (double)(after->rows - before->rows);
    size_t i = rounds->count;
    rounds->broker_us[i] = (after->broker_s - before->broker_s) * 1e6 / events;
    rounds->collector_us[i] = (after->collector_s - before->collector_s) * 1e6 / events;
    rounds->group[i] = events / (double)(after->commits - before->commits);
    if (rows == events)
        return 0;
    fprintf(stderr, "bench: %.0f events were acknowledged, the store counts %.0f rows\n", events,
            rows);
    return -1;
}

/* B: events/s durable at the collector; -1 when that fails. */
static double round_durable(struct stage *stage, const struct fleet_plan *plan,
                            struct rounds *rounds)
{
    struct fleet_result result = {0};
    struct fleet *fleet = NULL;
    double rate = -1, events = total_of(plan);
    if (stage_start_collector(stage, "throughput") == 0)
        fleet = fleet_new(stage->broker_port, plan);
    if (fleet) {
        struct counters before = counters_now(stage), after;
        int error = fleet_run(fleet, FLEET_BY_COLLECTOR, &result);
        after = counters_now(stage);
        if (!error && counters_take(&before, &after, events, rounds) == 0)
            rate = events * 1e9 / (double)(result.end_ns - result.start_ns);
    }
    if (rate < 0)
        process_show(&stage->collector);
    rounds->resent += result.resent;
    fleet_free(fleet);
    stage_stop_collector(stage);
    return rate;
}

static void report(struct figures *figures, const struct load *load, struct rounds *rounds)
{
    size_t count = rounds->count;
    figures_add(figures, load->unit, median(rounds->received, count), AIM_NONE, 0,
                "%s: received by an idle subscriber", load->what);
    figures_add(figures, load->unit, median(rounds->durable, count),
                load->aim_rate > 0 ? AIM_AT_LEAST : AIM_NONE, load->aim_rate,
                "%s: durable at the collector", load->what);
    figures_add(figures, "", median(rounds->ratio, count),
                load->aim_ratio > 0 ? AIM_AT_LEAST : AIM_NONE, load->aim_ratio,
                "%s: ratio durable to received", load->what);
    /* The median has sorted them. Rounds that differ much say that the machine was not quiet. */
    figures_add(figures, "", rounds->ratio[0], AIM_NONE, 0, "%s: ratio, lowest round", load->what);
    figures_add(figures, "", rounds->ratio[count - 1], AIM_NONE, 0, "%s: ratio, highest round",
                load->what);
    figures_add(figures, "us CPU", median(rounds->collector_us, count), AIM_NONE, 0,
                "%s: collector, an event", load->what);
    figures_add(figures, "us CPU", median(rounds->broker_us, count), AIM_NONE, 0,
                "%s: broker, an event", load->what);
    figures_add(figures, "events", median(rounds->group, count), AIM_NONE, 0, "%s: a commit",
                load->what);
    if (rounds->resent)
        figures_add(figures, "messages", (double)rounds->resent, AIM_NONE, 0, "%s: sent again",
                    load->what);
}

static int run_load(struct stage *stage, struct figures *figures, const struct load *load,
                    bool quick)
{
    const struct fleet_plan *plan = quick ? &load->quick : &load->plan;
    struct rounds rounds = {0};
    for (size_t i = 0; i < (quick ? 1 : ROUNDS); i++) {
        rounds.received[i] = round_idle(stage, plan);
        rounds.durable[i] = rounds.received[i] < 0 ? -1 : round_durable(stage, plan, &rounds);
        if (rounds.durable[i] < 0)
            return -1;
        rounds.ratio[i] = rounds.durable[i] / rounds.received[i];
        rounds.count++;
    }
    report(figures, load, &rounds);
    return 0;
}

int bench_pipelined(struct stage *stage, struct figures *figures, bool quick)
{
    return run_load(stage, figures, &pipelined, quick);
}

int bench_paced(struct stage *stage, struct figures *figures, bool quick)
{
    return run_load(stage, figures, &paced, quick);
}

int bench_batches(struct stage *stage, struct figures *figures, bool quick)
{
    return run_load(stage, figures, &batches, quick);
}
