#include "agent/commands/commands.h"

#include "agent/maker/doctor.h"
#include "agent/maker/guide.h"
#include "agent/maker/probe.h"
#include "agent/maker/seconds.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define WATCH_MS 5000
#define ROUNDS 10

struct doctor {
    const char *config, *walk, *rounds, *seconds, *lang, *clock_spec;
    struct lampion_clock clock;
    enum tongue tongue;
    int64_t watch_ms; /* how long the lines are watched */
    struct findings findings;
    size_t shown;
    FILE *out;
};

/* Says at once what was found so far: some looks take seconds. */
static void show(struct doctor *self)
{
    findings_write(&self->findings, self->shown, self->tongue, self->out);
    fflush(self->out);
    self->shown = self->findings.count;
}

static void look_at_lines(struct doctor *self, const struct agent_config *config)
{
    char seconds[24];
    int *pulls = calloc(2 * config->request_count, sizeof *pulls);
    if (!pulls)
        return;
    bool ready = doctor_lines(config, pulls, &self->findings);
    show(self);
    if (ready) {
        snprintf(seconds, sizeof seconds, "%lld", (long long)(self->watch_ms + 500) / 1000);
        tongue_write(self->out, self->tongue, SAID_HANDS_OFF, seconds, "");
        fputs("\n", self->out);
        doctor_watch(config, &self->clock, pulls, self->watch_ms, &self->findings);
        show(self);
    }
    free(pulls);
}

static int examine(struct doctor *self, const struct agent_config *config)
{
    doctor_chips(config, &self->findings);
    doctor_clock(&self->findings);
    show(self);
    if (config) {
        look_at_lines(self, config);
        doctor_wiring(config, &self->findings);
        doctor_disk(config, &self->findings);
        show(self);
        probe_broker(config, &self->findings);
        show(self);
    }
    fputs("\n", self->out);
    findings_sum(&self->findings, self->tongue, self->out);
    return findings_wrong(&self->findings) ? EXIT_FAILED : EXIT_DONE;
}

static int find_sensor(const struct agent_config *config, const char *id, size_t *sensor,
                       struct why *why)
{
    for (*sensor = 0; *sensor < config->sensor_count; ++*sensor) {
        if (strcmp(config->sensors[*sensor].id, id) != 0)
            continue;
        if (guide_counts(config->sensors[*sensor].driver))
            return 0;
        return why_set(why, EINVAL, "--walk %s: a %s does not count who goes through", id,
                       config->sensors[*sensor].driver->kind);
    }
    return why_set(why, EINVAL, "--walk %s: %s has no such sensor", id, config->path);
}

static int read_rounds(const char *text, int *rounds, struct why *why)
{
    char *end;
    if (!text)
        return 0;
    long value = strtol(text, &end, 10);
    if (*end || value < 1 || value > WALK_ROUNDS_MAX)
        return why_set(why, EINVAL, "--rounds %s: expected a whole number from 1 to %d", text,
                       WALK_ROUNDS_MAX);
    *rounds = (int)value;
    return 0;
}

static int walk(struct doctor *self, const struct agent_config *config)
{
    size_t sensor;
    int rounds = ROUNDS;
    struct why why;
    if (find_sensor(config, self->walk, &sensor, &why) < 0 ||
        read_rounds(self->rounds, &rounds, &why) < 0) {
        fprintf(stderr, "%s\n", why.text);
        return EXIT_USAGE;
    }
    int wrong = guide_walk(config, sensor, rounds, &self->clock, self->tongue, self->out, &why);
    if (wrong < 0)
        fprintf(stderr, "%s\n", why.text);
    return wrong == 0 ? EXIT_DONE : EXIT_FAILED;
}

/* A length, not an end: the looks before may take a while on a busy board. */
static int read_watch(struct doctor *self, struct why *why)
{
    int64_t end_ms, now_ms = clock_real_ms();
    int result = seconds_read(self->seconds, &end_ms, why);
    self->watch_ms = end_ms == TIME_NEVER ? WATCH_MS : end_ms - now_ms;
    return result;
}

static int doctor(struct doctor *self)
{
    struct agent_config config;
    struct why why;
    if (read_watch(self, &why) < 0 || tongue_read(self->lang, &self->tongue, &why) < 0 ||
        (self->clock_spec && clock_parse(&self->clock, self->clock_spec, &why) < 0) ||
        (self->walk && !self->config &&
         why_set(&why, EINVAL, "--walk needs --config agent.yaml, which names the sensor") < 0) ||
        (self->config && agent_config_read(&config, self->config, &why) < 0)) {
        fprintf(stderr, "%s\n", why.text);
        return EXIT_USAGE;
    }
    int answer = self->walk ? walk(self, &config) : examine(self, self->config ? &config : NULL);
    if (self->config)
        agent_config_clear(&config);
    return answer;
}

int command_doctor(int argc, char **argv)
{
    struct doctor *self = calloc(1, sizeof *self);
    if (!self)
        return EXIT_FAILED;
    self->clock = clock_real();
    self->out = tongue_open(STDOUT_FILENO);
    if (!self->out) {
        free(self);
        return EXIT_FAILED;
    }
    const struct command_option options[] = {
        {"config", "FILE", "agent.yaml (without: chips, board and clock alone)", &self->config,
         false},
        {"seconds", "N", "how long the lines are watched (standard: 5)", &self->seconds, false},
        {"walk", "SENSOR", "a validation walk through this door", &self->walk, false},
        {"rounds", "N", "of the walk, in and out (standard: 10)", &self->rounds, false},
        {"lang", "LANG", "en or fr (standard: the environment's)", &self->lang, false},
        {"clock", "SPEC", "simulated time of a trace, REAL_MS,WALL_MS,SPEED", &self->clock_spec,
         false},
        {0},
    };
    int answer =
        command_options(options, "[--config agent.yaml [--walk SENSOR]]", argc, argv, NULL);
    if (answer != 0)
        answer = answer > 0 ? EXIT_DONE : EXIT_USAGE;
    else
        answer = doctor(self);
    fclose(self->out);
    free(self);
    return answer;
}
