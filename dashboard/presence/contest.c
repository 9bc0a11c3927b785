#include "dashboard/presence/contest.h"

bool contest_says_free(const struct place_zone *zone, const struct zone_estimate *estimate)
{
    if (zone->kind == ZONE_SEATS)
        return estimate->free > 0;
    /* A hall that is nearly full has room; a room that is in use has none. */
    return estimate->state == STATE_FREE ||
           (zone->kind == ZONE_HALL && estimate->state == STATE_BUSY);
}

/* Unknown is no word of the sensors: it settles nothing. */
static bool says_not_free(const struct place_zone *zone, const struct zone_estimate *estimate)
{
    return estimate->state != STATE_UNKNOWN && !contest_says_free(zone, estimate);
}

void contest_object(struct contest *self, int64_t id, enum claim claim, int64_t at_ms,
                    int64_t now_ms)
{
    bool holds = self->id && at_ms < self->since_ms + CONTEST_MS;
    if (!holds && now_ms < at_ms + CONTEST_MS)
        *self = (struct contest){id, at_ms, claim};
}

void contest_refuse(struct contest *self, int64_t id)
{
    if (self->id == id)
        *self = (struct contest){0};
}

bool contest_turn(struct contest *self, const struct place_zone *zone,
                  const struct zone_estimate *estimate, int64_t now_ms)
{
    if (self->id && (now_ms >= self->since_ms + CONTEST_MS || says_not_free(zone, estimate)))
        *self = (struct contest){0};
    return self->id != 0;
}
