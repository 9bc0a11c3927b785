#include "agent/board.h"

#include "agent/common/log.h"
#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define EDGES_AT_ONCE 64

struct board {
    const struct agent_config *config;
    struct lines *lines;
    struct sensors *sensors;
    board_emit *emit;
    void *context;
    board_heard *heard;
    void *heard_context;
    int *levels;     /* of the requests, as last heard; NULL before it began */
    size_t work;     /* events emitted and edges read */
    bool *stands;    /* by sensor with totals: a fault did when it was looked at last */
    bool any_stands; /* or may do: some sensor told of a fault */
    int64_t began_ms;
    int64_t now_ms;
    int64_t beat_ms; /* of the next */
};

/* Names the line of the file and its sensor where it is one line that could not be had. */
static void refuse_lines(const struct agent_config *config, size_t request, const char *text,
                         struct why *why)
{
    if (request == LINES_NO_REQUEST)
        why_set(why, EIO, "%s: lines: %s", config->path, text);
    else
        why_set(why, EIO, "%s:%d: sensor %s: %s", config->path, config->request_rows[request],
                agent_config_user(config, request), text);
}

struct board *board_open(const struct agent_config *config, struct board_origin origin,
                         struct why *why)
{
    struct lines_config lines = agent_config_lines(config);
    char lines_why[LINES_WHY_MAX] = "";
    size_t request;
    struct board *self = calloc(1, sizeof *self);
    if (!self) {
        why_set(why, ENOMEM, "out of memory");
        return NULL;
    }
    lines.start_mono_ms = origin.mono_ms;
    lines.start_wall_ms = origin.wall_ms;
    self->config = config;
    self->beat_ms = BOARD_NEVER;
    self->lines = lines_open(&lines, &request, lines_why);
    if (!self->lines) {
        refuse_lines(config, request, lines_why, why);
        free(self);
        return NULL;
    }
    if (lines.waits && *lines_why)
        log_warning("lines", "%s: %s", config->path, lines_why);
    return self;
}

void board_close(struct board *self)
{
    if (!self)
        return;
    sensors_free(self->sensors);
    lines_close(self->lines);
    free(self->levels);
    free(self->stands);
    free(self);
}

static void emit(struct board *self, const struct event *event)
{
    self->work++;
    self->emit(self->context, event);
}

static void beat(struct board *self, int64_t t_ms, bool opens)
{
    const struct event event = {.kind = EVENT_BEAT, .t_ms = t_ms, .value = opens};
    emit(self, &event);
    self->beat_ms = t_ms + BOARD_BEAT_MS;
}

static void on_driver_event(void *context, size_t sensor, const struct driver_event *said)
{
    struct board *self = context;
    struct event event = {.t_ms = said->t_ms};
    memcpy(event.sensor, self->config->sensors[sensor].id, sizeof event.sensor);
    switch (said->kind) {
    case DRIVER_LEVEL:
        event.kind = EVENT_LEVEL;
        event.value = said->value;
        break;
    case DRIVER_PASS:
        event.kind = EVENT_PASS;
        event.direction = said->direction == DRIVER_IN ? PASS_IN : PASS_OUT;
        event.people = said->count;
        event.in = said->in;
        event.out = said->out;
        break;
    case DRIVER_RESET:
        event.kind = EVENT_RESET;
        break;
    case DRIVER_FAULT:
        self->any_stands = true;
        event.kind = EVENT_FAULT;
        snprintf(event.why, sizeof event.why, "%s", said->why);
        break;
    }
    emit(self, &event);
}

/* A door says nothing more when what blocked it is gone, until somebody passes; nobody would know
 * that it counts again. So its fault ends with an event, too. */
static void end_faults(struct board *self, int64_t t_ms)
{
    bool any = false;
    for (size_t i = 0; self->any_stands && i < self->config->sensor_count; i++) {
        struct driver_word word = {0};
        sensors_word(self->sensors, i, &word);
        bool stands = word.has_totals && word.fault_count > 0;
        if (self->stands[i] && !stands) {
            struct event event = {.kind = EVENT_FAULT, .t_ms = t_ms, .why = BOARD_FAULT_OVER};
            memcpy(event.sensor, self->config->sensors[i].id, sizeof event.sensor);
            emit(self, &event);
        }
        self->stands[i] = stands;
        any = any || stands;
    }
    self->any_stands = any;
}

/* Levels as of `begin_ms`, from the trace's past or from the pins. */
static int read_levels(struct board *self, int64_t begin_ms, int *levels, struct why *why)
{
    struct line_edge edges[EDGES_AT_ONCE];
    int result;
    while ((result = lines_read(self->lines, begin_ms, edges, EDGES_AT_ONCE)) > 0)
        ;
    for (size_t i = 0; result == 0 && i < self->config->request_count; i++) {
        int level = lines_level(self->lines, i);
        levels[i] = level == -ENODEV ? -1 : level; /* its chip is not there yet */
        result = level < 0 && level != -ENODEV ? level : 0;
    }
    if (result < 0)
        return why_set(why, -result, "lines: reading the levels failed: %s", strerror(-result));
    return 0;
}

int board_begin(struct board *self, int64_t begin_ms, board_emit *emit_event, void *context,
                struct why *why)
{
    int *levels = calloc(self->config->request_count, sizeof *levels);
    free(self->stands);
    self->stands = calloc(self->config->sensor_count + 1, sizeof *self->stands);
    if (!self->stands)
        free(levels);
    if (!levels || !self->stands)
        return why_set(why, ENOMEM, "out of memory");
    self->emit = emit_event;
    self->context = context;
    self->began_ms = begin_ms;
    self->now_ms = begin_ms;
    int result = read_levels(self, begin_ms, levels, why);
    if (result == 0) {
        beat(self, begin_ms, true);
        self->sensors =
            sensors_new(self->config->sensors, self->config->sensor_count,
                        self->config->request_count, levels, begin_ms, on_driver_event, self);
        if (!self->sensors)
            result = why_set(why, ENOMEM, "out of memory");
    }
    if (result < 0)
        free(levels);
    else
        self->levels = levels;
    return result;
}

void board_listen(struct board *self, board_heard *heard, void *context)
{
    assert(!self->sensors);
    self->heard = heard;
    self->heard_context = context;
}

int board_level(const struct board *self, size_t request)
{
    assert(request < self->config->request_count);
    return self->levels ? self->levels[request] : -1;
}

int board_fd(const struct board *self)
{
    return lines_fd(self->lines);
}

/* Deadline by deadline, so that the end of a fault has its own time however far a step goes. */
static void advance_sensors(struct board *self, int64_t t_ms)
{
    for (int64_t at_ms; (at_ms = sensors_deadline(self->sensors)) < t_ms;) {
        sensors_advance(self->sensors, at_ms);
        end_faults(self, at_ms);
    }
    sensors_advance(self->sensors, t_ms);
    end_faults(self, t_ms);
}

/* Every deadline up to and including `t_ms`, beats in their place. */
static void advance(struct board *self, int64_t t_ms)
{
    while (self->beat_ms <= t_ms) {
        advance_sensors(self, self->beat_ms);
        beat(self, self->beat_ms, false);
    }
    advance_sensors(self, t_ms);
    if (t_ms > self->now_ms)
        self->now_ms = t_ms;
}

static int take_edges(struct board *self, int64_t until_ms)
{
    struct line_edge edges[EDGES_AT_ONCE];
    int count = lines_read(self->lines, until_ms, edges, EDGES_AT_ONCE);
    for (int i = 0; i < count; i++) {
        advance(self, edges[i].t_ms);
        self->levels[edges[i].line] = edges[i].level;
        if (self->heard)
            self->heard(self->heard_context, &edges[i]);
        sensors_edge(self->sensors, &edges[i]);
        end_faults(self, edges[i].t_ms);
    }
    return count;
}

int board_run(struct board *self, int64_t now_ms, size_t max_work)
{
    assert(self->sensors);
    size_t limit = self->work + max_work;
    while (self->work < limit) {
        /* Beat by beat, so that a long sleep is caught up with in bounded steps. */
        int64_t until_ms = self->beat_ms < now_ms ? self->beat_ms : now_ms;
        /* Pins are read as of now: a level that is read again must not be older than its edges. */
        int count = take_edges(self, lines_fd(self->lines) < 0 ? until_ms : now_ms);
        if (count < 0)
            return count;
        if (count > 0) {
            self->work += (size_t)count;
            continue;
        }
        advance(self, until_ms);
        if (until_ms >= now_ms)
            return 0;
    }
    return 1;
}

int64_t board_began(const struct board *self)
{
    return self->began_ms;
}

int64_t board_now(const struct board *self)
{
    return self->now_ms;
}

int64_t board_deadline_of_lines(const struct board *self)
{
    return lines_deadline(self->lines);
}

int64_t board_deadline_of_sensors(const struct board *self)
{
    int64_t sensors_ms = self->sensors ? sensors_deadline(self->sensors) : BOARD_NEVER;
    int64_t lines_ms = lines_deadline(self->lines);
    return lines_ms < sensors_ms ? lines_ms : sensors_ms;
}

int64_t board_deadline(const struct board *self)
{
    int64_t deadline_ms = board_deadline_of_sensors(self);
    return self->beat_ms < deadline_ms ? self->beat_ms : deadline_ms;
}

void board_words(const struct board *self, struct sensor_word *words)
{
    for (size_t i = 0; i < self->config->sensor_count; i++) {
        struct driver_word said = {0};
        sensors_word(self->sensors, i, &said);
        struct sensor_word *word = &words[i];
        *word = (struct sensor_word){.has_value = said.has_value,
                                     .value = said.value,
                                     .has_since = said.has_since,
                                     .since_ms = said.since_ms,
                                     .has_totals = said.has_totals,
                                     .in = said.in,
                                     .out = said.out};
        memcpy(word->sensor, self->config->sensors[i].id, sizeof word->sensor);
        for (; word->fault_count < said.fault_count && word->fault_count < MESSAGE_FAULTS_MAX;
             word->fault_count++)
            snprintf(word->faults[word->fault_count], FAULT_MAX, "%s",
                     said.faults[word->fault_count]);
    }
}
