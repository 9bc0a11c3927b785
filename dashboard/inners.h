/* The collector's own agents (ingest/inner.h), all of them. */
#ifndef LAMPION_INNERS_H
#define LAMPION_INNERS_H

#include "dashboard/ingest/inner.h"

struct inners {
    struct inner *all[INGEST_INNERS_MAX];
    size_t count;
};

/* The one of this name, or a new one. NULL when there are too many, or out of memory. */
struct inner *inners_get(struct inners *self, struct ingest *ingest, const char *agent,
                         const char *boot);
void inners_stop(struct inners *self);

typedef void inners_store(void *context, struct ingest_result *result, struct live_now now);
void inners_turn(struct inners *self, bool may_store, struct live_now now, inners_store *store,
                 void *context);
int64_t inners_deadline(const struct inners *self); /* mono; LIVE_NEVER */

#endif
