/* A source of lines that plays a trace: its `t` 0 happens at the clock's `start_mono_ms`.
 *
 * What the lines are before their first edge comes from a first pass over the file: the row at
 * t 0 says it; without one it is the opposite of the line's first row, because an edge to high
 * means that it was low. Rows at t 0 are therefore levels, not edges. Rows of lines that nobody
 * asked for are skipped and told in `why`; a line without any row is an error, because a
 * misspelt name would be a sensor that never changes. */
#include "hw/lines.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "hw/trace.h"

struct trace_line {
    char name[LINES_NAME_MAX];
    int level;
    bool found;
};

struct trace_lines {
    FILE *file;
    char *path;
    struct trace trace;
    int64_t start_ms;
    bool pending; /* `next` holds an edge that was not given yet */
    struct line_edge next;
    int err; /* the file broke while it was played */
    size_t count;
    struct trace_line lines[];
};

static size_t trace_lines_find(const struct trace_lines *self, const char *name)
{
    size_t i = 0;
    while (i < self->count && strcmp(self->lines[i].name, name) != 0)
        i++;
    return i;
}

/* The first pass: levels at the start, and whether every line occurs. */
static int trace_lines_survey(struct trace_lines *self, size_t *failed, char *why)
{
    struct trace_row row;
    char stranger[LINES_NAME_MAX] = "";
    unsigned long strangers = 0;
    int more;
    trace_start(&self->trace, self->file, self->path);
    while ((more = trace_next(&self->trace, &row, why)) > 0) {
        size_t i = trace_lines_find(self, row.line);
        if (i == self->count) {
            if (strangers++ == 0)
                strcpy(stranger, row.line);
            continue;
        }
        if (row.t_ms == 0)
            self->lines[i].level = row.level;
        else if (!self->lines[i].found)
            self->lines[i].level = !row.level;
        self->lines[i].found = true;
    }
    if (more < 0)
        return more;
    for (size_t i = 0; i < self->count; i++) {
        if (self->lines[i].found)
            continue;
        *failed = i;
        snprintf(why, LINES_WHY_MAX, "%s: no row names line \"%s\"%s%s%s; use one name in both",
                 self->path, self->lines[i].name, strangers ? ", but there are rows of \"" : "",
                 stranger, strangers ? "\"" : "");
        return -ENOENT;
    }
    if (strangers)
        snprintf(why, LINES_WHY_MAX, "%s: %lu rows skipped, no sensor uses their lines (\"%s\")",
                 self->path, strangers, stranger);
    return 0;
}

/* Looks for the next edge of a line that was asked for. */
static void trace_lines_fetch(struct trace_lines *self)
{
    struct trace_row row;
    char why[LINES_WHY_MAX];
    int more;
    self->pending = false;
    while ((more = trace_next(&self->trace, &row, why)) > 0) {
        size_t i = trace_lines_find(self, row.line);
        if (i == self->count || row.t_ms == 0)
            continue;
        self->next =
            (struct line_edge){.line = i, .level = row.level, .t_ms = self->start_ms + row.t_ms};
        self->pending = true;
        return;
    }
    self->err = more;
}

static void trace_lines_close(void *state)
{
    struct trace_lines *self = state;
    if (self->file)
        fclose(self->file);
    free(self->path);
    free(self);
}

static struct trace_lines *trace_lines_new(const struct lines_config *config)
{
    struct trace_lines *self =
        calloc(1, sizeof *self + config->request_count * sizeof self->lines[0]);
    char *path = strdup(config->file);
    if (!self || !path) {
        free(self);
        free(path);
        return NULL;
    }
    self->path = path;
    self->start_ms = config->start_mono_ms;
    self->count = config->request_count;
    for (size_t i = 0; i < self->count; i++)
        memcpy(self->lines[i].name, config->requests[i].name, LINES_NAME_MAX);
    return self;
}

static int trace_lines_open(void **state, const struct lines_config *config, size_t *failed,
                            char why[LINES_WHY_MAX])
{
    if (!config->file) {
        snprintf(why, LINES_WHY_MAX, "source trace: which file? Add file: PATH");
        return -EINVAL;
    }
    struct trace_lines *self = trace_lines_new(config);
    if (!self) {
        snprintf(why, LINES_WHY_MAX, "%s: out of memory", config->file);
        return -ENOMEM;
    }
    int err = 0;
    self->file = fopen(self->path, "re");
    if (!self->file) {
        err = -errno;
        snprintf(why, LINES_WHY_MAX, "%s: cannot be opened: %s", self->path, strerror(errno));
    } else {
        err = trace_lines_survey(self, failed, why);
        if (err == 0 && fseek(self->file, 0, SEEK_SET) < 0) {
            err = -errno;
            snprintf(why, LINES_WHY_MAX, "%s: is read twice, so it must be a file, not a pipe",
                     self->path);
        }
    }
    if (err < 0) {
        trace_lines_close(self);
        return err;
    }
    trace_start(&self->trace, self->file, self->path);
    trace_lines_fetch(self);
    *state = self;
    return 0;
}

static int trace_lines_fd(const void *state)
{
    (void)state;
    return -1;
}

static int trace_lines_read(void *state, int64_t now_ms, struct line_edge *edges, size_t capacity)
{
    struct trace_lines *self = state;
    size_t count = 0;
    while (count < capacity && self->pending && self->next.t_ms <= now_ms) {
        self->lines[self->next.line].level = self->next.level;
        edges[count++] = self->next;
        trace_lines_fetch(self);
    }
    return count == 0 && self->err < 0 ? self->err : (int)count;
}

static int64_t trace_lines_deadline(const void *state)
{
    const struct trace_lines *self = state;
    return self->pending ? self->next.t_ms : LINES_NEVER;
}

static int trace_lines_level(void *state, size_t line)
{
    const struct trace_lines *self = state;
    return line < self->count ? self->lines[line].level : -EINVAL;
}

const struct lines_source lines_trace = {
    .name = "trace",
    .open = trace_lines_open,
    .fd = trace_lines_fd,
    .read = trace_lines_read,
    .deadline = trace_lines_deadline,
    .level = trace_lines_level,
    .close = trace_lines_close,
};
