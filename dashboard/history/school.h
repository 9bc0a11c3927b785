/* School holidays in the store: a table that somebody imported, as nobody can compute them. */
#ifndef LAMPION_HISTORY_SCHOOL_H
#define LAMPION_HISTORY_SCHOOL_H

#include "dashboard/history/store.h"
#include <stddef.h>

#define SCHOOL_ZONE_MAX 40
#define SCHOOL_NAME_MAX 80

struct school_holiday {
    char zone[SCHOOL_ZONE_MAX]; /* "FR-B", or an académie: "Rennes" */
    int64_t first, last;        /* civil days, both within */
    char name[SCHOOL_NAME_MAX];
};

/* Takes the place of what each zone had between its first and its last day of these, all in one
 * transaction. 0, or -EIO with why and the table as it was. */
int store_school_put(struct store *store, const struct school_holiday *all, size_t count,
                     struct why *why);

/* Those of a zone by first day; without a zone (NULL) all. 0, or -EIO with why. */
int store_school_each(struct store *store, const char *zone,
                      void (*each)(void *context, const struct school_holiday *), void *context,
                      struct why *why);

/* A number that changes with an import. 0, or -EIO with why. */
int store_school_mark(struct store *store, int64_t *mark, struct why *why);

#endif
