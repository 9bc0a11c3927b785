#include "tests/faults/stage.h"

#include "tests/support/until.h"
#include <err.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define TOLERANCE_MS 1000
#define TAIL 65536 /* bytes of a journal that are looked through for its end */

const char *stage_path(const struct stage *self, const char *name, char path[256])
{
    snprintf(path, 256, "%s/%s", self->folder, name);
    return path;
}

const char *stage_agent_folder(const struct stage *self, int agent, const char *name,
                               char path[256])
{
    snprintf(path, 256, "%s/%s-%s", self->folder, flow_names[agent], name);
    return path;
}

static FILE *create(const struct stage *self, const char *name)
{
    char path[256];
    FILE *file = fopen(stage_path(self, name, path), "we");
    if (!file)
        err(3, "%s", path);
    return file;
}

static int64_t wall_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void set_clock(struct stage *self)
{
    int64_t now_ms = real_ms();
    self->offset_ms = wall_ms() - now_ms;
    self->end_real_ms = now_ms + self->plan.length_ms;
    if (self->plan.speed <= 0)
        return;
    snprintf(self->clock, sizeof self->clock, "%lld,%lld,%g", (long long)now_ms,
             (long long)wall_ms(), self->plan.speed);
    self->offset_ms = 0; /* the time of a simulated clock is UTC */
}

static void write_trace(const struct stage *self, int agent)
{
    char path[256];
    double speed = self->plan.speed > 0 ? self->plan.speed : 1;
    int64_t left_ms = self->plan.speed > 0 ? self->plan.length_ms : self->end_real_ms - real_ms();
    const struct flow flow = {.seed = self->plan.seed,
                              .length_ms = (int64_t)((left_ms > 100 ? left_ms : 100) * speed),
                              .step_ms = (int64_t)(self->plan.step_ms * speed)};
    snprintf(path, sizeof path, "%s/%s.csv", self->folder, flow_names[agent]);
    flow_write(&flow, agent, path);
}

static void write_agent(const struct stage *self, int agent)
{
    char name[64], folder[256];
    mkdir(stage_agent_folder(self, agent, "run", folder), 0700);
    mkdir(stage_agent_folder(self, agent, "spill", folder), 0700);
    snprintf(name, sizeof name, "%s.yaml", flow_names[agent]);
    FILE *file = create(self, name);
    fprintf(file,
            "place: town\nagent: %s\nbroker: {uri: \"mqtt://127.0.0.1:%d\"}\n"
            "lines: {source: trace, file: %s.csv}\n"
            "outbox: {run: %s/%s-run, spill: %s/%s-spill, spill_after: %s}\nsensors:\n",
            flow_names[agent], self->port, flow_names[agent], self->folder, flow_names[agent],
            self->folder, flow_names[agent], self->plan.spill_after);
    flow_write_sensors(agent, file);
    fclose(file);
}

void stage_reach_by(struct stage *self, int port)
{
    self->port = port;
    mkdir(self->folder, 0700);
    for (int agent = 0; agent < STAGE_AGENTS; agent++)
        write_agent(self, agent);
    FILE *file = create(self, "lampion.yaml");
    fprintf(file,
            "broker: {uri: \"mqtt://127.0.0.1:%d\"}\nhttp: {listen: \"127.0.0.1:0\"}\n"
            "store: {path: store/history.db}\n",
            port);
    fclose(file);
}

void stage_open(struct stage *self, const struct stage_plan *plan, const char *folder)
{
    char path[256];
    *self = (struct stage){.plan = *plan};
    snprintf(self->folder, sizeof self->folder, "%s", folder);
    self->broker = broker_new(0);
    if (!self->broker)
        err(3, "broker");
    broker_configure(self->broker, "log_type none\n");
    if (broker_start(self->broker) < 0)
        errx(3, "no broker; install mosquitto");
    stage_reach_by(self, broker_port(self->broker));
    mkdir(stage_path(self, "store", path), 0700);
    flow_write_place(stage_path(self, "place.yaml", path));
    set_clock(self);
    for (int agent = 0; agent < STAGE_AGENTS; agent++)
        write_trace(self, agent);
}

/* A program of the build folder that LAMPION_BUILD names, else of our own. */
static const char *program(const char *name, const char *ours, char path[256])
{
    const char *build = getenv("LAMPION_BUILD");
    snprintf(path, 256, "%s/%s", build ? build : "", name);
    return build ? path : ours;
}

void stage_start_collector(struct stage *self)
{
    char lampion[256];
    char path[256], log[256];
    const char *arguments[] = {
        LAMPION,   "serve",     "--config", stage_path(self, "lampion.yaml", path),
        "--clock", self->clock, NULL};
    if (!*self->clock)
        arguments[4] = NULL;
    process_start(&self->collector, stage_path(self, "collector.log", log), arguments);
}

void stage_start_agent(struct stage *self, int agent)
{
    char name[64], path[256], log[256], journal[256], lampion_agent[256];
    const char *arguments[20] = {0};
    int count = 0;
    if (self->plan.speed <= 0)
        write_trace(self, agent); /* it begins anew with each process */
    snprintf(name, sizeof name, "%s.yaml", flow_names[agent]);
    stage_path(self, name, path);
    snprintf(name, sizeof name, "%s.log", flow_names[agent]);
    stage_path(self, name, log);
    snprintf(name, sizeof name, "%s.jsonl", flow_names[agent]);
    stage_path(self, name, journal);
    for (; self->agent_prefix[count]; count++)
        arguments[count] = self->agent_prefix[count];
    const char *const own[] = {program("agent/lampion-agent", LAMPION_AGENT, lampion_agent),
                               "run",
                               "--config",
                               path,
                               "--journal",
                               journal,
                               "--clock",
                               self->clock};
    for (size_t i = 0; i < sizeof own / sizeof *own - (*self->clock ? 0 : 2); i++)
        arguments[count++] = own[i];
    process_start(&self->agents[agent], log, arguments);
}

void stage_start_all(struct stage *self)
{
    stage_start_collector(self);
    for (int agent = 0; agent < STAGE_AGENTS; agent++)
        stage_start_agent(self, agent);
}

static bool has_ended(struct process *process)
{
    int status;
    if (process->pid && (status = process_wait(process, 0)) >= 0)
        printf("  a program ended by itself with status %#x, see %s\n", status, process->log);
    return process->pid == 0;
}

void stage_repair(struct stage *self)
{
    if (!broker_pid(self->broker) && broker_start(self->broker) < 0)
        errx(3, "the broker does not start again");
    process_signal(&self->collector, SIGCONT);
    if (has_ended(&self->collector))
        stage_start_collector(self);
    for (int agent = 0; agent < STAGE_AGENTS; agent++) {
        process_signal(&self->agents[agent], SIGCONT);
        if (has_ended(&self->agents[agent]))
            stage_start_agent(self, agent);
    }
}

/* Whether an agent's journal has the last change of its trace. */
static bool is_at_end(const struct stage *self, int agent)
{
    char name[64], path[256], text[TAIL + 1];
    snprintf(name, sizeof name, "%s.jsonl", flow_names[agent]);
    FILE *file = fopen(stage_path(self, name, path), "re");
    if (!file)
        return false;
    if (fseek(file, -TAIL, SEEK_END))
        rewind(file);
    text[fread(text, 1, TAIL, file)] = 0;
    fclose(file);
    return strstr(text, "\"s\":\"" FLOW_END "\",\"k\":\"level\",\"v\":1") != NULL;
}

static struct truth read_truth(const struct stage *self)
{
    struct truth truth = {0};
    char name[64], path[256];
    for (int agent = 0; agent < STAGE_AGENTS; agent++) {
        snprintf(name, sizeof name, "%s.jsonl", flow_names[agent]);
        truth_read(&truth, stage_path(self, name, path), agent);
    }
    truth_sort(&truth);
    return truth;
}

static bool is_complete(const struct stage *self)
{
    char path[256];
    struct truth truth = read_truth(self);
    bool complete = verdict_is_complete(&truth, stage_path(self, "store/history.db", path));
    truth_free(&truth);
    return complete;
}

bool stage_settle(struct stage *self, int ms)
{
    for (int64_t end_ms = until_ms(ms); !until_over(end_ms); usleep(100000)) {
        bool ended = true;
        stage_repair(self);
        for (int agent = 0; ended && agent < STAGE_AGENTS; agent++)
            ended = is_at_end(self, agent);
        if (ended && is_complete(self))
            return true;
    }
    return false;
}

struct tally stage_verdict(struct stage *self, bool losses)
{
    char path[256];
    const struct verdict_rule rule = {self->offset_ms, TOLERANCE_MS, losses};
    for (int agent = 0; agent < STAGE_AGENTS; agent++)
        process_stop(&self->agents[agent]); /* waits for what is on its way */
    process_stop(&self->collector);
    struct truth truth = read_truth(self);
    struct tally tally = verdict_give(&truth, stage_path(self, "store/history.db", path), rule);
    truth_free(&truth);
    return tally;
}

void stage_show(const struct stage *self)
{
    shell("cd %s && tail -n 15 *.log", self->folder);
}

void stage_close(struct stage *self)
{
    for (int agent = 0; agent < STAGE_AGENTS; agent++)
        process_stop(&self->agents[agent]);
    process_stop(&self->collector);
    broker_free(self->broker);
}
