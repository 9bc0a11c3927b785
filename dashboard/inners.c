#include "dashboard/inners.h"

#include <string.h>

struct inner *inners_get(struct inners *self, struct ingest *ingest, const char *agent,
                         const char *boot)
{
    for (size_t i = 0; i < self->count; i++)
        if (!strcmp(inner_agent(self->all[i]), agent))
            return self->all[i];
    struct inner *inner = self->count < INGEST_INNERS_MAX ? inner_new(ingest, agent, boot) : NULL;
    if (inner)
        self->all[self->count++] = inner;
    return inner;
}

void inners_stop(struct inners *self)
{
    while (self->count > 0)
        inner_free(self->all[--self->count]);
}

void inners_turn(struct inners *self, bool may_store, struct live_now now, inners_store *store,
                 void *context)
{
    struct ingest_result result;
    for (size_t i = 0; i < self->count; i++) {
        if (!inner_turn(self->all[i], may_store, now, &result))
            continue;
        store(context, &result, now);
        ingest_result_clear(&result);
    }
}

int64_t inners_deadline(const struct inners *self)
{
    int64_t next_ms = LIVE_NEVER;
    for (size_t i = 0; i < self->count; i++) {
        int64_t one_ms = inner_deadline(self->all[i]);
        next_ms = one_ms < next_ms ? one_ms : next_ms;
    }
    return next_ms;
}
