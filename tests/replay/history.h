/* What the history holds of a stream, read by a query of the test's own and placed in UTC. */
#ifndef LAMPION_TESTS_REPLAY_HISTORY_H
#define LAMPION_TESTS_REPLAY_HISTORY_H

#include <stddef.h>
#include <stdint.h>

enum row_kind { ROW_LEVEL, ROW_BEAT, ROW_PASS, ROW_COUNT, ROW_RESET, ROW_FAULT }; /* event.kind */

struct history_row {
    int64_t seq;
    int64_t at_ms; /* UTC */
    enum row_kind kind;
    char sensor[33];               /* empty: a beat */
    int64_t value, value2, value3; /* 0 where the row has none */
    char why[33];
};

struct history {
    struct history_row *rows; /* by number */
    size_t count;
    int64_t durable;
    int64_t losses; /* rows of the table `loss`, of any stream */
};

/* Fails the test when there is no such stream or an event has no place in time. */
void history_read(struct history *self, const char *path, const char *stream);
void history_free(struct history *self);

/* UTC of the newest event of a stream; INT64_MIN while there is none (or no file yet). */
int64_t history_newest_ms(const char *path, const char *stream);

/* Fails the test unless the rows are numbered from 1 to `durable` without a gap, none is
 * declared lost and time never goes back. */
void history_check_whole(const struct history *self);

/* Fails the test unless the first row is a beat at `origin_ms` and each minute since has one.
 * The beats before `end_ms`. */
size_t history_check_beats(const struct history *self, int64_t origin_ms, int64_t end_ms);

/* A row as `lampion-agent replay` writes it, without the end of line. */
void history_line(const struct history_row *row, const char *agent, char *text, size_t size);

#endif
