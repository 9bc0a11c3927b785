/* Corrections of a time whose raw events are gone: what they ask for, and the slots as they were
 * before. The connection's thread only, within a transaction of the caller; functions return 0 or
 * -EIO with why. What they do to the slots is settle_offset.h's. */
#ifndef LAMPION_HISTORY_OFFSETS_H
#define LAMPION_HISTORY_OFFSETS_H

#include "agent/common/topic.h"
#include "dashboard/history/slot.h"
#include "dashboard/history/store.h"
#include <stdbool.h>
#include <stddef.h>

struct offset {
    int64_t fact;
    int64_t from_s, until_s; /* UTC */
    bool counted;            /* `people` is the count at from_s; else to add to it */
    int64_t people;
};

/* Counts and corrections from before `before_ms` of which nobody took notice yet. */
struct offset_news {
    int64_t fact;
    char zone[ID_MAX];
    int64_t from_ms, to_ms;
    int64_t people;
    bool counted;
    bool retracted; /* now */
    bool settled;   /* it was settled with the raw events */
    bool applied;   /* it is an offset */
};
/* malloc'ed, the caller's. */
int offsets_news(struct store *store, int64_t before_ms, struct offset_news **news, size_t *count,
                 struct why *why);

int offsets_put(struct store *store, int64_t zone, const struct offset *offset, struct why *why);
int offsets_remove(struct store *store, int64_t fact, struct why *why);
/* Of a zone, by time; malloc'ed, the caller's. */
int offsets_read(struct store *store, int64_t zone, struct offset **offsets, size_t *count,
                 struct why *why);

/* Slots as they were settled: kept when there is none of that time yet; all of a zone, by time
 * (malloc'ed, the caller's); and forgotten. */
int offsets_before_keep(struct store *store, int64_t zone, const struct slot *slot,
                        struct why *why);
int offsets_before_read(struct store *store, int64_t zone, struct slot **slots, size_t *count,
                        struct why *why);
int offsets_before_forget(struct store *store, int64_t zone, int64_t start_s, struct why *why);

#endif
