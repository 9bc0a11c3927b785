#include "tests/replay/playback.h"

#include "tests/support/until.h"
#include "tests/unit/test.h"
#include <string.h>
#include <unistd.h>

#define AHEAD_MS 1000 /* of the origin, doubled where a machine is slower than that */
#define AHEAD_MAX_MS 60000

void playback_open(struct playback *self, double speed, const char *place)
{
    *self = (struct playback){.speed = speed};
    town_open(&self->town, speed, place);
}

void playback_close(struct playback *self)
{
    town_close(&self->town);
}

const char *playback_history(const struct playback *self, char path[256])
{
    snprintf(path, 256, "%s/history.db", self->town.folder);
    return path;
}

double playback_took_s(const struct playback *self)
{
    return (double)(real_ms() - self->started_real_ms) / 1000;
}

static void set_clock(struct playback *self, int64_t origin_real_ms, int64_t wall_ms, double speed)
{
    snprintf(self->town.clock, sizeof self->town.clock, "%lld,%lld,%.17g",
             (long long)origin_real_ms, (long long)wall_ms, speed);
}

void playback_count(struct playback *self, int64_t origin_ms, const char *zone, int64_t people)
{
    set_clock(self, real_ms(), origin_ms, 1);
    town_count(&self->town, zone, people);
}

static void start_agents(struct playback *self, struct playback_agent *agents, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        char log[256];
        snprintf(log, sizeof log, "%s/%s.log", self->town.folder, agents[i].name);
        unlink(log);
        agents[i].index =
            town_agent(&self->town, agents[i].name, agents[i].sensors, agents[i].trace);
    }
    for (size_t i = 0; i < count; i++) {
        struct process *process = &self->town.agents[agents[i].index].process;
        if (!process_said(process, "sensors, stream ", "\n", agents[i].stream,
                          sizeof agents[i].stream, AHEAD_MAX_MS)) {
            process_show(process);
            fail_msg("agent %s does not start", agents[i].name);
        }
    }
}

static void stop_agents(struct playback *self, struct playback_agent *agents, size_t count)
{
    for (size_t i = 0; i < count; i++)
        process_stop(&self->town.agents[agents[i].index].process);
    self->town.agent_count = 0;
}

void playback_begin(struct playback *self, int64_t origin_ms, struct playback_agent *agents,
                    size_t count)
{
    self->origin_ms = origin_ms;
    self->started_real_ms = real_ms();
    process_stop(&self->town.collector); /* nothing is heard of agents that come too late */
    for (int ahead_ms = AHEAD_MS;; ahead_ms *= 2) {
        int64_t origin_real_ms = real_ms() + ahead_ms;
        set_clock(self, origin_real_ms, origin_ms, self->speed);
        start_agents(self, agents, count);
        if (real_ms() < origin_real_ms)
            break;
        stop_agents(self, agents, count);
        if (ahead_ms > AHEAD_MAX_MS)
            fail_msg("the agents take more than %d ms to start", ahead_ms);
    }
    town_serve(&self->town);
}

bool playback_is_at(const struct playback *self, const struct playback_agent *agents, size_t count,
                    int64_t moment_ms)
{
    char path[256];
    playback_history(self, path);
    for (size_t i = 0; i < count; i++)
        if (history_newest_ms(path, agents[i].stream) <= moment_ms)
            return false;
    return true;
}

static void ask_place(struct playback *self)
{
    json_t *place = town_place(&self->town);
    self->asked++;
    self->answered += json_is_array(json_object_get(place, "zones"));
    json_decref(place);
}

void playback_wait(struct playback *self, const struct playback_agent *agents, size_t count,
                   int64_t moment_ms, int patience_ms)
{
    char path[256];
    int64_t end_ms = until_ms(patience_ms), newest_ms = INT64_MIN;
    playback_history(self, path);
    while (!playback_is_at(self, agents, count, moment_ms)) {
        int64_t now_ms = 0;
        for (size_t i = 0; i < count; i++)
            now_ms += history_newest_ms(path, agents[i].stream) / 1000;
        if (now_ms != newest_ms)
            end_ms = until_ms(patience_ms);
        newest_ms = now_ms;
        if (until_over(end_ms)) {
            process_show(&self->town.collector);
            for (size_t i = 0; i < count; i++)
                process_show(&self->town.agents[agents[i].index].process);
            fail_msg("the history of %s stands still", agents[0].name);
        }
        ask_place(self);
        usleep(100000);
    }
}

void playback_end(struct playback *self, struct playback_agent *agents, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct process *process = &self->town.agents[agents[i].index].process;
        int status = process_stop(process);
        if (status != 0)
            process_show(process);
        assert_int_equal(status, 0);
    }
    self->town.agent_count = 0;
}

void playback_look(struct playback *self, int64_t wall_ms)
{
    process_stop(&self->town.collector);
    set_clock(self, real_ms(), wall_ms, 1);
    town_serve(&self->town);
}
