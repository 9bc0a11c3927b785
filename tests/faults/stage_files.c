#include "tests/faults/stage_files.h"

#include "tests/faults/disk.h"
#include "tests/support/until.h"
#include <err.h>
#include <sys/stat.h>
#include <time.h>

#define DISK_MB 16

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

void stage_files_trace(const struct stage *self, int agent)
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

static void make_folder(const struct stage *self, const char *path)
{
    mkdir(path, 0700);
    if (self->plan.small_disks)
        disk_mount(path, DISK_MB);
}

static void write_agent(struct stage *self, int agent)
{
    char name[64], folder[256];
    char host[32] = "127.0.0.1";
    int port = self->proxies[0] ? proxy_port(self->proxies[0]) : broker_port(self->broker);
    if (self->plan.apart)
        snprintf(host, sizeof host, CABLE_NEAR, agent);
    make_folder(self, stage_agent_folder(self, agent, "run", folder));
    make_folder(self, stage_agent_folder(self, agent, "spill", folder));
    snprintf(name, sizeof name, "%s.yaml", flow_names[agent]);
    FILE *file = create(self, name);
    fprintf(file,
            "place: town\nagent: %s\nbroker: {uri: \"mqtt://%s:%d\", insecure: true}\n"
            "lines: {source: trace, file: %s.csv}\n"
            "outbox: {run: %s/%s-run, spill: %s/%s-spill, spill_after: %s}\nsensors:\n",
            flow_names[agent], host, port, flow_names[agent], self->folder, flow_names[agent],
            self->folder, flow_names[agent], self->plan.spill_after);
    flow_write_sensors(agent, file);
    fclose(file);
}

static void write_collector(struct stage *self)
{
    char path[256];
    int port = self->proxies[1] ? proxy_port(self->proxies[1]) : broker_port(self->broker);
    make_folder(self, stage_path(self, "store", path));
    flow_write_place(stage_path(self, "place.yaml", path), self->plan.agents);
    FILE *file = create(self, "lampion.yaml");
    fprintf(file,
            "broker: {uri: \"mqtt://127.0.0.1:%d\"}\nhttp: {listen: \"127.0.0.1:%d\"}\n"
            "store: {path: store/history.db, raw: 3660d}\n",
            port, self->http_port);
    fclose(file);
}

void stage_files_write(struct stage *self)
{
    mkdir(self->folder, 0700);
    write_collector(self);
    for (int agent = 0; agent < self->plan.agents; agent++)
        write_agent(self, agent);
    set_clock(self);
    for (int agent = 0; agent < self->plan.agents; agent++)
        stage_files_trace(self, agent);
}
