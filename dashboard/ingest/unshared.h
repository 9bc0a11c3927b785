/* Sensors of seats that are not shared: what happens there is nobody's business but the one's
 * who sits there. Their events keep their numbers, so that nothing looks lost, and are never
 * stored. Pure. */
#ifndef LAMPION_INGEST_UNSHARED_H
#define LAMPION_INGEST_UNSHARED_H

#include "agent/common/message.h"
#include "dashboard/place.h"

struct unshared;

/* Keeps nothing of `place`. A sensor that is named by several seats is unshared when one of them
 * is. NULL when out of memory. */
struct unshared *unshared_new(const struct place *place);
void unshared_free(struct unshared *self); /* NULL is allowed */

/* Takes the sensor from every event of `agent` that is not to be stored (see write_job). */
void unshared_blank(const struct unshared *self, const char *agent, struct event *events,
                    size_t count);

#endif
