/* Finds a line that changes oftener than its sensor can: a loose wire, a dying contact, a
 * neighbour's radio. Pure; part of a driver's state.
 *
 * It stands from the moment a minute holds more than `most` changes until the line has been
 * still for FLUTTER_CALM_MS. The minute begins with its first change. */
#ifndef LAMPION_HW_FLUTTER_H
#define LAMPION_HW_FLUTTER_H

#include <stdbool.h>
#include <stdint.h>

#define FLUTTER_WINDOW_MS 60000
#define FLUTTER_CALM_MS 10000

struct flutter {
    int64_t most; /* changes in a minute; 0: any number */
    int64_t from_ms, last_ms;
    int64_t count;
    bool standing;
};

static inline void flutter_start(struct flutter *self, int64_t most, int64_t t_ms)
{
    *self = (struct flutter){.most = most, .from_ms = t_ms, .last_ms = t_ms};
}

/* A change of the line. True when it begins to flutter. */
static inline bool flutter_edge(struct flutter *self, int64_t t_ms)
{
    self->last_ms = t_ms;
    if (self->standing)
        return false;
    if (self->count == 0 || t_ms - self->from_ms >= FLUTTER_WINDOW_MS) {
        self->from_ms = t_ms;
        self->count = 0;
    }
    self->standing = ++self->count > self->most && self->most > 0;
    return self->standing;
}

/* When it will be calm again, INT64_MAX while it is. */
static inline int64_t flutter_deadline(const struct flutter *self)
{
    return self->standing ? self->last_ms + FLUTTER_CALM_MS : INT64_MAX;
}

/* True when it has become calm. */
static inline bool flutter_tick(struct flutter *self, int64_t t_ms)
{
    if (t_ms < flutter_deadline(self))
        return false;
    self->standing = false;
    self->count = 0;
    return true;
}

#endif
