/* What edges and levels of real lines say about each other: whether edges were lost.
 *
 * Pure. A bank is what its chip gives one numbering of events (libgpiod 2; 0 = none, libgpiod 1).
 * Three things tell of lost edges: a gap in a line's own numbers; a gap in the bank's numbers that
 * no line accounts for (its events were the last of theirs); and a level that differs from the
 * line's last edge and stays so for LINE_WATCH_SETTLE_MS, for an edge may still be on its way
 * between pin and queue. A line of which only its level ever tells is called frozen. */
#ifndef LAMPION_HW_LINE_WATCH_H
#define LAMPION_HW_LINE_WATCH_H

#include <stdbool.h>
#include <stdint.h>

#define LINE_WATCH_SETTLE_MS 20
#define LINE_WATCH_NEVER INT64_MAX
#define LINE_WATCH_FROZEN 3 /* so many changes of level in a row without an edge */

struct bank_watch {
    uint32_t seq;     /* of the last event */
    uint32_t gaps;    /* so often were events lost */
    uint32_t missing; /* events that were lost and that no line has accounted for */
};

struct line_watch {
    int level;      /* as of the last word */
    uint32_t seq;   /* of the last event; 0 right after the start */
    bool renumber;  /* a loss was told already: take the next number as it is */
    uint32_t gaps;  /* of the bank at the last event */
    int64_t odd_ms; /* since when the level is another one, or LINE_WATCH_NEVER */
    int silent;     /* changes of level in a row without an edge */
};

enum line_verdict { LINE_GOOD, LINE_WAS_LOST, LINE_IS_FROZEN };

void bank_watch_start(struct bank_watch *bank);
void line_watch_start(struct line_watch *line, int level);

/* An event of the line. LINE_WAS_LOST: events of the line before it were lost. */
enum line_verdict line_watch_edge(struct line_watch *line, struct bank_watch *bank, int level,
                                  uint32_t line_seq, uint32_t bank_seq);

/* All events that waited have been read: whether this line must have lost some, because the bank
 * misses events and this one had none since. To be asked of every line, before
 * bank_watch_settled. */
enum line_verdict line_watch_settle(struct line_watch *line, const struct bank_watch *bank);
void bank_watch_settled(struct bank_watch *bank);

/* The level at `t_ms`, read while no event of the line waited. Anything but LINE_GOOD: the level
 * is the line's from now on. */
enum line_verdict line_watch_level(struct line_watch *line, int level, int64_t t_ms);

#endif
