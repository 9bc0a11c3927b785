#include "hw/sensors.h"

#include <assert.h>
#include <stdlib.h>

#include "hw/chatter.h"
#include "hw/debounce.h"

struct sensor {
    struct sensor_config config;
    struct sensors *owner;
    struct debounce lines[DRIVER_LINES_MAX];
    struct chatter chatter[DRIVER_LINES_MAX];
    int raw[DRIVER_LINES_MAX]; /* logical, as last heard */
    /* Lines, a bit each. While one is gone or chatters the driver rests. */
    unsigned int gone, chattering, frozen;
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

static void least(int64_t *deadline_ms, int64_t other_ms)
{
    if (other_ms < *deadline_ms)
        *deadline_ms = other_ms;
}

static bool sensor_rests(const struct sensor *sensor)
{
    return sensor->gone || sensor->chattering;
}

static void sensor_plan(struct sensor *sensor)
{
    const struct driver *driver = sensor->config.driver;
    bool rests = sensor_rests(sensor);
    sensor->deadline_ms = rests ? DRIVER_NEVER : driver->deadline(sensor->state);
    for (size_t i = 0; i < driver->line_count; i++) {
        least(&sensor->deadline_ms, chatter_deadline(&sensor->chatter[i]));
        if (!rests)
            least(&sensor->deadline_ms, debounce_deadline(&sensor->lines[i]));
    }
}

/* The driver begins, or begins anew, with the lines as they are. */
static void sensor_begin(struct sensor *sensor, int64_t in, int64_t out, int64_t t_ms)
{
    const struct sensor_config *config = &sensor->config;
    struct driver_sink sink = sensor_sink(sensor);
    for (size_t i = 0; i < config->driver->line_count; i++)
        debounce_start(&sensor->lines[i], config->debounce_ms, sensor->raw[i], t_ms);
    config->driver->start(sensor->state, config->driver_config, sensor->raw, in, out, t_ms, &sink);
}

static void sensor_begin_anew(struct sensor *sensor, int64_t t_ms)
{
    struct driver_word word = {0};
    sensor->config.driver->word(sensor->state, &word);
    sensor_begin(sensor, word.in, word.out, t_ms);
}

static void sensor_fault(struct sensor *sensor, const char *why, int64_t t_ms)
{
    const struct driver_event event = {.kind = DRIVER_FAULT, .t_ms = t_ms, .why = why};
    sensor_emit(sensor, &event);
}

static void nobody_hears(void *context, const struct driver_event *event)
{
    (void)context, (void)event;
}

/* A line is not there yet. The driver has its totals, and nothing to say of levels nobody knows. */
static void sensor_begin_gone(struct sensor *sensor, int64_t t_ms)
{
    const struct sensor_config *config = &sensor->config;
    const struct driver_sink nobody = {.emit = nobody_hears};
    config->driver->start(sensor->state, config->driver_config, sensor->raw, config->start_in,
                          config->start_out, t_ms, &nobody);
    sensor_fault(sensor, "unplugged", t_ms);
}

static void sensor_start(struct sensor *sensor, const int *levels, int64_t t_ms)
{
    const struct sensor_config *config = &sensor->config;
    assert(config->driver->line_count <= DRIVER_LINES_MAX);
    assert(config->driver->config_size <= DRIVER_CONFIG_MAX);
    assert(config->driver->state_size <= DRIVER_STATE_MAX);
    for (size_t i = 0; i < config->driver->line_count; i++) {
        assert(config->lines[i] < sensor->owner->line_count);
        int level = levels[config->lines[i]];
        sensor->raw[i] = sensor_logical(sensor, level > 0);
        sensor->gone |= (unsigned int)(level < 0) << i;
        chatter_start(&sensor->chatter[i], t_ms);
    }
    if (sensor->gone)
        sensor_begin_gone(sensor, t_ms);
    else
        sensor_begin(sensor, config->start_in, config->start_out, t_ms);
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

static void sensor_calm(struct sensor *sensor, int64_t t_ms)
{
    unsigned int before = sensor->chattering;
    for (size_t i = 0; i < sensor->config.driver->line_count; i++)
        if (chatter_tick(&sensor->chatter[i], t_ms))
            sensor->chattering &= ~(1u << i);
    if (before != sensor->chattering && !sensor_rests(sensor))
        sensor_begin_anew(sensor, t_ms);
}

/* What is due at `t_ms`: the driver's own deadline before the lines that settle then, as it
 * would come before an edge of the same time. */
static void sensor_due(struct sensor *sensor, int64_t t_ms)
{
    const struct driver *driver = sensor->config.driver;
    struct driver_sink sink = sensor_sink(sensor);
    if (!sensor_rests(sensor) && driver->deadline(sensor->state) <= t_ms)
        driver->tick(sensor->state, t_ms, &sink);
    for (size_t i = 0; i < driver->line_count && !sensor_rests(sensor); i++)
        if (debounce_tick(&sensor->lines[i], t_ms))
            driver->edge(sensor->state, i, sensor->lines[i].settled, t_ms, &sink);
    sensor_calm(sensor, t_ms);
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

static void sensor_edge(struct sensor *sensor, size_t line, int64_t t_ms)
{
    struct driver_sink sink = sensor_sink(sensor);
    if (sensor_rests(sensor))
        return;
    if (debounce_edge(&sensor->lines[line], sensor->raw[line], t_ms))
        sensor->config.driver->edge(sensor->state, line, sensor->raw[line], t_ms, &sink);
}

/* Edges were lost: who tells a level has it again, who counts must forget the passage that it
 * was about to see. */
static void sensor_lost(struct sensor *sensor, size_t line, const char *why, int64_t t_ms)
{
    struct driver_word word = {0};
    if (sensor_rests(sensor))
        return;
    sensor_fault(sensor, why, t_ms);
    sensor->config.driver->word(sensor->state, &word);
    if (word.has_totals)
        sensor_begin_anew(sensor, t_ms);
    else
        sensor_edge(sensor, line, t_ms);
}

static void sensor_gone(struct sensor *sensor, unsigned int bit, int64_t t_ms)
{
    bool told = sensor->gone;
    sensor->gone |= bit;
    if (!told)
        sensor_fault(sensor, "unplugged", t_ms);
}

static void sensor_back(struct sensor *sensor, unsigned int bit, int64_t t_ms)
{
    bool was_gone = sensor->gone & bit;
    sensor->gone &= ~bit;
    if (was_gone && !sensor_rests(sensor))
        sensor_begin_anew(sensor, t_ms);
}

static void sensor_raw_edge(struct sensor *sensor, size_t line, int64_t t_ms)
{
    unsigned int bit = 1u << line;
    bool told = sensor->chattering;
    sensor->frozen &= ~bit;
    if (chatter_edge(&sensor->chatter[line], t_ms)) {
        sensor->chattering |= bit;
        if (!told)
            sensor_fault(sensor, "chattering", t_ms);
    }
    sensor_edge(sensor, line, t_ms);
}

static void sensor_word_of_line(struct sensor *sensor, size_t line, const struct line_edge *edge,
                                int64_t t_ms)
{
    unsigned int bit = 1u << line;
    sensor->raw[line] = sensor_logical(sensor, edge->level);
    switch (edge->word) {
    case LINE_EDGE:
        sensor_raw_edge(sensor, line, t_ms);
        break;
    case LINE_LOST:
        sensor_lost(sensor, line, "edges-lost", t_ms);
        break;
    case LINE_FROZEN:
        sensor->frozen |= bit;
        sensor_lost(sensor, line, "frozen", t_ms);
        break;
    case LINE_GONE:
        sensor_gone(sensor, bit, t_ms);
        break;
    case LINE_BACK:
        sensor_back(sensor, bit, t_ms);
        break;
    }
    sensor_plan(sensor);
}

void sensors_edge(struct sensors *self, const struct line_edge *edge)
{
    assert(edge->line < self->line_count);
    int64_t t_ms = edge->t_ms > self->seen_ms ? edge->t_ms : self->seen_ms;
    sensors_advance(self, t_ms);
    for (size_t i = 0; i < self->count; i++) {
        struct sensor *sensor = &self->sensors[i];
        for (size_t line = 0; line < sensor->config.driver->line_count; line++)
            if (sensor->config.lines[line] == edge->line)
                sensor_word_of_line(sensor, line, edge, t_ms);
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

static void add_fault(struct driver_word *word, unsigned int lines, const char *why)
{
    if (lines && word->fault_count < DRIVER_FAULTS_MAX)
        word->faults[word->fault_count++] = why;
}

void sensors_word(const struct sensors *self, size_t sensor, struct driver_word *word)
{
    assert(sensor < self->count);
    const struct sensor *one = &self->sensors[sensor];
    one->config.driver->word(one->state, word);
    if (sensor_rests(one)) {
        word->has_value = word->has_since = false;
        word->fault_count = 0;
    }
    add_fault(word, one->gone, "unplugged");
    add_fault(word, one->chattering, "chattering");
    add_fault(word, one->frozen, "frozen");
}
