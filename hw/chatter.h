/* Whether a line chatters: so many edges for so long that no person makes them (a loose contact,
 * sun in a light beam, a wire without a pull). Pure, a line each.
 *
 * It begins with the CHATTER_EDGES-th edge within CHATTER_WINDOW_MS of a window's first, and ends
 * after a window with at most CHATTER_QUIET edges. A bouncing switch makes six edges a change, a
 * hand that plays in a beam six a second. */
#ifndef LAMPION_HW_CHATTER_H
#define LAMPION_HW_CHATTER_H

#include <stdbool.h>
#include <stdint.h>

#define CHATTER_WINDOW_MS 10000
#define CHATTER_EDGES 300
#define CHATTER_QUIET 10

struct chatter {
    int64_t from_ms; /* of the window */
    int count;       /* in it */
    bool on;
};

void chatter_start(struct chatter *self, int64_t t_ms);
/* A raw edge. True: it begins to chatter. */
bool chatter_edge(struct chatter *self, int64_t t_ms);
/* When the window ends that may end it; INT64_MAX while it does not chatter. */
int64_t chatter_deadline(const struct chatter *self);
/* True: it has ended. */
bool chatter_tick(struct chatter *self, int64_t t_ms);

#endif
