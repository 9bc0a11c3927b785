/* The benches. Each adds its figures, or says on stderr why it could not and returns -1. */
#ifndef LAMPION_TESTS_BENCH_BENCHES_H
#define LAMPION_TESTS_BENCH_BENCHES_H

#include "tests/bench/figures.h"
#include "tests/bench/stage.h"
#include <stdbool.h>

#define BENCH_NOT_HERE 77 /* what is measured is missing on this machine */

/* From the driver's decision to the bytes on the live stream, then the same with 100 viewers
 * more; and what both programs hold in memory by then. */
int bench_latency(struct stage *stage, struct figures *figures, bool quick);

/* Durable events per second at the collector against what a subscriber that does nothing with
 * them receives: one event a message with a window, one event a message with one message of an
 * agent under way, and full messages the same way. */
int bench_pipelined(struct stage *stage, struct figures *figures, bool quick);
int bench_paced(struct stage *stage, struct figures *figures, bool quick);
int bench_batches(struct stage *stage, struct figures *figures, bool quick);

/* A past of a year (14 days with `quick`): bytes of events and slots, the time to settle it, to
 * read a zone's days, and the same by SQL. */
int bench_history(struct stage *stage, struct figures *figures, bool quick);
/* Years of a place with many zones: a yearly report in each format, a zone's year of days next to
 * SQL over the slots, the live stream while an export runs. */
int bench_years(struct stage *stage, struct figures *figures, bool quick);
/* The 99th percentile of `count` changes on the live stream of the collector that runs. */
int latency_p99(struct stage *stage, const char *name, size_t count, double *p99_ms);
/* How long after the broker is back the live stream has a new word; and how fast the backlog of
 * one agent is on the collector's disk. */
int bench_recovery(struct stage *stage, struct figures *figures, bool quick);
int bench_drain(struct stage *stage, struct figures *figures, bool quick);

/* What an agent of 64 lines costs, and how many edges a second the source "gpio" takes. The
 * latter, and the memory of an agent on a chip's lines, need the rig's kernel: without it
 * bench_lines says so and adds nothing. */
int bench_load(struct stage *stage, struct figures *figures, bool quick);
/* On that kernel: prints `name value`. BENCH_NOT_HERE: it has no gpio-sim. */
int bench_load_inside(struct stage *stage, bool quick);
int bench_lines(struct stage *stage, struct figures *figures, bool quick);

/* The memory of a process. `who` is what the figure says; aim 0: none. */
int bench_memory(struct figures *figures, pid_t pid, const char *who, double aim_mb);

#endif
