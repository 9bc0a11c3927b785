/* People counted: a sensor that says how many are in a zone, for as long as it says itself. Pure;
 * UTC ms.
 *
 * The number is of the whole zone: of several counters the one that spoke last holds. When its time
 * to live is over, or the sensor is lost, it says nothing any more, never zero. */
#ifndef LAMPION_PRESENCE_COUNTED_H
#define LAMPION_PRESENCE_COUNTED_H

#include "dashboard/presence/presence.h"

struct counted {
    int64_t people; /* PRESENT_UNKNOWN: nobody counts now */
    int64_t since_ms, until_ms;
};

/* A reading as it stands at `now_ms`: a count whose time is over is silent since then. Doors, which
 * have totals, are known without a count. */
void counted_age(struct reading *reading, int64_t now_ms);
/* When counted_age makes something else of it, or INT64_MAX. */
int64_t counted_end_ms(const struct reading *reading);
/* What the filter of a room takes from a counter: it sees, as a radar does, whether somebody is
 * in. */
struct reading counted_seen(const struct reading *reading);

/* By the counters among the zone's sensors; `readings` by the place's sensors, aged. */
struct counted counted_of(const struct reading *readings, const struct place_zone *zone);

/* Whether counters are all it has: without their word it is unknown at once. */
bool counted_alone(const struct reading *readings, const struct place_zone *zone);
void counted_nobody_knows(struct zone_estimate *estimate);

/* A room of which somebody counts. `estimate` is as the filter has it: where the count is nobody
 * and another sensor sees somebody, the room is in use. */
void counted_room(const struct counted *self, const struct place_zone *zone,
                  struct zone_estimate *estimate);
/* A hall, with `at_least` seen in the zones inside. */
void counted_hall(const struct counted *self, int64_t at_least, int64_t capacity,
                  struct zone_estimate *estimate);

#endif
