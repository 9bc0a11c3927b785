/* How long after the broker listens again the live stream has a new word. The agent has one seat
 * after the other taken, then free again, all the while; so the first number of free seats that
 * differs from the last one before the outage is fresh word. */
#include "agent/common/time.h"
#include "tests/bench/benches.h"
#include "tests/bench/listener.h"
#include "tests/bench/numbers.h"
#include "tests/support/fetch.h"
#include "tests/support/until.h"

#include <stdio.h>
#include <unistd.h>

#define STEP_MS 25
#define AIM_S 5
#define PATIENCE_MS 30000

/* For how long the broker is away: longer than what both programs wait between two tries. */
static const int outages_ms[] = {300,  1000, 2000, 3000, 5000,  7000, 9000,
                                 6000, 8000, 4000, 1500, 12000, 20000};
#define OUTAGES (sizeof outages_ms / sizeof *outages_ms)

static int write_trace(int64_t length_ms)
{
    FILE *file = fopen("recovery.csv", "we");
    if (!file)
        return -1;
    fputs("t,line,level\n", file);
    for (int seat = 1; seat <= STAGE_SEATS; seat++)
        fprintf(file, "0,seat-%02d,0\n", seat);
    for (int64_t i = 0; i * STEP_MS < length_ms; i++)
        fprintf(file, "%lld.%03lld,seat-%02d,%d\n", (long long)(i * STEP_MS / 1000),
                (long long)(i * STEP_MS % 1000), (int)(i % STAGE_SEATS) + 1,
                i / STAGE_SEATS % 2 == 0);
    return fclose(file);
}

/* When, within `ms`, a number of free seats came that is known and not `*last`; -1: none did. */
static int64_t wait_word(struct listener *listener, int *last, int ms)
{
    for (int64_t end_ms = until_ms(ms); !until_over(end_ms);) {
        int64_t at_ns = listener_read(listener, 50);
        int seats_free, before = *last;
        while (at_ns >= 0 && (seats_free = listener_free(listener)) != LISTENER_NOTHING)
            if (seats_free >= 0)
                *last = seats_free;
        if (*last != before)
            return at_ns;
    }
    return -1;
}

/* s; negative when nothing came. */
static double measure(struct stage *stage, struct listener *listener, int *last, int outage_ms)
{
    stage_kill_broker(stage);
    for (int64_t end_ms = until_ms(outage_ms); !until_over(end_ms);)
        wait_word(listener, last, 100); /* what was on its way */
    if (stage_start_broker(stage))
        return -1;
    int64_t listening_ns = real_ns(), word_ns = wait_word(listener, last, PATIENCE_MS);
    if (word_ns < 0)
        return -1;
    wait_word(listener, last, 1000);
    return (double)(word_ns - listening_ns) / 1e9;
}

static int play(struct stage *stage, struct figures *figures, struct listener *listener, bool quick)
{
    double took_s[OUTAGES];
    size_t count = quick ? 1 : OUTAGES;
    int last = LISTENER_UNKNOWN;
    if (wait_word(listener, &last, PATIENCE_MS) < 0)
        return -1;
    for (size_t i = 0; i < count; i++)
        if ((took_s[i] = measure(stage, listener, &last, outages_ms[i])) < 0)
            return -1;
    figures_add(figures, "s", median(took_s, count), AIM_NONE, 0,
                "live again after the broker is back: p50 of %zu outages", count);
    figures_add(figures, "s", percentile(took_s, count, 100), AIM_AT_MOST, AIM_S,
                "live again after the broker is back: worst");
    return 0;
}

int bench_recovery(struct stage *stage, struct figures *figures, bool quick)
{
    struct listener *listener = calloc(1, sizeof *listener);
    int64_t length_ms = clock_real_ms() - stage->origin_real_ms + 600000;
    int error = write_trace(length_ms) || stage_start_collector(stage, "recovery");
    if (!error) {
        stage_start_agent(stage, "recovery");
        listener->fd = stream_open(stage->http_port, "/api/v1/live");
        error = play(stage, figures, listener, quick);
        close(listener->fd);
    }
    if (error) {
        fputs("bench: no fresh word on the live stream\n", stderr);
        process_show(&stage->agent);
        process_show(&stage->collector);
    }
    stage_stop_agent(stage);
    stage_stop_collector(stage);
    free(listener);
    return error ? -1 : 0;
}
