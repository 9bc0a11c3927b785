#include "tests/bench/stage.h"
#include "agent/common/time.h"
#include "tests/support/fetch.h"
#include "tests/support/ports.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define START_MS 15000

static FILE *create(const char *name, const char *end)
{
    char path[64];
    snprintf(path, sizeof path, "%s%s", name, end);
    FILE *file = fopen(path, "we");
    if (!file)
        fprintf(stderr, "bench: %s: %s\n", path, strerror(errno));
    return file;
}

static int write_place(void)
{
    FILE *file = create("place", ".yaml");
    if (!file)
        return -1;
    fprintf(file,
            "place: {uri: \"https://bench.invalid/lampion\", id: " STAGE_PLACE ", name: Bench,\n"
            "  timezone: Europe/Paris, languages: [fr, en]}\n"
            "zones:\n"
            "  - id: desks\n    name: Desks\n    kind: seats\n    capacity: %d\n"
            "    release: 0s\n    seats:\n",
            STAGE_SEATS);
    for (int i = 1; i <= STAGE_SEATS; i++)
        fprintf(file, "      - {id: d%02d, sensor: desks/seat-%02d, policy: shared}\n", i, i);
    return fclose(file);
}

static int write_agent(const struct stage *self, const char *name)
{
    char folder[64];
    FILE *file = create(name, ".agent.yaml");
    if (!file)
        return -1;
    snprintf(folder, sizeof folder, "%s.run", name);
    mkdir(folder, 0700);
    snprintf(folder, sizeof folder, "%s.spill", name);
    mkdir(folder, 0700);
    fprintf(file,
            "place: " STAGE_PLACE "\nagent: desks\nbroker: {uri: \"mqtt://127.0.0.1:%d\"}\n"
            "lines: {source: trace, file: %s.csv}\n"
            "outbox: {run: %s.run, spill: %s.spill}\nsensors:\n",
            self->broker_port, name, name, name);
    for (int i = 1; i <= STAGE_SEATS; i++)
        fprintf(file,
                "  - {id: seat-%02d, kind: seat, line: seat-%02d, active: high, bias: pull-up, "
                "debounce: 0ms, confirm: 0s}\n",
                i, i);
    return fclose(file);
}

static int write_collector(const struct stage *self, const char *name)
{
    FILE *file = create(name, ".yaml");
    if (!file)
        return -1;
    fprintf(file,
            "broker: {uri: \"mqtt://127.0.0.1:%d\"}\nhttp: {listen: \"127.0.0.1:0\"}\n"
            "store: {path: %s.db}\n",
            self->broker_port, name);
    return fclose(file);
}

static int write_broker(struct stage *self)
{
    self->broker_port = port_free();
    FILE *file = create("mosquitto", ".conf");
    if (!file || self->broker_port <= 0)
        return -1;
    fprintf(file,
            "listener %d 127.0.0.1\nallow_anonymous true\npersistence false\n"
            "max_queued_messages 0\nmax_inflight_messages 0\nset_tcp_nodelay true\n",
            self->broker_port);
    return fclose(file);
}

int stage_start_broker(struct stage *self)
{
    const char *const argv[] = {"mosquitto", "-c", "mosquitto.conf", NULL};
    process_start(&self->broker, "mosquitto.log", argv);
    for (int left_ms = START_MS; left_ms > 0; left_ms -= 2) {
        if (port_is_open(self->broker_port))
            return 0;
        usleep(2000);
    }
    process_show(&self->broker);
    return -1;
}

void stage_kill_broker(struct stage *self)
{
    process_kill(&self->broker);
}

int stage_open(struct stage *self, const char *build, const char *folder)
{
    *self = (struct stage){0};
    if (!realpath(build, self->build) || !realpath(folder, self->folder) || chdir(folder)) {
        fprintf(stderr, "bench: %s, %s: %s\n", build, folder, strerror(errno));
        return -1;
    }
    struct lampion_clock real = clock_real();
    self->origin_real_ms = clock_real_ms();
    snprintf(self->clock, sizeof self->clock, "%lld,%lld,1", (long long)self->origin_real_ms,
             (long long)clock_wall_ms(&real));
    return write_place() || write_broker(self) || stage_start_broker(self) ? -1 : 0;
}

void stage_close(struct stage *self)
{
    process_stop(&self->agent);
    process_stop(&self->collector);
    process_stop(&self->broker);
}

int stage_start_collector(struct stage *self, const char *name)
{
    char program[PATH_MAX + 32], config[64], log[64], port[16];
    if (write_collector(self, name))
        return -1;
    snprintf(program, sizeof program, "%s/dashboard/lampion", self->build);
    snprintf(config, sizeof config, "%s.yaml", name);
    snprintf(log, sizeof log, "%s.log", name);
    unlink(log); /* of an earlier start: its address would be read */
    const char *const argv[] = {program, "serve", "--config", config, "--clock", self->clock, NULL};
    process_start(&self->collector, log, argv);
    if (!process_said(&self->collector, "http://127.0.0.1:", "/", port, sizeof port, START_MS)) {
        process_show(&self->collector);
        return -1;
    }
    self->http_port = atoi(port);
    for (int left_ms = START_MS; left_ms > 0; left_ms -= 20) {
        struct fetched health = fetch(self->http_port, "/healthz");
        int status = health.status;
        fetched_clear(&health);
        if (status == 200)
            return 0;
        usleep(20000);
    }
    process_show(&self->collector);
    return -1;
}

void stage_stop_collector(struct stage *self)
{
    process_stop(&self->collector);
}

void stage_start_agent(struct stage *self, const char *name)
{
    char program[PATH_MAX + 32], config[64], log[64];
    write_agent(self, name);
    snprintf(program, sizeof program, "%s/agent/lampion-agent", self->build);
    snprintf(config, sizeof config, "%s.agent.yaml", name);
    snprintf(log, sizeof log, "%s.agent.log", name);
    const char *const argv[] = {program, "run", "--config", config, "--clock", self->clock, NULL};
    process_start(&self->agent, log, argv);
}

void stage_stop_agent(struct stage *self)
{
    process_stop(&self->agent);
}

int64_t stage_health(const struct stage *self, const char *key)
{
    char quoted[64];
    struct fetched health = fetch(self->http_port, "/healthz");
    snprintf(quoted, sizeof quoted, "\"%s\":", key);
    const char *at = health.body ? strstr(health.body, quoted) : NULL;
    int64_t value = at ? strtoll(at + strlen(quoted), NULL, 10) : -1;
    fetched_clear(&health);
    return value;
}
