/* What one real agent has kept while the broker was away, and how fast the collector has it on
 * disk: full messages, one under way. */
#include "agent/common/time.h"
#include "tests/bench/benches.h"
#include "tests/bench/numbers.h"
#include "tests/support/until.h"

#include <stdio.h>
#include <unistd.h>

#define EVENTS 8400 /* 280 a line: 300 within 10 s would be chatter */
#define QUICK_EVENTS 3000
#define EVENTS_A_MS 4
#define LEAD_MS 2000 /* for the agent to start */
#define REST_MS 8000 /* the outbox goes to disk meanwhile (spill_after) */
#define AIM_RATE 5000
#define PATIENCE_MS 30000

/* All seats flicker from `first_ms` on: one event a row. */
static int write_trace(size_t events, int64_t first_ms)
{
    FILE *file = fopen("drain.csv", "we");
    if (!file)
        return -1;
    fputs("t,line,level\n", file);
    for (int seat = 1; seat <= STAGE_SEATS; seat++)
        fprintf(file, "0,seat-%02d,0\n", seat);
    for (size_t i = 0; i < events; i++) {
        long long t_ms = first_ms + (int64_t)(i / EVENTS_A_MS);
        fprintf(file, "%lld.%03lld,seat-%02d,%d\n", t_ms / 1000, t_ms % 1000,
                (int)(i % STAGE_SEATS) + 1, i / STAGE_SEATS % 2 == 0);
    }
    return fclose(file);
}

/* When the store has so many rows; -1 when it does not come to that. */
static int64_t wait_rows(const struct stage *stage, int64_t rows)
{
    for (int64_t end_ms = until_ms(PATIENCE_MS); !until_over(end_ms); usleep(5000))
        if (stage_health(stage, "rows") >= rows)
            return real_ns();
    fprintf(stderr, "bench: %lld of %lld events are durable\n",
            (long long)stage_health(stage, "rows"), (long long)rows);
    return -1;
}

/* events/s; negative when that fails. */
static double measure(struct stage *stage, size_t events)
{
    int64_t first_ms = clock_real_ms() - stage->origin_real_ms + LEAD_MS;
    stage_kill_broker(stage);
    if (write_trace(events, first_ms))
        return -1;
    stage_start_agent(stage, "drain");
    usleep((useconds_t)(LEAD_MS + events / EVENTS_A_MS + REST_MS) * 1000);
    if (stage_start_broker(stage))
        return -1;
    int64_t begin_ns = wait_rows(stage, 1); /* the first message is durable */
    double before = (double)stage_health(stage, "rows");
    int64_t end_ns = begin_ns < 0 ? -1 : wait_rows(stage, (int64_t)events);
    return end_ns < 0 ? -1 : ((double)events - before) * 1e9 / (double)(end_ns - begin_ns);
}

int bench_drain(struct stage *stage, struct figures *figures, bool quick)
{
    size_t events = quick ? QUICK_EVENTS : EVENTS;
    double rate = stage_start_collector(stage, "drain") ? -1 : measure(stage, events);
    if (rate < 0) {
        process_show(&stage->agent);
        process_show(&stage->collector);
    }
    stage_stop_agent(stage);
    stage_stop_collector(stage);
    if (rate < 0)
        return -1;
    figures_add(figures, "events/s", rate, AIM_AT_LEAST, AIM_RATE,
                "backlog of one agent, %zu events, durable", events);
    return 0;
}
