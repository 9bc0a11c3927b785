/* A gale: very many agents in one process, each with a connection of its own, as far as the
 * broker and the collector can see.
 *
 * They behave as lampion-agent does on the wire: connect when their own time has come, hello and
 * state first, then events from the oldest on, one message outstanding, sent again after 1.5 s
 * doubling to 48 s with jitter, until the acknowledgement comes. A few threads share them. */
#ifndef LAMPION_TESTS_STORM_GALE_H
#define LAMPION_TESTS_STORM_GALE_H

#include <stddef.h>
#include <stdint.h>

struct gale;

/* `agents` boards of place "town", named storm-0001 and so on, with one seat ("seat") each. They
 * come at once, spread evenly over `spread_ms`. */
struct gale *gale_start(int port, size_t agents, int64_t spread_ms, uint64_t seed);
void gale_stop(struct gale *self);

/* Everybody comes with `events` more, one every `gap_ms` up to now; not before gale_return. */
void gale_hold(struct gale *self);
void gale_return(struct gale *self, size_t events, int64_t gap_ms);

/* Waits until all is acknowledged. 0, or -1 after `ms` without an end. */
int gale_wait(struct gale *self, int64_t ms);

struct gale_figures {
    size_t connects, messages, resent;
    uint64_t events, acknowledged; /* numbers */
    int64_t first_ms, last_ms;     /* the first message sent and the last ack since a return */
    uint64_t best_second;          /* most events acknowledged within a second */
    int64_t slowest_live_ms;       /* longest from a connect begun to its state handed over */
};
void gale_figures(struct gale *self, struct gale_figures *figures);

#endif
