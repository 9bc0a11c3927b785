/* An edition: all that is written from one snapshot in one language. Made when somebody first asks
 * and kept until the next snapshot, so that a thousand readers cost one rendering. */
#ifndef LAMPION_HTTP_EDITION_H
#define LAMPION_HTTP_EDITION_H

#include "dashboard/http/reply.h"
#include "dashboard/page/fragment.h"
#include "dashboard/page/sentence.h"
#include "dashboard/snapshot.h"
#include "dashboard/zonetime.h"

struct edition {
    int references;
    enum language language;
    struct snapshot *snapshot;
    const struct zonetime *zone;
    struct fragments fragments;
    char *json;                    /* of the place */
    struct reply *page[2], *place; /* NULL until asked for; the page as it is, and packed */
};

struct edition *edition_ref(struct edition *self);
void edition_unref(struct edition *self); /* NULL is allowed */

/* What its pages are drawn from; holds as long as the edition. */
struct view edition_view(const struct edition *self);

/* The page, and the place as JSON: a reference for the caller, NULL when out of memory. */
struct reply *edition_page(struct edition *self, bool gzip);
struct reply *edition_place(struct edition *self);

/* The newest editions. A zeroed struct with the zone set has none. */
struct editions {
    const struct zonetime *zone;
    struct snapshot *snapshot;
    int64_t open_changed_ms; /* open, closed or unknown since; 0: since before our start */
    struct edition *list[LANGUAGE_COUNT];
};

/* Takes a reference of its own; NULL clears. */
void editions_publish(struct editions *self, struct snapshot *snapshot);

/* Belongs to the editions; NULL before the first snapshot and when out of memory. */
struct edition *editions_get(struct editions *self, enum language language);

#endif
