#include "agent/maker/strip.h"

#include <assert.h>

enum { SECOND_MS = 1000 };

static struct strip_second *second_of(struct strip *self, int64_t second)
{
    return &self->seconds[second % STRIP_SECONDS];
}

void strip_start(struct strip *self, bool active, int64_t t_ms)
{
    assert(t_ms >= 0);
    *self = (struct strip){.from_ms = t_ms, .to_ms = t_ms, .active = active};
    second_of(self, t_ms / SECOND_MS)->busy = active;
}

void strip_go(struct strip *self, bool active, int64_t t_ms)
{
    /* After a long sleep only the last minute is of interest. */
    if (t_ms - self->to_ms > 2 * STRIP_SECONDS * SECOND_MS)
        self->to_ms = t_ms - 2 * STRIP_SECONDS * SECOND_MS;
    while (self->to_ms < t_ms) {
        int64_t second = self->to_ms / SECOND_MS, end_ms = (second + 1) * SECOND_MS;
        int64_t until_ms = end_ms < t_ms ? end_ms : t_ms;
        if (self->active) {
            second_of(self, second)->active_ms += (int16_t)(until_ms - self->to_ms);
            second_of(self, second)->busy = true;
        }
        self->to_ms = until_ms;
        if (until_ms == end_ms)
            *second_of(self, second + 1) = (struct strip_second){0};
    }
    self->active = active;
    second_of(self, self->to_ms / SECOND_MS)->busy |= active;
}

void strip_cells(const struct strip *self, int count, int *cells)
{
    int each = STRIP_SECONDS / count;
    assert(count > 0 && each * count == STRIP_SECONDS);
    int64_t first = self->to_ms / SECOND_MS - STRIP_SECONDS + 1;
    for (int i = 0; i < count; i++) {
        int64_t active_ms = 0, from = first + (int64_t)i * each;
        bool busy = false, seen = false;
        for (int64_t s = from; s < from + each; s++) {
            if (s < self->from_ms / SECOND_MS)
                continue;
            const struct strip_second *second = &self->seconds[s % STRIP_SECONDS];
            seen = true;
            busy |= second->busy;
            active_ms += second->active_ms;
        }
        /* The newest second is not over yet: what it was so far counts in whole. */
        int64_t whole_ms = (int64_t)each * SECOND_MS;
        if (i == count - 1)
            whole_ms += self->to_ms % SECOND_MS - SECOND_MS;
        int64_t level = whole_ms > 0 ? (active_ms * STRIP_FULL + whole_ms / 2) / whole_ms : 0;
        if (busy && level == 0)
            level = 1;
        cells[i] = !seen ? STRIP_UNSEEN : level > STRIP_FULL ? STRIP_FULL : (int)level;
    }
}
