/* A storm: the broker comes back after an hour, and with it every board there is, each with an
 * hour to tell. The page is to stay live, and all of it is to be in the history, once.
 *
 *     test_storm [AGENTS [SPREAD_MS]]      figures on stdout */
#include "tests/unit/test.h"

#include "tests/storm/gale.h"
#include "tests/storm/watch.h"
#include "tests/support/until.h"
#include "tests/system/town.h"
#include <string.h>
#include <unistd.h>

#define EVENTS 600 /* of each agent: an hour of a busy seat, a beat every minute */
#define GAP_MS 6000
#define SEATS 10
#define STEP_MS 100 /* between two changes of the real agent */
#define STEPS 1800
#define LIVE_MS 1000
#define MEMORY_MAX_KB (100 * 1024)

static struct {
    size_t agents;
    int64_t spread_ms;
} plan = {200, 3000};

/* What the broker of a place has (see dashboard/access/broker_files.c). */
static const char broker_lines[] = "max_queued_messages 10000\nmax_queued_bytes 134217728\n"
                                   "max_inflight_messages 20\nlog_type none\n";

static char *make_place(void)
{
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    fprintf(out, "place: {id: town, name: Town, timezone: Europe/Paris}\nzones:\n"
                 "  - {id: desks, name: D, kind: seats, release: 0s, seats: [");
    for (int i = 0; i < SEATS; i++)
        fprintf(out, "%s{id: d%d, sensor: desks/s%d}", i ? ", " : "", i, i);
    fprintf(out, "]}\n  - id: storm\n    name: S\n    kind: seats\n    release: 0s\n    seats:\n");
    for (size_t i = 1; i <= plan.agents; i++)
        fprintf(out, "      - {id: a%04zu, sensor: storm-%04zu/seat}\n", i, i);
    fclose(out);
    return text;
}

/* The free seats after so many changes: 10, 9 .. 0, 1 .. 10, 9 .. */
static int free_after(int64_t changes)
{
    int64_t phase = changes % (2 * SEATS);
    return (int)(phase <= SEATS ? SEATS - phase : phase - SEATS);
}

/* Seat by seat is taken, then left again; `first_ms` after the clock's origin. */
static char *make_trace(int64_t first_ms)
{
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    for (int i = 0; i < SEATS; i++)
        fprintf(out, "0,l%d,0\n", i);
    for (int i = 0; i < STEPS; i++) {
        int64_t t_ms = first_ms + (int64_t)i * STEP_MS;
        fprintf(out, "%lld.%03lld,l%d,%d\n", (long long)t_ms / 1000, (long long)t_ms % 1000,
                i % SEATS, i / SEATS % 2 == 0);
    }
    fclose(out);
    return text;
}

static void start_desks(struct town *town, int64_t first_ms)
{
    char sensors[SEATS * 128] = "", *trace = make_trace(first_ms);
    for (int i = 0; i < SEATS; i++)
        sprintf(sensors + strlen(sensors),
                "  - {id: s%d, kind: seat, line: l%d, active: high, bias: pull-up, debounce: 0ms, "
                "confirm: 0s}\n",
                i, i);
    town_agent(town, "desks", sensors, trace);
    free(trace);
}

struct latency {
    int64_t worst_ms;
    int changes, missed;
};

/* Of every change from `from_ms` to `to_ms`, how long until a viewer saw it. */
static struct latency judge(const struct watch *watch, int64_t first_real_ms, int64_t from_ms,
                            int64_t to_ms)
{
    struct latency latency = {0};
    for (int64_t i = 0; i < STEPS; i++) {
        int64_t at_ms = first_real_ms + i * STEP_MS;
        if (at_ms < from_ms || at_ms > to_ms)
            continue;
        int64_t seen_ms = watch_find(watch, at_ms, free_after(i + 1));
        latency.changes++;
        if (seen_ms < 0)
            latency.missed++;
        else if (seen_ms - at_ms > latency.worst_ms)
            latency.worst_ms = seen_ms - at_ms;
    }
    return latency;
}

static int64_t memory_kb(const struct process *process, const char *field)
{
    char path[64], line[128];
    long long value = -1;
    snprintf(path, sizeof path, "/proc/%d/status", (int)process->pid);
    FILE *file = fopen(path, "re");
    while (file && fgets(line, sizeof line, file))
        if (!strncmp(line, field, strlen(field)))
            value = atoll(line + strlen(field) + 1);
    if (file)
        fclose(file);
    return value;
}

static void assert_history(struct town *town)
{
    const int64_t each = 2 + EVENTS;
    char statement[256];
    snprintf(statement, sizeof statement,
             "SELECT count(*) FROM stream JOIN agent ON agent.id = stream.agent WHERE "
             "agent.name LIKE 'storm-%%' AND durable = %lld AND durable = (SELECT count(*) FROM "
             "event WHERE event.stream = stream.id)",
             (long long)each);
    assert_int_equal(town_sql(town, statement), plan.agents);
    assert_int_equal(town_sql(town, "SELECT count(*) FROM loss"), 0);
    assert_int_equal(town_sql(town, "SELECT sum(durable) - (SELECT count(*) FROM event) FROM "
                                    "stream"),
                     0);
}

static void tell(const struct gale_figures *figures, const struct latency *latency,
                 int64_t return_ms, int64_t live_ms, size_t words)
{
    double events = (double)(plan.agents * EVENTS);
    double took_s = (double)(figures->last_ms - figures->first_ms) / 1000;
    printf("%zu agents within %lld ms, %.0f events: %zu messages, %zu of them again\n", plan.agents,
           (long long)plan.spread_ms, events, figures->messages, figures->resent);
    printf("drained in %.1f s: %.0f events/s, %llu in the best second\n", took_s, events / took_s,
           (unsigned long long)figures->best_second);
    printf("live again after %lld ms; then %d changes, the latest seen after %lld ms, %zu words; a "
           "board's state is out %lld ms after it began to connect, at most\n",
           (long long)(live_ms - return_ms), latency->changes, (long long)latency->worst_ms, words,
           (long long)figures->slowest_live_ms);
}

static void test_everybody_comes_back_at_once(void **state)
{
    (void)state;
    struct town town;
    struct gale_figures figures;
    char *place = make_place();
    town_open(&town, 1, place);
    broker_configure(town.broker, broker_lines);
    int64_t origin_ms = atoll(town.clock), first_ms = real_ms() + 4000;
    town_serve(&town);
    start_desks(&town, first_ms - origin_ms);
    struct gale *gale = gale_start(town.broker_port, plan.agents, plan.spread_ms, test_seed());
    assert_int_equal(gale_wait(gale, 60000), 0);
    struct watch *watch = watch_start(town.port);
    gale_hold(gale);
    broker_kill(town.broker);
    usleep(1000000);
    int64_t before_kb = memory_kb(&town.collector, "VmRSS:");
    gale_return(gale, EVENTS, GAP_MS);
    int64_t return_ms = real_ms();
    assert_int_equal(broker_start(town.broker), 0);
    int drained = gale_wait(gale, 180000);
    usleep(2000000);
    int64_t end_ms = real_ms() - LIVE_MS;
    watch_stop(watch);
    gale_figures(gale, &figures);
    gale_stop(gale);
    int64_t live_ms = watch_change(watch, return_ms);
    struct latency latency = judge(watch, first_ms, live_ms, end_ms);
    tell(&figures, &latency, return_ms, live_ms, watch_count(watch));
    printf("collector: %lld kB before, %lld kB at most (VmHWM)\n", (long long)before_kb,
           (long long)memory_kb(&town.collector, "VmHWM:"));
    assert_int_equal(drained, 0);
    assert_history(&town);
    assert_true(live_ms > 0 && latency.changes > 5);
    assert_int_equal(latency.missed, 0);
    assert_true(latency.worst_ms <= LIVE_MS);
#ifndef __SANITIZE_ADDRESS__ /* which keeps what was freed */
    assert_true(memory_kb(&town.collector, "VmHWM:") < MEMORY_MAX_KB);
#endif
    watch_free(watch);
    town_close(&town);
    free(place);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_everybody_comes_back_at_once)};
    if (argc > 1)
        plan.agents = (size_t)atoll(argv[1]);
    if (argc > 2)
        plan.spread_ms = atoll(argv[2]);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
