#include "tests/faults/stage.h"

#include "tests/faults/disk.h"
#include "tests/faults/stage_files.h"
#include "tests/support/fetch.h"
#include "tests/support/ports.h"
#include "tests/support/until.h"
#include <err.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define TOLERANCE_MS 1000
#define ENDED_TOLD 3
/* At once by the will, or, where the broker died with it, when the last word is not fresh any more.
 */
#define UNKNOWN_MS 35000
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

static void open_broker(struct stage *self)
{
    char lines[512] = "log_type none\n";
    self->broker = broker_new(0);
    if (!self->broker)
        err(3, "broker");
    for (int agent = 0; self->plan.apart && agent < self->plan.agents; agent++) {
        size_t length = strlen(lines);
        snprintf(lines + length, sizeof lines - length, "listener %d " CABLE_NEAR "\n",
                 broker_port(self->broker), agent);
    }
    broker_configure(self->broker, lines);
    if (broker_start(self->broker) < 0)
        errx(3, "no broker; is mosquitto there?");
}

/* A program of the build folder that LAMPION_BUILD names, else of our own. */
static const char *program(const char *name, const char *ours, char path[256])
{
    const char *build = getenv("LAMPION_BUILD");
    snprintf(path, 256, "%s/%s", build ? build : "", name);
    return build ? path : ours;
}

/* For all that is started from here on. */
static void preload(const struct stage_plan *plan)
{
    char path[256];
    if (plan->patient)
        setenv("LD_PRELOAD", program("tests/faults/patience.so", PATIENCE, path), 1);
    else
        unsetenv("LD_PRELOAD");
}

void stage_open(struct stage *self, const struct stage_plan *plan, const char *folder)
{
    *self = (struct stage){.plan = *plan};
    preload(plan);
    snprintf(self->folder, sizeof self->folder, "%s", folder);
    for (int agent = 0; plan->apart && agent < plan->agents; agent++)
        cable_open(&self->cables[agent], agent);
    open_broker(self);
    for (int side = 0; plan->proxied && side < 2; side++)
        self->proxies[side] = proxy_open(broker_port(self->broker), plan->seed + (uint64_t)side);
    self->http_port = port_free();
    stage_files_write(self);
}

void stage_start_collector(struct stage *self)
{
    char path[256], log[256], lampion[256];
    const char *arguments[] = {program("dashboard/lampion", LAMPION, lampion),
                               "serve",
                               "--config",
                               stage_path(self, "lampion.yaml", path),
                               *self->clock ? "--clock" : NULL,
                               self->clock,
                               NULL};
    process_start(&self->collector, stage_path(self, "collector.log", log), arguments);
}

void stage_start_agent(struct stage *self, int agent)
{
    char name[64], path[256], log[256], journal[256], lampion_agent[256];
    const char *arguments[20] = {0};
    int count = 0;
    if (self->plan.speed <= 0)
        stage_files_trace(self, agent); /* it begins anew with each process */
    snprintf(name, sizeof name, "%s.yaml", flow_names[agent]);
    stage_path(self, name, path);
    snprintf(name, sizeof name, "%s.log", flow_names[agent]);
    stage_path(self, name, log);
    snprintf(name, sizeof name, "%s.jsonl", flow_names[agent]);
    stage_path(self, name, journal);
    const char *const enter[] = {"nsenter", "--target", self->cables[agent].far_text, "--net"};
    for (; self->plan.apart && count < 4; count++)
        arguments[count] = enter[count];
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
    for (int agent = 0; agent < self->plan.agents; agent++)
        stage_start_agent(self, agent);
}

static bool has_ended(struct stage *self, struct process *process)
{
    int status;
    if (process->pid && (status = process_wait(process, 0)) >= 0 && self->ended++ < ENDED_TOLD)
        printf("  a program ended by itself with status %#x, see %s\n", status, process->log);
    return process->pid == 0;
}

void stage_repair(struct stage *self)
{
    if (!broker_pid(self->broker) && broker_start(self->broker) < 0)
        errx(3, "the broker does not start again");
    for (int side = 0; side < 2; side++)
        if (self->proxies[side])
            proxy_set_way(self->proxies[side], PROXY_OPEN);
    process_signal(&self->collector, SIGCONT);
    if (has_ended(self, &self->collector))
        stage_start_collector(self);
    for (int agent = 0; agent < self->plan.agents; agent++) {
        cable_pull(&self->cables[agent], false);
        process_signal(&self->agents[agent], SIGCONT);
        if (has_ended(self, &self->agents[agent]))
            stage_start_agent(self, agent);
    }
}

static off_t journal_size(const struct stage *self, int agent)
{
    char name[64], path[256];
    struct stat info;
    snprintf(name, sizeof name, "%s.jsonl", flow_names[agent]);
    return stat(stage_path(self, name, path), &info) ? 0 : info.st_size;
}

/* Whether the newest line says that everything is kept. */
static bool is_kept(const char *text)
{
    size_t length = strlen(text);
    const char *line = length ? memrchr(text, '\n', length - 1) : NULL;
    return line && strstr(line, "\"kept\":");
}

/* Whether an agent's journal has the last change of its trace, and nothing is in its hands. */
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
    return strstr(text, "\"s\":\"" FLOW_END "\",\"k\":\"level\",\"v\":1") != NULL && is_kept(text);
}

static struct truth read_truth(const struct stage *self)
{
    struct truth truth = {0};
    char name[64], path[256];
    for (int agent = 0; agent < self->plan.agents; agent++) {
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
    for (; !until_over(self->end_real_ms); usleep(1000000))
        stage_repair(self);
    for (int64_t end_ms = until_ms(ms); !until_over(end_ms); usleep(100000)) {
        bool ended = true;
        stage_repair(self);
        for (int agent = 0; ended && agent < self->plan.agents; agent++)
            ended = is_at_end(self, agent);
        if (ended && is_complete(self))
            return true;
    }
    return false;
}

void stage_check_unknown(struct stage *self)
{
    bool unknown = false;
    char expected[64];
    snprintf(expected, sizeof expected, "\"unknown\":%d,", self->plan.agents * FLOW_SEATS);
    off_t sizes[STAGE_AGENTS_MAX];
    for (int agent = 0; agent < self->plan.agents; agent++) {
        process_kill(&self->agents[agent]);
        sizes[agent] = journal_size(self, agent);
    }
    for (int64_t end_ms = until_ms(UNKNOWN_MS); !unknown && !until_over(end_ms); usleep(50000)) {
        struct fetched place = fetch(self->http_port, "/api/v1/place");
        char *zones = place.body ? strstr(place.body, "\"zones\"") : NULL;
        char *found = zones ? strstr(place.body, expected) : NULL;
        unknown = found && found < zones && strstr(place.body, "\"free\":null") < found;
        if (!unknown && until_over(end_ms - 100))
            printf("  no agent lives, and the place is not unknown: %.300s\n",
                   place.body ? place.body : "(no answer)");
        fetched_clear(&place);
    }
    self->findings += !unknown;
    stage_repair(self);
    for (int agent = 0; agent < self->plan.agents; agent++)
        for (int64_t end_ms = until_ms(UNKNOWN_MS);
             journal_size(self, agent) == sizes[agent] && !until_over(end_ms);)
            usleep(10000);
}

struct tally stage_verdict(struct stage *self, bool losses)
{
    char path[256];
    const struct verdict_rule rule = {self->offset_ms, TOLERANCE_MS, losses};
    for (int agent = 0; agent < self->plan.agents; agent++)
        process_stop(&self->agents[agent]); /* waits for what is on its way */
    process_stop(&self->collector);
    struct truth truth = read_truth(self);
    struct tally tally = verdict_give(&truth, stage_path(self, "store/history.db", path), rule);
    truth_free(&truth);
    return tally;
}

void stage_show(const struct stage *self)
{
    shell("cd %s && for log in *.log; do echo \"-- $log\"; tail -n 5 $log; done", self->folder);
}

static void unmount_disks(const struct stage *self)
{
    char folder[256];
    disk_unmount(stage_path(self, "store", folder));
    for (int agent = 0; agent < self->plan.agents; agent++) {
        disk_unmount(stage_agent_folder(self, agent, "run", folder));
        disk_unmount(stage_agent_folder(self, agent, "spill", folder));
    }
}

void stage_close(struct stage *self, bool keep)
{
    for (int agent = 0; agent < self->plan.agents; agent++)
        process_stop(&self->agents[agent]);
    process_stop(&self->collector);
    broker_free(self->broker);
    for (int side = 0; side < 2; side++) {
        proxy_close(self->proxies[side]);
        self->proxies[side] = NULL;
    }
    for (int agent = 0; agent < self->plan.agents; agent++)
        cable_close(&self->cables[agent]);
    if (keep) /* what is on small disks goes with them */
        shell("cp -a %s %s.kept", self->folder, self->folder);
    if (self->plan.small_disks)
        unmount_disks(self);
    shell("rm -rf %s", self->folder);
}
