/* Debounce of one line: a level counts once it has stood for `window_ms`.
 *
 * Pure. The settled level is reported as of the end of the window, so that several lines with
 * one window keep their order, and a bounce shorter than the window is never seen. A window of
 * 0 passes every change through at once. */
#ifndef LAMPION_HW_DEBOUNCE_H
#define LAMPION_HW_DEBOUNCE_H

#include <stdbool.h>
#include <stdint.h>

struct debounce {
    int64_t window_ms;
    int settled;       /* the level that was last reported */
    int raw;           /* the level as last read */
    int64_t raw_at_ms; /* when raw became what it is */
};

void debounce_start(struct debounce *self, int64_t window_ms, int level, int64_t t_ms);

/* A raw edge. True when it is reported at once (window 0, level changed). */
bool debounce_edge(struct debounce *self, int level, int64_t t_ms);

/* When a pending level will have stood long enough, or INT64_MAX. */
int64_t debounce_deadline(const struct debounce *self);

/* True when the pending level has settled by `t_ms`: `settled` is then the new level. */
bool debounce_tick(struct debounce *self, int64_t t_ms);

#endif
