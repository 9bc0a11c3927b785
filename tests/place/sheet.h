/* A CSV file of things that change over time: a sensor trace, or the truth.
 *
 * Rows may be put in any order within a day and leave sorted at `sheet_flush`; rows put at the same
 * millisecond keep the order they were put in. Times are milliseconds from the trace's start.
 * What changes has a key: a *state* has a value at any time, an *event* happens. States: what was
 * put at or before 0 is folded into one row a key at 0.000, and a row that would repeat the
 * value is left out, so that the rows of a key alternate. Events before 0 are left out.
 * Nothing at or after the trace's end is written.
 *
 * The file begins with `#` lines and the header. Errors (memory, disk) are kept and told by
 * `sheet_flush` and `sheet_close`, so that the many writers need not look. */
#ifndef LAMPION_TESTS_PLACE_SHEET_H
#define LAMPION_TESTS_PLACE_SHEET_H

#include <stdint.h>

#define SHEET_EVENT INT32_MIN

struct sheet;

/* Creates DIR/FILE for times from 0 up to `end_ms`. `notes` are the text of `#` lines, one a line
 * feed. NULL with errno. */
struct sheet *sheet_open(const char *dir, const char *file, const char *notes, const char *header,
                         int64_t end_ms);

/* A key whose rows read `t,<before><value><after>`. `initial` is the value it has before its first
 * row, or SHEET_EVENT. At most SHEET_KEYS a trace; the texts are copied, up to 31 characters each.
 */
#define SHEET_KEYS 256
int sheet_key(struct sheet *self, const char *before, const char *after, int32_t initial);

void sheet_put(struct sheet *self, int key, int64_t t_ms, int32_t value);

/* Writes all rows put so far. What is put later must not be earlier than what was flushed.
 * 0 or -errno of the first thing that went wrong. */
int sheet_flush(struct sheet *self);

/* Flushes, closes the file and frees. NULL is allowed. 0 or -errno. */
int sheet_close(struct sheet *self);

#endif
