/* Past counts into the history, beside what was measured and never over it.
 *
 * They become hours and days of source `imported`. Nothing is said that was not counted: what
 * was open, seats, and time without a count are unknown; a day that is given by hours is as long as
 * these. A whole day has passages and the most at once, but no time that people spent. */
#ifndef LAMPION_IMPORTED_H
#define LAMPION_IMPORTED_H

#include "dashboard/counts_file.h"
#include "dashboard/history/store.h"
#include "dashboard/zonetime.h"
#include <stdbool.h>

struct imported_request {
    const struct counts_file *file;
    const struct zonetime *zonetime;
    int64_t now_ms;     /* days that are not over are refused */
    bool skip_measured; /* leave measured days as they are, else they refuse the file */
    const char *author; /* may be empty */
};

struct imported_sums {
    size_t days;         /* of zones, in the file */
    size_t changed;      /* of those, not in the history like that already */
    size_t measured;     /* of those, left as they are */
    int64_t first, last; /* civil days */
};

/* All of it or nothing, in one transaction; a day of a zone that was imported before is replaced.
 * What changed is noted as a dated fact with author and time. 0, or -EINVAL or -EIO with why. */
int imported_put(struct store *store, const struct imported_request *request,
                 struct imported_sums *sums, struct why *why);

#endif
