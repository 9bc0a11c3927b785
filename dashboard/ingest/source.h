/* Sources: sensors of somebody else's as one inner agent, "source" (inner.h). Pure.
 *
 * A retained message is no fresh word, but of availability. A word that is older than its
 * freshness, and an offline device, leave a fault: nothing is known until the next word, here and
 * in the history. Totals of a counter that go back are those of a new cycle, which began at 0; more
 * than SOURCE_JUMP_MAX at once are a fault and nobody. */
#ifndef LAMPION_INGEST_SOURCE_H
#define LAMPION_INGEST_SOURCE_H

#include "dashboard/ingest/inner.h"

#define SOURCE_JUMP_MAX 500

struct source_set;

/* `place` and `inner` must outlive it. NULL when out of memory. */
struct source_set *source_set_new(const struct place *place, struct inner *inner);
void source_set_free(struct source_set *self); /* NULL is allowed */

/* The broker's link stands, or broke: nothing is heard then. */
void source_set_linked(struct source_set *self, bool linked, struct live_now now);
void source_set_take(struct source_set *self, const char *topic, const char *payload, size_t length,
                     bool retained, struct live_now now);
/* What fell silent. */
void source_set_turn(struct source_set *self, struct live_now now);
int64_t source_set_deadline(const struct source_set *self); /* mono; LIVE_NEVER */

/* For /healthz. */
struct source_sums {
    size_t sources, known;
    uint64_t taken, wrong; /* messages; words that mean nothing */
};
void source_set_sums(const struct source_set *self, struct source_sums *sums);

#endif
