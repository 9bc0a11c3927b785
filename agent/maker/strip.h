/* What a line did in the last minute: for how much of each second it was active. Pure. */
#ifndef LAMPION_AGENT_MAKER_STRIP_H
#define LAMPION_AGENT_MAKER_STRIP_H

#include <stdbool.h>
#include <stdint.h>

#define STRIP_SECONDS 60

struct strip {
    int64_t from_ms, to_ms; /* seen from, and up to */
    bool active;
    struct strip_second {
        int16_t active_ms;
        bool busy;            /* it was active, however short */
    } seconds[STRIP_SECONDS]; /* of the clock, modulo 60 */
};

enum { STRIP_UNSEEN = -1, STRIP_FULL = 8 };

void strip_start(struct strip *self, bool active, int64_t t_ms);
/* The level went on up to `t_ms`, and is `active` from then on. Times never go back. */
void strip_go(struct strip *self, bool active, int64_t t_ms);

/* The minute up to to_ms in `count` cells (a divisor of 60), oldest first: STRIP_UNSEEN, else from
 * 0, all of it at rest, to STRIP_FULL, all of it active. A blink is at least 1. */
void strip_cells(const struct strip *self, int count, int *cells);

#endif
