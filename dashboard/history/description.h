/* The description of the place in the store: the text of place.yaml, versioned in time. */
#ifndef LAMPION_HISTORY_DESCRIPTION_H
#define LAMPION_HISTORY_DESCRIPTION_H

#include "dashboard/history/store.h"

struct store_description {
    int64_t version; /* from 1 */
    int64_t from_ms; /* UTC: in force from here, until a higher version is */
    int64_t applied_ms;
    char *text; /* malloc'ed */
};

/* Adds the next version; `version` gets its number. 0, or -EIO with why. On the connection of
 * STORE_WRITE, before the writer takes it over, or on one of its own. */
int store_description_put(struct store *store, const char *text, int64_t from_ms,
                          int64_t applied_ms, int64_t *version, struct why *why);

/* The version in force at `at_ms`. 0; -ENOENT when there is none (no why); -EIO with why. */
int store_description_get(struct store *store, int64_t at_ms, struct store_description *description,
                          struct why *why);
/* Version `version`. The same. */
int store_description_read(struct store *store, int64_t version,
                           struct store_description *description, struct why *why);
/* The number of the newest, whenever it holds; 0: none. 0, or -EIO with why. */
int store_description_newest(struct store *store, int64_t *version, struct why *why);
void store_description_clear(struct store_description *description);

#endif
