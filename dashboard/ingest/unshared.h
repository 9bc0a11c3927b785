/* Sensors of seats that are not shared: what happens there is nobody's business but the one's
 * who sits there. Their events keep their numbers, so that nothing looks lost, and are never
 * stored. Pure. */
#ifndef LAMPION_INGEST_UNSHARED_H
#define LAMPION_INGEST_UNSHARED_H

#include "agent/common/message.h"
#include "dashboard/facts.h"
#include "dashboard/place.h"

struct unshared;

/* Keeps nothing of `place`. A sensor that is named by several seats is unshared when one of them
 * is. NULL when out of memory. */
struct unshared *unshared_new(const struct place *place);
void unshared_free(struct unshared *self); /* NULL is allowed */

/* Dedicated seats that are lent are shared meanwhile: what happens within is stored. A sensor that
 * another unshared seat names, too, stays unshared. Forgets what was lent before. 0 or -ENOMEM,
 * and then nothing is lent. */
int unshared_lend(struct unshared *self, const struct place *place, const struct facts *facts);

/* Takes the sensor from every event of `agent` that is not to be stored (see write_job). `clock`
 * is theirs; `offset_ms` what to add to the board's time for UTC, where they were heard live
 * (has_offset). An event of which no sure time is known is of no lent seat. */
struct unshared_time {
    const struct message_clock *clock;
    bool has_offset;
    int64_t offset_ms;
};
void unshared_blank(const struct unshared *self, const char *agent,
                    const struct unshared_time *time, struct event *events, size_t count);

#endif
