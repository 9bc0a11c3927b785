/* Finds a line that changes oftener than its sensor can: a loose wire, a dying contact, a
 * neighbour's radio. Pure; part of a driver's state.
 *
 * It stands from the moment a minute holds more than `most` changes until the line has been
 * still for CHATTER_CALM_MS. The minute begins with its first change. */
#ifndef LAMPION_HW_CHATTER_H
#define LAMPION_HW_CHATTER_H

#include <stdbool.h>
#include <stdint.h>

#define CHATTER_WINDOW_MS 60000
#define CHATTER_CALM_MS 10000

struct chatter {
    int64_t most; /* changes in a minute; 0: any number */
    int64_t from_ms, last_ms;
    int64_t count;
    bool standing;
};

static inline void chatter_start(struct chatter *self, int64_t most, int64_t t_ms)
{
    *self = (struct chatter){.most = most, .from_ms = t_ms, .last_ms = t_ms};
}

/* A change of the line. True when it begins to chatter. */
static inline bool chatter_edge(struct chatter *self, int64_t t_ms)
{
    self->last_ms = t_ms;
    if (self->standing)
        return false;
    if (self->count == 0 || t_ms - self->from_ms >= CHATTER_WINDOW_MS) {
        self->from_ms = t_ms;
        self->count = 0;
    }
    self->standing = ++self->count > self->most && self->most > 0;
    return self->standing;
}

/* When it will be calm again, INT64_MAX while it is. */
static inline int64_t chatter_deadline(const struct chatter *self)
{
    return self->standing ? self->last_ms + CHATTER_CALM_MS : INT64_MAX;
}

/* True when it has become calm. */
static inline bool chatter_tick(struct chatter *self, int64_t t_ms)
{
    if (t_ms < chatter_deadline(self))
        return false;
    self->standing = false;
    self->count = 0;
    return true;
}

#endif
