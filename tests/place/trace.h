/* A CSV file of things that change over time: a sensor trace, or the truth.
 *
 * Rows may be put in any order within a day and leave sorted at `trace_flush`; rows put at the same
 * millisecond keep the order they were put in. Times are milliseconds from the trace's start.
 * What changes has a key: a *state* has a value at any time, an *event* happens. States: what was
 * put at or before 0 is folded into one row a key at 0.000, and a row that would repeat the
 * value is left out, so that the rows of a key alternate. Events before 0 are left out.
 * Nothing at or after the trace's end is written.
 *
 * The file begins with `#` lines and the header. Errors (memory, disk) are kept and told by
 * `trace_flush` and `trace_close`, so that the many writers need not look. */
#ifndef LAMPION_TESTS_PLACE_TRACE_H
#define LAMPION_TESTS_PLACE_TRACE_H

#include <stdint.h>

#define TRACE_EVENT INT32_MIN

struct trace;

/* Creates DIR/FILE for times from 0 up to `end_ms`. `notes` are the text of `#` lines, one a line
 * feed. NULL with errno. */
struct trace *trace_open(const char *dir, const char *file, const char *notes, const char *header,
                         int64_t end_ms);

/* A key whose rows read `t,<before><value><after>`. `initial` is the value it has before its first
 * row, or TRACE_EVENT. At most TRACE_KEYS a trace; the texts are copied, up to 31 characters each.
 */
#define TRACE_KEYS 256
int trace_key(struct trace *self, const char *before, const char *after, int32_t initial);

void trace_put(struct trace *self, int key, int64_t t_ms, int32_t value);

/* Writes all rows put so far. What is put later must not be earlier than what was flushed.
 * 0 or -errno of the first thing that went wrong. */
int trace_flush(struct trace *self);

/* Flushes, closes the file and frees. NULL is allowed. 0 or -errno. */
int trace_close(struct trace *self);

#endif
