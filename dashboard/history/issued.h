/* Reports as they were issued. */
#ifndef LAMPION_HISTORY_ISSUED_H
#define LAMPION_HISTORY_ISSUED_H

#include "dashboard/history/store.h"

#define ISSUED_KEPT_MS (3653LL * 86400000) /* ten years */

struct issued {
    char period[24], compared[24], format[16], language[4], version[24], revision[65], sha256[65];
    int64_t made_ms;
    char *figures; /* found: malloc'ed */
};

/* Keeps one, once; drops those older than ten years before it. STORE_WRITE. 0 or -EIO with why. */
int issued_put(struct store *store, const struct issued *issued, struct why *why);
/* The newest with that hash; free(figures). 0; -ENOENT with why; -EIO with why. */
int issued_find(struct store *store, const char *sha256, struct issued *issued, struct why *why);
/* When the newest report of the same days, compared with the same, was issued of other data; 0:
 * never. 0 or -EIO with why. */
int issued_otherwise(struct store *store, const struct issued *issued, int64_t *made_ms,
                     struct why *why);

#endif
