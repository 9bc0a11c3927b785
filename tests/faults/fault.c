#include "tests/faults/fault.h"

#include "tests/faults/damage.h"
#include "tests/faults/disk.h"
#include "tests/faults/wallclock.h"
#include "tests/support/until.h"
#include <signal.h>
#include <unistd.h>

#define HOUR_MS 3600000
#define MINUTE_MS 60000
#define NEWER_VERSION 9000
#define REFUSE_MS 10000

const char *const fault_names[FAULT_COUNT] = {
    [FAULT_KILL_AGENT] = "kill -9 of an agent",
    [FAULT_KILL_COLLECTOR] = "kill -9 of the collector",
    [FAULT_KILL_BROKER] = "kill -9 of the broker",
    [FAULT_STOP_AGENT] = "SIGSTOP of an agent",
    [FAULT_STOP_COLLECTOR] = "SIGSTOP of the collector",
    [FAULT_STOP_BROKER] = "SIGSTOP of the broker",
    [FAULT_CUT_AGENTS] = "connections of the agents reset",
    [FAULT_CUT_COLLECTOR] = "connection of the collector reset",
    [FAULT_STALL_AGENTS] = "connections of the agents stalled",
    [FAULT_STALL_COLLECTOR] = "connection of the collector stalled",
    [FAULT_UNPLUG] = "network of the agents unplugged",
    [FAULT_FULL_COLLECTOR] = "disk of the collector full",
    [FAULT_FULL_AGENT] = "disk or tmpfs of an agent full",
    [FAULT_FLIP] = "history with flipped bytes",
    [FAULT_TRUNCATE] = "history truncated",
    [FAULT_NEWER] = "history of a newer version",
    [FAULT_RESTORE] = "older history restored",
    [FAULT_HOUR] = "network of an agent unplugged for an hour",
    [FAULT_CLOCK_BACK] = "wall clock an hour back",
    [FAULT_CLOCK_AHEAD] = "wall clock an hour ahead",
    [FAULT_CLOCK_1970] = "wall clock in 1970, and boards start in it",
    [FAULT_TWICE] = "message sent twice",
    [FAULT_LATE] = "message overtaken by others",
    [FAULT_LEFT_OUT] = "message left out",
};

static void rest(struct random *random, int64_t low_ms, int64_t high_ms)
{
    usleep((useconds_t)random_between(random, low_ms, high_ms) * 1000);
}

static struct process *an_agent(struct stage *stage, struct random *random)
{
    return &stage->agents[random_between(random, 0, stage->plan.agents - 1)];
}

/* Away for a moment or for longer: what follows may hit the others meanwhile. */
static void kill_process(struct stage *stage, struct process *process, struct random *random)
{
    (void)stage;
    process_kill(process);
    rest(random, 0, 150);
}

static void stop_pid(pid_t pid, struct random *random)
{
    if (pid <= 0)
        return;
    kill(pid, SIGSTOP);
    rest(random, 100, 3000);
    kill(pid, SIGCONT);
}

static void bar(struct proxy *proxy, enum proxy_way way, struct random *random)
{
    proxy_set_way(proxy, way);
    rest(random, 20, way == PROXY_CUT ? 700 : 2500);
    proxy_set_way(proxy, random_chance(random, 0.5) ? PROXY_OPEN : PROXY_CUT);
    rest(random, 5, 20);
    proxy_set_way(proxy, PROXY_OPEN);
}

static void unplug(struct stage *stage, struct random *random)
{
    for (int agent = 0; agent < stage->plan.agents; agent++)
        cable_pull(&stage->cables[agent], true);
    rest(random, 20, 2500);
    for (int agent = 0; agent < stage->plan.agents; agent++)
        cable_pull(&stage->cables[agent], false);
}

/* Each agent on its own, for an hour and up to a minute more, with their hours overlapping: one
 * fault each. */
static int unplug_hours(struct stage *stage, struct random *random)
{
    int64_t out_ms[STAGE_AGENTS_MAX], in_ms[STAGE_AGENTS_MAX];
    for (int agent = 0; agent < stage->plan.agents; agent++) {
        out_ms[agent] = until_ms((int)random_between(random, 0, MINUTE_MS));
        in_ms[agent] = out_ms[agent] + HOUR_MS + random_between(random, 0, MINUTE_MS);
    }
    for (int left = stage->plan.agents; left > 0; usleep(1000000))
        for (int agent = 0; agent < stage->plan.agents; agent++) {
            bool was_out = stage->cables[agent].out;
            cable_pull(&stage->cables[agent],
                       until_over(out_ms[agent]) && !until_over(in_ms[agent]));
            left -= was_out && !stage->cables[agent].out;
        }
    return stage->plan.agents;
}

static void fill(const char *folder, struct random *random)
{
    disk_fill(folder);
    rest(random, 100, 1500);
    disk_free(folder);
}

static void fill_agent(struct stage *stage, struct random *random)
{
    char folder[256];
    int agent = (int)random_between(random, 0, stage->plan.agents - 1);
    const char *name = random_chance(random, 0.5) ? "run" : "spill";
    fill(stage_agent_folder(stage, agent, name, folder), random);
}

/* It must not be opened, nor changed: then it is good again when its own version comes back. */
static void refuse_newer(struct stage *stage, const char *path)
{
    int version = damage_version(path, NEWER_VERSION);
    if (version < 0)
        return;
    stage_start_collector(stage);
    int status = process_wait(&stage->collector, REFUSE_MS);
    if (status <= 0) {
        printf("  a history of a newer version is not refused (status %d)\n", status);
        stage->findings++;
        process_kill(&stage->collector);
    }
    if (damage_version(path, version) != NEWER_VERSION) {
        printf("  a history of a newer version was touched\n");
        stage->findings++;
    }
}

static void restore(struct stage *stage, const char *path, struct random *random)
{
    char copy[256];
    damage_copy(path, stage_path(stage, "copy.db", copy));
    stage_start_collector(stage);
    rest(random, 100, 900);
    process_kill(&stage->collector);
    damage_restore(path, copy);
}

/* To the history of a collector that is down. */
static void harm(enum fault fault, struct stage *stage, struct random *random)
{
    char path[256];
    stage_path(stage, "store/history.db", path);
    process_kill(&stage->collector);
    if (fault == FAULT_NEWER || fault == FAULT_RESTORE || random_chance(random, 0.7))
        damage_settle(path);
    if (fault == FAULT_FLIP)
        damage_flip(path, random);
    if (fault == FAULT_TRUNCATE)
        damage_truncate(path, random);
    if (fault == FAULT_NEWER)
        refuse_newer(stage, path);
    if (fault == FAULT_RESTORE)
        restore(stage, path, random);
    rest(random, 0, 150);
}

/* For a while, and at times until the next fault or the end. */
static void step_clock(struct stage *stage, int64_t wall_ms, struct random *random)
{
    wallclock_set(wall_ms);
    rest(random, 50, 3000);
    if (random_chance(random, 0.5))
        wallclock_mend(stage->offset_ms);
}

static void begin_in_1970(struct stage *stage, struct random *random)
{
    wallclock_set(wallclock_1970());
    process_kill(an_agent(stage, random));
    stage_repair(stage);
    step_clock(stage, wallclock_1970(), random);
}

int fault_inflict(enum fault fault, struct stage *stage, struct random *random)
{
    char path[256];
    switch (fault) {
    case FAULT_KILL_AGENT:
        kill_process(stage, an_agent(stage, random), random);
        break;
    case FAULT_KILL_COLLECTOR:
        kill_process(stage, &stage->collector, random);
        break;
    case FAULT_KILL_BROKER:
        broker_kill(stage->broker);
        rest(random, 0, 150);
        break;
    case FAULT_STOP_AGENT:
        stop_pid(an_agent(stage, random)->pid, random);
        break;
    case FAULT_STOP_COLLECTOR:
        stop_pid(stage->collector.pid, random);
        break;
    case FAULT_STOP_BROKER:
        stop_pid(broker_pid(stage->broker), random);
        break;
    case FAULT_CUT_AGENTS:
    case FAULT_CUT_COLLECTOR:
        bar(stage->proxies[fault == FAULT_CUT_COLLECTOR], PROXY_CUT, random);
        break;
    case FAULT_STALL_AGENTS:
    case FAULT_STALL_COLLECTOR:
        bar(stage->proxies[fault == FAULT_STALL_COLLECTOR], PROXY_STALLED, random);
        break;
    case FAULT_UNPLUG:
        unplug(stage, random);
        break;
    case FAULT_HOUR:
        return unplug_hours(stage, random);
    case FAULT_FULL_COLLECTOR:
        fill(stage_path(stage, "store", path), random);
        break;
    case FAULT_FULL_AGENT:
        fill_agent(stage, random);
        break;
    case FAULT_FLIP:
    case FAULT_TRUNCATE:
    case FAULT_NEWER:
    case FAULT_RESTORE:
        harm(fault, stage, random);
        break;
    case FAULT_CLOCK_BACK:
        step_clock(stage, real_ms() + stage->offset_ms - HOUR_MS, random);
        break;
    case FAULT_CLOCK_AHEAD:
        step_clock(stage, real_ms() + stage->offset_ms + HOUR_MS, random);
        break;
    case FAULT_CLOCK_1970:
        begin_in_1970(stage, random);
        break;
    case FAULT_TWICE:
    case FAULT_LATE:
    case FAULT_LEFT_OUT:
    case FAULT_COUNT:
        return 0;
    }
    return 1;
}
