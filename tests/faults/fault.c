#include "tests/faults/fault.h"

#include "tests/faults/disk.h"
#include <signal.h>
#include <unistd.h>

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
    return &stage->agents[random_between(random, 0, STAGE_AGENTS - 1)];
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
    cable_pull(&stage->cable, true);
    rest(random, 20, 2500);
    cable_pull(&stage->cable, false);
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
    int agent = (int)random_between(random, 0, STAGE_AGENTS - 1);
    const char *name = random_chance(random, 0.5) ? "run" : "spill";
    fill(stage_agent_folder(stage, agent, name, folder), random);
}

void fault_inflict(enum fault fault, struct stage *stage, struct random *random)
{
    char folder[256];
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
    case FAULT_FULL_COLLECTOR:
        fill(stage_path(stage, "store", folder), random);
        break;
    case FAULT_FULL_AGENT:
        fill_agent(stage, random);
        break;
    case FAULT_TWICE:
    case FAULT_LATE:
    case FAULT_LEFT_OUT:
    case FAULT_COUNT:
        break;
    }
}
