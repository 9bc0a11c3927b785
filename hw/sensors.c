#include "hw/sensors.h"

#include <assert.h>
#include <stdlib.h>

#include "hw/debounce.h"

struct sensor {
    struct sensor_config config;
    struct sensors *owner;
    struct debounce lines[DRIVER_LINES_MAX];
    int64_t deadline_ms; /* the least of the driver's and its lines' */
    _Alignas(max_align_t) unsigned char state[DRIVER_STATE_MAX];
};

struct sensors {
    sensors_emit *emit;
    void *context;
    size_t line_count;
    int64_t seen_ms; /* the latest time seen; nothing happens before it any more */
    size_t count;
    struct sensor sensors[];
};

static void sensor_emit(void *context, const struct driver_event *event)
{
    struct sensor *sensor = context;
    struct sensors *self = sensor->owner;
    self->emit(self->context, (size_t)(sensor - self->sensors), event);
}

static struct driver_sink sensor_sink(struct sensor *sensor)
{
    return (struct driver_sink){.emit = sensor_emit, .context = sensor};
}

static int sensor_logical(const struct sensor *sensor, int level)
{
    return sensor->config.active_low ? !level : !!level;
}

static void sensor_plan(struct sensor *sensor)
{
    const struct driver *driver = sensor->config.driver;
    sensor->deadline_ms = driver->deadline(sensor->state);
    for (size_t i = 0; i < driver->line_count; i++) {
        int64_t settles_ms = debounce_deadline(&sensor->lines[i]);
        if (settles_ms < sensor->deadline_ms)
            sensor->deadline_ms = settles_ms;
    }
}

static void sensor_start(struct sensor *sensor, const int *levels, int64_t t_ms)
{
    const struct sensor_config *config = &sensor->config;
    int logical[DRIVER_LINES_MAX] = {0};
    assert(config->driver->line_count <= DRIVER_LINES_MAX);
    assert(config->driver->config_size <= DRIVER_CONFIG_MAX);
    assert(config->driver->state_size <= DRIVER_STATE_MAX);
    for (size_t i = 0; i < config->driver->line_count; i++) {
        assert(config->lines[i] < sensor->owner->line_count);
        logical[i] = sensor_logical(sensor, levels[config->lines[i]]);
        debounce_start(&sensor->lines[i], config->debounce_ms, logical[i], t_ms);
    }
    struct driver_sink sink = sensor_sink(sensor);
    config->driver->start(sensor->state, config->driver_config, logical, config->start_in,
                          config->start_out, t_ms, &sink);
    sensor_plan(sensor);
}

struct sensors *sensors_new(const struct sensor_config *configs, size_t count, size_t line_count,
                            const int *levels, int64_t t_ms, sensors_emit *emit, void *context)
{
    struct sensors *self = calloc(1, sizeof *self + count * sizeof self->sensors[0]);
    if (!self)
        return NULL;
    self->emit = emit;
    self->context = context;
    self->line_count = line_count;
    self->seen_ms = t_ms;
    self->count = count;
    for (size_t i = 0; i < count; i++) {
        self->sensors[i].config = configs[i];
        self->sensors[i].owner = self;
        sensor_start(&self->sensors[i], levels, t_ms);
    }
    return self;
}

void sensors_free(struct sensors *self)
{
    free(self);
}

/* What is due at `t_ms`: the driver's own deadline before the lines that settle then, as it
 * would come before an edge of the same time. */
static void sensor_due(struct sensor *sensor, int64_t t_ms)
{
    const struct driver *driver = sensor->config.driver;
    struct driver_sink sink = sensor_sink(sensor);
    if (driver->deadline(sensor->state) <= t_ms)
        driver->tick(sensor->state, t_ms, &sink);
    for (size_t i = 0; i < driver->line_count; i++)
        if (debounce_tick(&sensor->lines[i], t_ms))
            driver->edge(sensor->state, i, sensor->lines[i].settled, t_ms, &sink);
    sensor_plan(sensor);
    assert(sensor->deadline_ms > t_ms);
}

static struct sensor *sensors_earliest(struct sensors *self)
{
    struct sensor *earliest = NULL;
    for (size_t i = 0; i < self->count; i++)
        if (!earliest || self->sensors[i].deadline_ms < earliest->deadline_ms)
            earliest = &self->sensors[i];
    return earliest;
}

void sensors_advance(struct sensors *self, int64_t now_ms)
{
    struct sensor *sensor;
    while ((sensor = sensors_earliest(self)) && sensor->deadline_ms <= now_ms &&
           sensor->deadline_ms != DRIVER_NEVER) {
        if (sensor->deadline_ms > self->seen_ms)
            self->seen_ms = sensor->deadline_ms;
        sensor_due(sensor, self->seen_ms);
    }
    if (now_ms > self->seen_ms)
        self->seen_ms = now_ms;
}

void sensors_edge(struct sensors *self, const struct line_edge *edge)
{
    assert(edge->line < self->line_count);
    int64_t t_ms = edge->t_ms > self->seen_ms ? edge->t_ms : self->seen_ms;
    sensors_advance(self, t_ms);
    for (size_t i = 0; i < self->count; i++) {
        struct sensor *sensor = &self->sensors[i];
        const struct driver *driver = sensor->config.driver;
        struct driver_sink sink = sensor_sink(sensor);
        for (size_t line = 0; line < driver->line_count; line++) {
            if (sensor->config.lines[line] != edge->line)
                continue;
            int level = sensor_logical(sensor, edge->level);
            if (debounce_edge(&sensor->lines[line], level, t_ms))
                driver->edge(sensor->state, line, level, t_ms, &sink);
            sensor_plan(sensor);
        }
    }
}

int64_t sensors_deadline(const struct sensors *self)
{
    int64_t deadline_ms = DRIVER_NEVER;
    for (size_t i = 0; i < self->count; i++)
        if (self->sensors[i].deadline_ms < deadline_ms)
            deadline_ms = self->sensors[i].deadline_ms;
    return deadline_ms;
}

size_t sensors_count(const struct sensors *self)
{
    return self->count;
}

const struct sensor_config *sensors_config(const struct sensors *self, size_t sensor)
{
    assert(sensor < self->count);
    return &self->sensors[sensor].config;
}

void sensors_word(const struct sensors *self, size_t sensor, struct driver_word *word)
{
    assert(sensor < self->count);
    const struct sensor *one = &self->sensors[sensor];
    one->config.driver->word(one->state, word);
}
