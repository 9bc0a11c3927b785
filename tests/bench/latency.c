/* Every change moves the number of free seats by one: up the seats one by one, and down again.
 * So the number on the live stream tells how many of the changes have arrived, also when one
 * snapshot holds several of them; each is then as late as the snapshot that holds it. */
#include "agent/common/time.h"
#include "tests/bench/benches.h"
#include "tests/bench/crowd.h"
#include "tests/bench/listener.h"
#include "tests/bench/numbers.h"
#include "tests/support/fetch.h"
#include "tests/support/until.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define LEAD_MS 2500 /* for the agent to start and be heard */
#define PATIENCE_MS 10000
#define VIEWERS 100
#define AIM_P99_MS 20

/* A listener's view: with how many more, and how often something changes. */
struct scene {
    const char *name, *what;
    size_t viewers, count, quick;
    int64_t gap_min_ms, gap_max_ms; /* between changes, drawn evenly */
};

static const struct scene scenes[] = {
    {"alone", "1 viewer", 0, 1000, 60, 10, 40},
    {"quiet", "1 viewer, after a quiet second", 0, 12, 2, 1000, 1500},
    {"crowd", "100 more viewers", VIEWERS, 1000, 60, 10, 40},
};

struct changes {
    size_t count, arrived;
    int64_t *decided_ms; /* CLOCK_MONOTONIC */
    double *late_ms;
};

/* The seats that are free after `changes` changes: 30, 29 .. 0, 1 .. 30, 29 .. */
static int free_after(size_t changes)
{
    size_t phase = changes % (2 * STAGE_SEATS);
    return (int)(phase <= STAGE_SEATS ? STAGE_SEATS - phase : phase - STAGE_SEATS);
}

static void changes_draw(struct changes *self, const struct scene *scene, size_t count,
                         int64_t start_ms)
{
    uint64_t random = 0x9e3779b97f4a7c15u; /* the same moments in every run */
    *self = (struct changes){.count = count,
                             .decided_ms = calloc(count, sizeof *self->decided_ms),
                             .late_ms = calloc(count, sizeof *self->late_ms)};
    for (size_t i = 0; i < count; i++) {
        random ^= random << 13, random ^= random >> 7, random ^= random << 17;
        start_ms += scene->gap_min_ms +
                    (int64_t)(random % (uint64_t)(scene->gap_max_ms - scene->gap_min_ms + 1));
        self->decided_ms[i] = start_ms;
    }
}

static void changes_clear(struct changes *self)
{
    free(self->decided_ms);
    free(self->late_ms);
}

/* The trace: seat by seat taken, then seat by seat free again. */
static int changes_write(const struct changes *self, const char *name, int64_t origin_ms)
{
    char path[64];
    snprintf(path, sizeof path, "%s.csv", name);
    FILE *file = fopen(path, "we");
    if (!file) {
        fprintf(stderr, "bench: %s: %s\n", path, strerror(errno));
        return -1;
    }
    fputs("t,line,level\n", file);
    for (int seat = 1; seat <= STAGE_SEATS; seat++)
        fprintf(file, "0,seat-%02d,0\n", seat);
    for (size_t i = 0; i < self->count; i++) {
        int64_t t_ms = self->decided_ms[i] - origin_ms;
        fprintf(file, "%lld.%03lld,seat-%02d,%d\n", (long long)t_ms / 1000, (long long)t_ms % 1000,
                (int)(i % STAGE_SEATS) + 1, i / STAGE_SEATS % 2 == 0);
    }
    return fclose(file);
}

/* Takes the number of free seats that arrived at `at_ns`. */
static void changes_arrive(struct changes *self, int seats_free, int64_t at_ns)
{
    size_t now = self->arrived;
    while (now <= self->count && free_after(now) != seats_free)
        now++;
    if (now > self->count)
        return; /* from before the first change */
    for (; self->arrived < now; self->arrived++)
        self->late_ms[self->arrived] =
            (double)(at_ns - self->decided_ms[self->arrived] * 1000000) / 1e6;
}

static int listen_to(struct listener *self, struct changes *changes, size_t wanted)
{
    int64_t end_ms = changes->decided_ms[changes->count - 1] + PATIENCE_MS;
    while (changes->arrived < wanted && real_ms() < end_ms) {
        int64_t at_ns = listener_read(self, 200);
        int seats_free;
        while (at_ns >= 0 && (seats_free = listener_free(self)) != LISTENER_NOTHING)
            /* Before the first change any number may be there: of the last run, or unknown. */
            if (seats_free >= 0 && at_ns > changes->decided_ms[0] * 1000000)
                changes_arrive(changes, seats_free, at_ns);
    }
    if (changes->arrived == wanted)
        return 0;
    fprintf(stderr, "bench: %zu of %zu changes reached the live stream\n", changes->arrived,
            wanted);
    return -1;
}

static int measure(struct stage *stage, const struct scene *scene, size_t count,
                   struct changes *changes)
{
    struct listener *listener = calloc(1, sizeof *listener);
    changes_draw(changes, scene, count, clock_real_ms() + LEAD_MS);
    int error = changes_write(changes, scene->name, stage->origin_real_ms);
    if (!error) {
        stage_start_agent(stage, scene->name);
        listener->fd = stream_open(stage->http_port, "/api/v1/live");
        error = listen_to(listener, changes, count);
        close(listener->fd);
    }
    if (error) {
        process_show(&stage->agent);
        process_show(&stage->collector);
    }
    free(listener);
    return error;
}

static void report(struct figures *figures, struct changes *changes, const struct scene *scene)
{
    double *late_ms = changes->late_ms;
    size_t count = changes->count;
    static const char text[] = "latency, %s: %s of %zu changes";
    figures_add(figures, "ms", percentile(late_ms, count, 50), AIM_NONE, 0, text, scene->what,
                "p50", count);
    if (count >= 60)
        figures_add(figures, "ms", percentile(late_ms, count, 99), AIM_AT_MOST, AIM_P99_MS, text,
                    scene->what, "p99", count);
    figures_add(figures, "ms", percentile(late_ms, count, 100), AIM_NONE, 0, text, scene->what,
                "worst", count);
}

/* While both programs are at work and everybody looks. */
static int report_memory(struct stage *stage, struct figures *figures)
{
    int error = bench_memory(figures, stage->agent.pid, "agent with 30 sensors", 10);
    return error ? error
                 : bench_memory(figures, stage->collector.pid,
                                "collector with 30 sensors and 100 viewers", 20);
}

static int play(struct stage *stage, struct figures *figures, const struct scene *scene, bool quick)
{
    struct crowd viewers = {0};
    struct changes changes = {0};
    int error = 0;
    if (scene->viewers)
        error = crowd_start_viewers(&viewers, stage->http_port, scene->viewers);
    if (!error)
        error = measure(stage, scene, quick ? scene->quick : scene->count, &changes);
    if (!error)
        report(figures, &changes, scene);
    if (!error && scene->viewers)
        error = report_memory(stage, figures);
    changes_clear(&changes);
    crowd_stop(&viewers);
    stage_stop_agent(stage);
    return error;
}

int bench_latency(struct stage *stage, struct figures *figures, bool quick)
{
    int error = stage_start_collector(stage, "latency");
    for (size_t i = 0; i < sizeof scenes / sizeof *scenes && !error; i++)
        error = play(stage, figures, &scenes[i], quick);
    stage_stop_collector(stage);
    return error;
}

int latency_p99(struct stage *stage, const char *name, size_t count, double *p99_ms)
{
    struct scene scene = {name, "1 viewer", 0, count, count, 10, 40};
    struct changes changes = {0};
    int error = measure(stage, &scene, count, &changes);
    if (!error)
        *p99_ms = percentile(changes.late_ms, count, 99);
    changes_clear(&changes);
    stage_stop_agent(stage);
    return error;
}
