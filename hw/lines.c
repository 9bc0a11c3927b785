#include "hw/lines.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

extern const struct lines_source lines_trace;
#ifdef HW_GPIOD
extern const struct lines_source lines_gpio;
#endif

static const struct lines_source *const table[] = {
    &lines_trace,
#ifdef HW_GPIOD
    &lines_gpio,
#endif
};

struct lines {
    const struct lines_source *source;
    void *self;
};

static const struct lines_source *source_find(const char *name)
{
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if (strcmp(table[i]->name, name) == 0)
            return table[i];
    return NULL;
}

static void source_refuse(const char *name, char *why)
{
    if (strcmp(name, "gpio") == 0)
        snprintf(why, LINES_WHY_MAX,
                 "source gpio: this program was built without libgpiod; install libgpiod-dev "
                 "and build again, or use source: trace");
    else
        snprintf(why, LINES_WHY_MAX, "source %s: no such source of lines; use gpio or trace", name);
}

struct lines *lines_open(const struct lines_config *config, size_t *failed, char why[LINES_WHY_MAX])
{
    *why = 0;
    *failed = LINES_NO_REQUEST;
    const struct lines_source *source = source_find(config->source);
    if (!source) {
        source_refuse(config->source, why);
        return NULL;
    }
    struct lines *self = calloc(1, sizeof *self);
    if (!self) {
        snprintf(why, LINES_WHY_MAX, "out of memory");
        return NULL;
    }
    self->source = source;
    if (source->open(&self->self, config, failed, why) < 0) {
        free(self);
        return NULL;
    }
    return self;
}

void lines_close(struct lines *lines)
{
    if (!lines)
        return;
    lines->source->close(lines->self);
    free(lines);
}

int lines_fd(const struct lines *lines)
{
    return lines->source->fd(lines->self);
}

int lines_read(struct lines *lines, int64_t now_ms, struct line_edge *edges, size_t capacity)
{
    return lines->source->read(lines->self, now_ms, edges, capacity);
}

int64_t lines_deadline(const struct lines *lines)
{
    return lines->source->deadline(lines->self);
}

int lines_level(struct lines *lines, size_t line)
{
    return lines->source->level(lines->self, line);
}
