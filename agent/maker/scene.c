#include "agent/maker/scene.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

const char *scene_source(const struct agent_config *config)
{
    if (config->lines.source == AGENT_LINES_TRACE) {
        const char *slash = strrchr(config->lines.file, '/');
        return slash ? slash + 1 : config->lines.file;
    }
    return config->lines.board  ? config->lines.board
           : config->lines.chip ? config->lines.chip
                                : "gpio";
}

void scene_clock(const struct scene *self, int64_t mono_ms, bool ms, char text[32])
{
    int64_t wall_ms = live_wall(&self->live, mono_ms);
    time_t seconds = (time_t)(wall_ms / 1000);
    struct tm local;
    localtime_r(&seconds, &local);
    snprintf(text, 32, "%02d:%02d:%02d", local.tm_hour, local.tm_min, local.tm_sec);
    if (ms)
        snprintf(text + 8, 24, ".%03d", (int)(wall_ms % 1000));
}

/* Which sensor's which line a request is. */
static const struct sensor_config *user_of(const struct scene *self, size_t request, size_t *line)
{
    for (size_t i = 0; i < self->config->sensor_count; i++) {
        const struct sensor_config *sensor = &self->config->sensors[i];
        for (*line = 0; *line < sensor->driver->line_count; ++*line)
            if (sensor->lines[*line] == request)
                return sensor;
    }
    return NULL;
}

static bool is_active(const struct scene *self, size_t request, int level)
{
    size_t line;
    const struct sensor_config *sensor = user_of(self, request, &line);
    return sensor && sensor->active_low == !level;
}

/* ---- as it happens ---- */

static void tell_line(const struct scene *self, int64_t t_ms, size_t request, int level)
{
    char at[32];
    size_t line;
    const struct sensor_config *sensor = user_of(self, request, &line);
    if (!self->tell || !sensor)
        return;
    const char *name = page_line_name(sensor->driver, line);
    scene_clock(self, t_ms, true, at);
    fprintf(
        self->tell, "%s  %s%s%s  %s %d  %s\n", at, sensor->id, *name ? " " : "", name,
        self->config->requests[request].name, level,
        tongue_text(self->tongue, is_active(self, request, level) ? SAID_ACTIVE : SAID_AT_REST));
}

static void tell_start(const struct scene *self)
{
    char count[24];
    if (!self->tell)
        return;
    snprintf(count, sizeof count, "%zu", self->config->sensor_count);
    tongue_write(self->tell, self->tongue, SAID_PLAIN_START, count, scene_source(self->config));
    fputs("\n", self->tell);
}

static void tell_event(const struct scene *self, const struct event *event,
                       const struct sensor_config *sensor)
{
    char at[32], in[24], out[24];
    FILE *tell = self->tell;
    scene_clock(self, event->t_ms, true, at);
    fprintf(tell, "%s  %s: ", at, event->sensor);
    switch (event->kind) {
    case EVENT_LEVEL:
        fputs(page_level_name(sensor->driver, (int)event->value, self->tongue), tell);
        break;
    case EVENT_PASS:
        snprintf(in, sizeof in, "%lld", (long long)event->in);
        snprintf(out, sizeof out, "%lld", (long long)event->out);
        fprintf(
            tell, "%s  (",
            tongue_text(self->tongue, event->direction == PASS_IN ? SAID_WENT_IN : SAID_WENT_OUT));
        tongue_write(tell, self->tongue, SAID_IN_OUT, in, out);
        fputs(")", tell);
        break;
    case EVENT_RESET:
        fputs(tongue_text(self->tongue, SAID_RESET), tell);
        break;
    default:
        fprintf(tell, "%s %s: %s", tongue_text(self->tongue, SAID_FAULT), event->why,
                tongue_fault(self->tongue, event->why));
    }
    fputs("\n", tell);
}

/* ---- what comes ---- */

static void on_event(void *context, const struct event *event)
{
    struct scene *self = context;
    for (size_t i = 0; i < self->config->sensor_count && event->kind != EVENT_BEAT; i++) {
        if (strcmp(self->config->sensors[i].id, event->sensor) != 0)
            continue;
        if (event->kind == EVENT_FAULT) {
            memcpy(self->sensors[i].news, event->why, sizeof event->why);
            self->sensors[i].news_ms = event->t_ms;
        }
        if (self->tell)
            tell_event(self, event, &self->config->sensors[i]);
    }
}

static void pace_go(struct scene *self, int64_t t_ms)
{
    int64_t second = t_ms / 1000;
    if (second > self->pace_second + SCENE_PACE_SECONDS)
        self->pace_second = second - SCENE_PACE_SECONDS - 1;
    while (self->pace_second < second)
        self->paces[++self->pace_second % (SCENE_PACE_SECONDS + 1)] = 0;
}

static void on_edge(void *context, const struct line_edge *edge)
{
    struct scene *self = context;
    struct page_line *line = &self->lines[edge->line];
    int64_t t_ms = board_now(self->live.board);
    line->level = edge->level;
    strip_go(&line->strip, is_active(self, edge->line, edge->level), t_ms);
    pace_go(self, t_ms);
    self->paces[self->pace_second % (SCENE_PACE_SECONDS + 1)]++;
    tell_line(self, t_ms, edge->line, edge->level);
}

int scene_open(struct scene *self, const struct agent_config *config,
               const struct lampion_clock *clock, FILE *tell, enum tongue tongue, struct why *why)
{
    const struct live_hooks hooks = {on_event, on_edge, self};
    *self = (struct scene){.config = config, .tell = NULL, .tongue = tongue};
    self->lines = calloc(config->request_count, sizeof *self->lines);
    self->sensors = calloc(config->sensor_count, sizeof *self->sensors);
    self->words = calloc(config->sensor_count, sizeof *self->words);
    int result = self->lines && self->sensors && self->words ? 0 : -ENOMEM;
    if (result < 0)
        why_set(why, ENOMEM, "out of memory");
    else if ((result = live_open(&self->live, config, clock, &hooks, why)) < 0)
        holder_explain(config, tongue, why);
    if (result < 0) {
        scene_close(self);
        return result;
    }
    int64_t began_ms = board_began(self->live.board);
    self->tell = tell;
    self->pace_second = began_ms / 1000;
    tell_start(self);
    for (size_t i = 0; i < config->request_count; i++) {
        int level = board_level(self->live.board, i);
        self->lines[i].level = level;
        strip_start(&self->lines[i].strip, is_active(self, i, level), began_ms);
        tell_line(self, began_ms, i, level);
    }
    return 0;
}

void scene_close(struct scene *self)
{
    if (self->live.board)
        live_close(&self->live);
    free(self->lines);
    free(self->sensors);
    free(self->words);
    *self = (struct scene){0};
}

/* Over the last whole seconds. */
static double pace(const struct scene *self, int64_t now_ms)
{
    int64_t sum = 0, seconds = now_ms / 1000 - board_began(self->live.board) / 1000;
    if (seconds > SCENE_PACE_SECONDS)
        seconds = SCENE_PACE_SECONDS;
    for (int64_t s = self->pace_second - seconds; s < self->pace_second; s++)
        sum += self->paces[s % (SCENE_PACE_SECONDS + 1)];
    return seconds > 0 ? (double)sum / (double)seconds : 0;
}

void scene_page(struct scene *self, struct page *page)
{
    int64_t now_ms = board_now(self->live.board);
    board_words(self->live.board, self->words);
    pace_go(self, now_ms);
    for (size_t i = 0; i < self->config->sensor_count; i++)
        self->sensors[i].word = self->words[i];
    for (size_t i = 0; i < self->config->request_count; i++)
        strip_go(&self->lines[i].strip, self->lines[i].strip.active, now_ms);
    *page = (struct page){.config = self->config,
                          .lines = self->lines,
                          .sensors = self->sensors,
                          .now_ms = now_ms,
                          .began_ms = board_began(self->live.board),
                          .edges_a_second = pace(self, now_ms)};
}
