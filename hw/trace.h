/* Reader of a trace: a recording of line edges as CSV.
 *
 *     # made by hand
 *     t,line,level
 *     0,GPIO17,1
 *     12.345,GPIO17,0
 *
 * `t` is seconds from the trace's start (decimals allowed), or RFC 3339 in UTC on every row, then
 * counted from the first row's time. `line` is the name that the configuration uses, `level` the
 * electrical 0 or 1. `#` starts a comment, empty rows are skipped, rows never go back in time.
 * Times are cut to whole milliseconds.
 *
 * Reads a row at a time in bounded memory, whatever the file; no allocation. */
#ifndef LAMPION_HW_TRACE_H
#define LAMPION_HW_TRACE_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "hw/lines.h"

#define TRACE_ROW_MAX 160 /* characters of a row without its comment */

struct trace_row {
    char line[LINES_NAME_MAX];
    int level;
    int64_t t_ms; /* since the trace's start, >= 0 */
};

enum trace_form { TRACE_FORM_OPEN, TRACE_FORM_SECONDS, TRACE_FORM_WALL };

struct trace {
    FILE *file;
    const char *path; /* for errors */
    unsigned long row;
    bool header_seen;
    enum trace_form form;   /* TRACE_FORM_OPEN before the first row */
    int64_t origin_wall_ms; /* TRACE_FORM_WALL: the first row's time since the Unix epoch */
    int64_t origin_us, last_us;
};

/* Begins at the file's present position. `file` and `path` stay the caller's. */
void trace_start(struct trace *self, FILE *file, const char *path);

/* The next row. 1, 0 at the end, or -EINVAL (a wrong row) or -EIO with `why` filled:
 * "T.csv:12: ...". */
int trace_next(struct trace *self, struct trace_row *row, char why[LINES_WHY_MAX]);

#endif
