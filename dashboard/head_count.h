/* A head count by a person is a dated fact, which a running daemon takes up within a second. For a
 * hall whose doors have not spoken yet it is also where their counting begins: a door sensor alone
 * does not know how many were inside when it was switched on. */
#ifndef LAMPION_HEAD_COUNT_H
#define LAMPION_HEAD_COUNT_H

#include "dashboard/history/store.h"
#include "dashboard/place.h"

struct head_count_doors {
    size_t count;
    bool silent; /* none has spoken yet */
};

/* 0, or -errno with why: -EINVAL when the zone has no doors. */
int head_count_look(struct store *store, const struct place *place, size_t zone,
                    struct head_count_doors *doors, struct why *why);

/* Where the counting of silent doors begins. Takes `store` (STORE_WRITE) over, also when it fails.
 * 0 or -errno with why. */
int head_count_begin(struct store *store, const struct place *place, size_t zone, int64_t people,
                     int64_t at_ms, struct why *why);

#endif
