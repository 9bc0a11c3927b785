#include "tests/faults/fault.h"

#include <signal.h>
#include <unistd.h>

const char *const fault_names[FAULT_COUNT] = {
    [FAULT_KILL_AGENT] = "kill -9 of an agent",
    [FAULT_KILL_COLLECTOR] = "kill -9 of the collector",
    [FAULT_KILL_BROKER] = "kill -9 of the broker",
    [FAULT_STOP_AGENT] = "SIGSTOP of an agent",
    [FAULT_STOP_COLLECTOR] = "SIGSTOP of the collector",
    [FAULT_STOP_BROKER] = "SIGSTOP of the broker",
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

void fault_inflict(enum fault fault, struct stage *stage, struct random *random)
{
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
    case FAULT_COUNT:
        break;
    }
}
