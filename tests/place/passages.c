#include "tests/place/passages.h"

#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/place/door.h"

#define WINDOW_MS 1800000
#define LAST_S INT64_C(4000000000)

/* What the rows of one time add up to. */
struct window {
    int64_t t_s;
    int64_t people[DIRECTION_COUNT];
};

struct passages {
    const char *path;
    FILE *file;
    int line;
    struct sheet *trace;
    struct truth truth;
    struct door door;
    struct window window;
    int64_t through_ms; /* the last one was through */
    char *why;
    size_t why_size;
};

static int refuse(struct passages *self, const char *what)
{
    snprintf(self->why, self->why_size, "%s:%d: %s", self->path, self->line, what);
    return -EINVAL;
}

/* Reads one row. 1 for one, 0 for a line without, -EINVAL. */
static int parse_row(struct passages *self, char *text, struct window *row)
{
    char direction[4];
    int64_t t, n;
    int length = 0;

    text[strcspn(text, "\r\n")] = 0;
    if (!*text || *text == '#' || strcmp(text, "t_seconds,direction,n") == 0)
        return 0;
    if (sscanf(text, "%" SCNd64 ",%3[a-z],%" SCNd64 "%n", &t, direction, &n, &length) != 3 ||
        text[length])
        return refuse(self, "not a row; write t_seconds,in|out,n like 1800,in,4");
    if (t < 0 || t > LAST_S || n < 0 || n > PASSAGES_MAX)
        return refuse(self, "a number is out of range; n is 0 to 800, t 0 to 4000000000");
    *row = (struct window){.t_s = t};
    if (strcmp(direction, "in") == 0)
        row->people[DIRECTION_IN] = n;
    else if (strcmp(direction, "out") == 0)
        row->people[DIRECTION_OUT] = n;
    else
        return refuse(self, "the direction must be in or out");
    return 1;
}

/* Lets the people of the window pass. */
static int pass_window(struct passages *self)
{
    int64_t *people = self->window.people, total = people[DIRECTION_IN] + people[DIRECTION_OUT];
    int64_t begin_ms = self->window.t_s * 1000, balance = 0;

    for (int64_t i = 0; i < total; i++) {
        /* Bresenham's line: after i of them, in and out have their shares. */
        enum direction direction = DIRECTION_OUT;

        balance += people[DIRECTION_IN];
        if (balance * 2 > total) {
            balance -= total;
            direction = DIRECTION_IN;
        }
        self->through_ms = door_pass(
            &self->door, begin_ms + (2 * i + 1) * (int64_t)WINDOW_MS / (2 * total), direction, 1);
    }
    people[DIRECTION_IN] = people[DIRECTION_OUT] = 0;
    if (total > 0 && self->through_ms >= begin_ms + WINDOW_MS)
        return refuse(self, "the half hours before this line overlap so that not all can pass");
    self->window.people[DIRECTION_IN] = self->window.people[DIRECTION_OUT] = 0;
    return sheet_flush(self->trace) ? -EIO : truth_flush(&self->truth) ? -EIO : 0;
}

static int take_row(struct passages *self, const struct window *row)
{
    int err = 0;

    if (row->t_s < self->window.t_s)
        return refuse(self, "goes back in time; sort the rows by t_seconds");
    if (row->t_s > self->window.t_s)
        err = pass_window(self);
    self->window.t_s = row->t_s;
    for (int d = 0; d < DIRECTION_COUNT; d++)
        self->window.people[d] += row->people[d];
    if (!err &&
        self->window.people[DIRECTION_IN] + self->window.people[DIRECTION_OUT] > PASSAGES_MAX)
        err = refuse(self, "more than 800 people in this half hour: they do not fit single file");
    return err;
}

static int read_rows(struct passages *self)
{
    char *text = NULL;
    size_t room = 0;
    int err = 0;

    while (!err && getline(&text, &room, self->file) >= 0) {
        struct window row;
        int found;

        self->line++;
        found = parse_row(self, text, &row);
        err = found < 0 ? found : found ? take_row(self, &row) : 0;
    }
    free(text);
    return err ? err : pass_window(self);
}

static int write_rows(struct passages *self, const struct options *options, const char *notes)
{
    static const struct door_habits plain = {0};
    int64_t end_ms = (LAST_S + WINDOW_MS) * 1000;
    int err;

    self->trace = sheet_open(options->out, "entrance.csv", notes, "t,line,level", end_ms);
    if (!self->trace)
        return -errno;
    err = truth_open(&self->truth, options->out, notes, 0, end_ms);
    if (!err) {
        self->door =
            door_make(self->trace, &self->truth, &plain, random_stream(options->seed, 0, 0));
        err = read_rows(self);
    }
    if (truth_close(&self->truth) < 0 || sheet_close(self->trace) < 0)
        err = err ? err : -EIO;
    return err;
}

int passages_write(const struct options *options, char *why, size_t why_size)
{
    struct passages self = {.path = options->passages, .why = why, .why_size = why_size};
    char notes[200];
    int err;

    *why = 0;
    self.file = fopen(self.path, "re");
    if (!self.file) {
        err = -errno;
        snprintf(why, why_size, "%s: cannot read the counts: %s", self.path, strerror(errno));
        return err;
    }
    options_describe(options, notes, sizeof notes);
    err = write_rows(&self, options, notes);
    fclose(self.file);
    if (err && !*why)
        snprintf(why, why_size, "%s: cannot write the trace: %s; choose another --out",
                 options->out, strerror(-err));
    return err;
}
