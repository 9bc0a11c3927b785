/* Rows of the score table: what a recording gave, next to what is published and what is demanded.
 *
 * A program score_NAME prints its rows with these and ends with 0 when every demand was met, 1 when
 * one was not, SCORE_SKIPPED (meson's word for it) without its recording. */
#ifndef LAMPION_TESTS_SCORE_ROW_H
#define LAMPION_TESTS_SCORE_ROW_H

#include <stdbool.h>
#include <stddef.h>

#define SCORE_SKIPPED 77

/* Yes or no against the truth. */
struct score_binary {
    long hits, false_alarms, misses, rejections; /* tp, fp, fn, tn */
};

void score_binary_add(struct score_binary *self, bool said, bool truth);
double score_accuracy(const struct score_binary *self);
double score_precision(const struct score_binary *self); /* 0 when nothing was said */
double score_recall(const struct score_binary *self);
double score_f1(const struct score_binary *self);

/* A heading; then one line a method. `note` says what is published or demanded, or "". */
void score_head(const char *recording, const char *columns);
void score_row(const char *method, const char *figures, const char *note);
void score_row_binary(const char *method, const struct score_binary *self, const char *note);

/* Prints, and tells, whether `value` is at least (or at most) `bound`. */
bool score_demand_least(const char *what, double value, double bound);
bool score_demand_most(const char *what, double value, double bound);

/* The path of a file of the recordings (environment LAMPION_DATA, or ../shared/data beside the
 * project), malloc'ed; NULL when it is not there, and then says so. */
char *score_data(const char *file);

#endif
