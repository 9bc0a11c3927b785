#include "dashboard/heard.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int heard_start(struct heard *self, const struct past *past)
{
    *self = (struct heard){0};
    for (size_t i = 0; i < past_sensor_count(past); i++) {
        const struct past_sensor *sensor = past_sensor(past, i);
        if ((size_t)sensor->id > self->sensor_max)
            self->sensor_max = (size_t)sensor->id;
        if ((size_t)sensor->agent > self->agent_max)
            self->agent_max = (size_t)sensor->agent;
    }
    self->sensors = calloc(self->sensor_max + 1, sizeof *self->sensors);
    self->agents = calloc(self->agent_max + 1, sizeof *self->agents);
    if (!self->sensors || !self->agents)
        return -ENOMEM;
    for (size_t i = 0; i < past_sensor_count(past); i++)
        self->sensors[past_sensor(past, i)->id].agent = past_sensor(past, i)->agent;
    return 0;
}

void heard_stop(struct heard *self)
{
    free(self->sensors);
    free(self->agents);
    free(self->anchors);
}

bool heard_follows(const struct past_event *event, const struct past_event *next)
{
    bool opens = next->kind == PAST_BEAT && next->value == 1;
    return !opens && next->at_ms - event->at_ms <= HEARD_GAP_MS;
}

/* A process begins: what its sensors read it has to say itself. */
static void open_process(struct heard *self, const struct past_event *event)
{
    self->agents[event->agent].began_ms = event->at_ms;
    for (size_t i = 1; i <= self->sensor_max; i++) {
        struct heard_sensor *sensor = &self->sensors[i];
        if (sensor->agent != event->agent)
            continue;
        sensor->has_value = sensor->has_since = sensor->faulted = sensor->has_count = false;
        if (sensor->stream != event->stream) {
            sensor->stream = event->stream;
            sensor->in = sensor->out = 0;
        }
    }
}

static void take_level(struct heard_sensor *sensor, const struct past_event *event)
{
    /* The first level of a process is what it finds, not a change that it saw. */
    if (sensor->has_value) {
        sensor->has_since = true;
        sensor->since_ms = event->at_ms;
    }
    sensor->has_value = true;
    sensor->value = event->value != 0;
}

void heard_take(struct heard *self, const struct past_event *event, bool follows)
{
    /* Of a board that had no sensor yet when all began. */
    if ((size_t)event->agent > self->agent_max)
        return;
    struct heard_agent *agent = &self->agents[event->agent];
    agent->last_ms = event->at_ms;
    agent->alive = follows;
    agent->dead_ms = event->at_ms;
    if (event->kind == PAST_BEAT && event->value == 1)
        open_process(self, event);
    agent->stream = event->stream;
    if (event->sensor <= 0 || (size_t)event->sensor > self->sensor_max)
        return;
    struct heard_sensor *sensor = &self->sensors[event->sensor];
    sensor->spoke = true;
    sensor->word_ms = event->at_ms;
    sensor->faulted = event->kind == PAST_FAULT && event->value2;
    if (event->kind == PAST_FAULT && event->value2 == 2)
        sensor->has_value = sensor->has_since = sensor->has_count = false;
    if (event->kind == PAST_LEVEL)
        take_level(sensor, event);
    if (event->kind == PAST_COUNT) {
        sensor->has_count = true;
        sensor->count = event->value;
        sensor->count_ms = event->at_ms;
        sensor->ttl_ms = event->value2;
    }
    if (event->kind == PAST_PASS) {
        sensor->stream = event->stream;
        sensor->in = event->value2;
        sensor->out = event->value3;
    }
}

static enum reading_reason reason_of(const struct heard_agent *agent,
                                     const struct heard_sensor *sensor, bool is_door)
{
    if (!agent->stream)
        return READING_NEVER;
    if (!agent->alive)
        return READING_SILENT;
    if (is_door)
        return sensor->faulted ? READING_FAULTED : sensor->spoke ? READING_KNOWN : READING_ABSENT;
    if (sensor->has_count)
        return sensor->faulted ? READING_FAULTED : READING_KNOWN;
    return sensor->has_value ? READING_KNOWN : READING_FAULTED;
}

void heard_reading(const struct heard *self, int64_t id, bool is_door, int64_t now_ms,
                   struct reading *reading)
{
    memset(reading, 0, sizeof *reading);
    if (id <= 0)
        return (void)(reading->reason = READING_NEVER);
    const struct heard_sensor *sensor = &self->sensors[id];
    const struct heard_agent *agent = &self->agents[sensor->agent];
    reading->reason = reason_of(agent, sensor, is_door);
    reading->began_ms = reading->began_board_ms = agent->began_ms;
    reading->word_ms = now_ms;
    reading->until_ms = INT64_MAX;
    if (reading->reason != READING_KNOWN)
        reading->unknown_since_ms = agent->alive ? sensor->word_ms : agent->dead_ms;
    reading->has_value = !is_door && sensor->has_value;
    reading->value = sensor->value;
    reading->has_since = reading->has_value && sensor->has_since;
    reading->since_ms = sensor->since_ms;
    reading->has_count = sensor->has_count;
    if (sensor->has_count) {
        reading->has_since = true;
        reading->since_ms = sensor->count_ms;
        reading->count = sensor->count;
        reading->count_until_ms = sensor->count_ms + sensor->ttl_ms;
    }
    reading->has_totals = is_door;
    reading->in = sensor->in;
    reading->out = sensor->out;
    snprintf(reading->epoch, sizeof reading->epoch, "%" PRId64, sensor->stream);
    if (sensor->faulted)
        strcpy(reading->fault, "faulted");
}

int heard_keep_anchor(struct heard *self, int64_t sensor, const char *zone,
                      const struct door_fact *fact)
{
    size_t i = 0;
    while (i < self->anchor_count &&
           (self->anchors[i].sensor != sensor || strcmp(self->anchors[i].zone, zone) != 0))
        i++;
    if (i == self->anchor_count) {
        struct heard_anchor *anchors = reallocarray(self->anchors, i + 1, sizeof *anchors);
        if (!anchors)
            return -ENOMEM;
        self->anchors = anchors;
        self->anchor_count++;
    }
    self->anchors[i] = (struct heard_anchor){.sensor = sensor, .fact = *fact};
    snprintf(self->anchors[i].zone, sizeof self->anchors[i].zone, "%s", zone);
    return 0;
}

static void write_anchors(const struct heard *self, FILE *out)
{
    for (size_t i = 0; i < self->anchor_count; i++) {
        const struct heard_anchor *anchor = &self->anchors[i];
        const struct door_fact *fact = &anchor->fact;
        fprintf(out,
                "anchor %" PRId64 " %s %s %" PRId64 " %" PRId64 " %" PRId64 " %" PRId64 " %" PRId64
                "\n",
                anchor->sensor, anchor->zone[0] ? anchor->zone : "-",
                fact->epoch[0] ? fact->epoch : "-", fact->in, fact->out, fact->carried, fact->slack,
                fact->at_ms);
    }
}

char *heard_write(const struct heard *self)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    if (!out)
        return NULL;
    for (size_t i = 1; i <= self->agent_max; i++) {
        const struct heard_agent *agent = &self->agents[i];
        if (agent->stream)
            fprintf(out, "agent %zu %" PRId64 " %" PRId64 " %" PRId64 "\n", i, agent->stream,
                    agent->began_ms, agent->last_ms);
    }
    for (size_t i = 1; i <= self->sensor_max; i++) {
        const struct heard_sensor *sensor = &self->sensors[i];
        if (!sensor->spoke)
            continue;
        fprintf(out,
                "sensor %zu %d %d %d %" PRId64 " %" PRId64 " %" PRId64 " %" PRId64 " %d %" PRId64
                "\n",
                i, sensor->has_value, sensor->value, sensor->has_since, sensor->since_ms,
                sensor->stream, sensor->in, sensor->out, sensor->faulted, sensor->word_ms);
        if (sensor->has_count)
            fprintf(out, "count %zu %" PRId64 " %" PRId64 " %" PRId64 "\n", i, sensor->count,
                    sensor->count_ms, sensor->ttl_ms);
    }
    write_anchors(self, out);
    if (fclose(out) == 0)
        return text;
    free(text);
    return NULL;
}

static bool read_agent(struct heard *self, const char *line)
{
    size_t id;
    struct heard_agent agent = {0};
    if (sscanf(line, "agent %zu %" SCNd64 " %" SCNd64 " %" SCNd64, &id, &agent.stream,
               &agent.began_ms, &agent.last_ms) != 4)
        return false;
    agent.dead_ms = agent.last_ms;
    if (id <= self->agent_max)
        self->agents[id] = agent;
    return true;
}

static bool read_sensor(struct heard *self, const char *line)
{
    size_t id;
    int has_value, has_since, faulted;
    struct heard_sensor read = {.spoke = true};
    if (sscanf(line,
               "sensor %zu %d %d %d %" SCNd64 " %" SCNd64 " %" SCNd64 " %" SCNd64 " %d %" SCNd64,
               &id, &has_value, &read.value, &has_since, &read.since_ms, &read.stream, &read.in,
               &read.out, &faulted, &read.word_ms) != 10)
        return false;
    if (id > self->sensor_max)
        return true;
    read.has_value = has_value;
    read.has_since = has_since;
    read.faulted = faulted;
    read.agent = self->sensors[id].agent;
    self->sensors[id] = read;
    return true;
}

static bool read_count(struct heard *self, const char *line)
{
    size_t id;
    int64_t count, count_ms, ttl_ms;
    if (sscanf(line, "count %zu %" SCNd64 " %" SCNd64 " %" SCNd64, &id, &count, &count_ms,
               &ttl_ms) != 4)
        return false;
    if (id > self->sensor_max)
        return true;
    self->sensors[id].has_count = true;
    self->sensors[id].count = count;
    self->sensors[id].count_ms = count_ms;
    self->sensors[id].ttl_ms = ttl_ms;
    return true;
}

#define FACT_NUMBERS " %" SCNd64 " %" SCNd64 " %" SCNd64 " %" SCNd64 " %" SCNd64

/* States of before wrote "door", without the zone. */
static bool read_anchor(struct heard *self, const char *line)
{
    int64_t id;
    char zone[ID_MAX] = "-";
    struct door_fact fact = {0};
    if (sscanf(line, "anchor %" SCNd64 " %32s %32s" FACT_NUMBERS, &id, zone, fact.epoch, &fact.in,
               &fact.out, &fact.carried, &fact.slack, &fact.at_ms) != 8 &&
        sscanf(line, "door %" SCNd64 " %32s" FACT_NUMBERS, &id, fact.epoch, &fact.in, &fact.out,
               &fact.carried, &fact.slack, &fact.at_ms) != 7)
        return false;
    if (!strcmp(fact.epoch, "-"))
        fact.epoch[0] = 0;
    if (!strcmp(zone, "-"))
        zone[0] = 0;
    return id < 0 || (size_t)id > self->sensor_max || !heard_keep_anchor(self, id, zone, &fact);
}

bool heard_read(struct heard *self, const char *text)
{
    for (const char *line = text; *line && strncmp(line, "version ", 8) != 0;
         line = strchr(line, '\n') + 1)
        if (!strchr(line, '\n') || !(read_agent(self, line) || read_sensor(self, line) ||
                                     read_count(self, line) || read_anchor(self, line)))
            return false;
    return true;
}
