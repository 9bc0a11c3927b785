/* The uplink: an agent's word on the broker. Hello, state, events; acknowledgements back.
 *
 * Owns the link and the courier. `conn` counts the connections within a stream, over all the
 * processes that carry it on, also those that failed on the way, because the will of such a one
 * may still be published. Times are real ms, but where the
 * clock seam's are named. */
#ifndef LAMPION_AGENT_UPLINK_H
#define LAMPION_AGENT_UPLINK_H

#include "agent/board.h"
#include "agent/clock.h"
#include "agent/outbox.h"

#define UPLINK_STATE_MS 10000 /* of the clock seam: the longest silence of `state` */
#define UPLINK_STATE_FAST_MS                                                                       \
    50 /* real: the shortest time between two when time is simulated fast */

struct uplink;

/* All four must outlive it. NULL with why. */
struct uplink *uplink_open(const struct agent_config *config, const struct agent_clock *clock,
                           const struct board *board, struct outbox *outbox, struct why *why);
/* Says online:false if it can, waits up to a second for what is in flight, and frees. */
void uplink_close(struct uplink *self);

int uplink_fd(const struct uplink *self);

/* Something changed on the board: the state goes out at the next turn. */
void uplink_changed(struct uplink *self);

/* Takes what came in, sends what is due. Once a loop turn, after the board. */
void uplink_turn(struct uplink *self, int64_t now_ms);

/* When to turn next if nothing else happens. */
int64_t uplink_deadline(const struct uplink *self);

bool uplink_is_connected(const struct uplink *self);
/* When it last moved, see link_moved_ms. */
int64_t uplink_moved_ms(const struct uplink *self);

#endif
