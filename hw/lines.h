/* A source of line edges: a GPIO chip, or a trace that was recorded or made.
 *
 * Levels are electrical (1 = high); what "active" means is the sensor's business. A source is
 * opened once for all lines of a board. One file per implementation; the table of sources is
 * in lines.c. */
#ifndef LAMPION_HW_LINES_H
#define LAMPION_HW_LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define LINES_NEVER INT64_MAX
#define LINES_WHY_MAX 384
#define LINES_NAME_MAX 64

enum line_bias { LINE_BIAS_AS_IS, LINE_BIAS_PULL_UP, LINE_BIAS_PULL_DOWN, LINE_BIAS_DISABLED };

/* A line as the configuration names it: a name ("GPIO17"), or an offset in digits ("17"). */
struct line_request {
    char name[LINES_NAME_MAX];
    enum line_bias bias;
};

/* What a source says of a line. All but an edge are for real lines only. */
enum line_word {
    LINE_EDGE,
    LINE_LOST,   /* edges before this were lost: `level` is right, what was between is not known */
    LINE_FROZEN, /* the same again and again: the line's edges do not arrive at all */
    LINE_GONE,   /* its chip is gone: `level` is the last one known */
    LINE_BACK,   /* its chip is back, `level` is right */
};

struct line_edge {
    size_t line; /* index into the requests */
    int level;
    int64_t t_ms; /* the source's monotonic clock: CLOCK_MONOTONIC, or the trace's */
    enum line_word word;
};

struct lines_config {
    const char *source; /* "gpio" or "trace" */
    const char *chip;   /* gpio: chip label or name; NULL = found by the board or the line names */
    const char *board;  /* gpio: a name of boards.c, or NULL */
    /* gpio: a chip that is named and not there may come later; its lines are gone until then. */
    bool waits;
    const char *file; /* trace: path of the CSV */
    const struct line_request *requests;
    size_t request_count;
    /* Trace: the clock's times at which `t` 0 (or the first row's RFC 3339 time) happens. */
    int64_t start_mono_ms;
    int64_t start_wall_ms;
};

struct lines;

#define LINES_NO_REQUEST SIZE_MAX

/* What an implementation provides. `self` is its own state. */
struct lines_source {
    const char *name;
    /* 0 and *self, or -errno with `why` filled (what, where, what to do), and `failed` set where
     * it is one request's fault. */
    int (*open)(void **self, const struct lines_config *config, size_t *failed,
                char why[LINES_WHY_MAX]);
    /* A pollable descriptor that is readable when edges wait, or -1 (trace). */
    int (*fd)(const void *self);
    /* Up to `capacity` words of what happened by `now_ms`, oldest first. Count, or -errno. Call
     * again until it gives less than `capacity`: the descriptor tells of new edges only. */
    int (*read)(void *self, int64_t now_ms, struct line_edge *edges, size_t capacity);
    /* When to read at the latest: the next edge is due (trace), or the lines are to be looked
     * after (gpio). LINES_NEVER: only when the descriptor says so. */
    int64_t (*deadline)(const void *self);
    /* The level of a line now (gpio) or as of the edges read so far (trace): 0, 1, or -errno
     * (-ENODEV: its chip is gone). */
    int (*level)(void *self, size_t line);
    void (*close)(void *self);
};

/* Opens the source that the configuration names, the texts of which are not needed afterwards.
 * NULL with `why` filled, and in `failed` the request that could not be had, or LINES_NO_REQUEST;
 * on success `why` is empty, or a remark that is worth a warning. */
struct lines *lines_open(const struct lines_config *config, size_t *failed,
                         char why[LINES_WHY_MAX]);
void lines_close(struct lines *lines);

int lines_fd(const struct lines *lines);
int lines_read(struct lines *lines, int64_t now_ms, struct line_edge *edges, size_t capacity);
int64_t lines_deadline(const struct lines *lines);
int lines_level(struct lines *lines, size_t line);

#endif
