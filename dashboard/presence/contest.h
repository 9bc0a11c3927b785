/* A "free" that somebody on the spot says is wrong. Pure; times are UTC ms of the clock seam.
 *
 * A contest can only take a "free" back, never raise anything. It ends by itself after CONTEST_MS,
 * when an organiser refuses it, or when the sensors say themselves that nothing is free: a later
 * "free" is then news. */
#ifndef LAMPION_PRESENCE_CONTEST_H
#define LAMPION_PRESENCE_CONTEST_H

#include "dashboard/objection.h"
#include "dashboard/presence/presence.h"

#define CONTEST_MS (30 * 60000LL)

struct contest {
    int64_t id;       /* of the objection; 0: not contested */
    int64_t since_ms; /* said at */
    enum claim claim;
};

/* Whether the zone says that there is room for somebody: what may be contested. */
bool contest_says_free(const struct place_zone *zone, const struct zone_estimate *estimate);

/* Somebody objects; while one holds a second changes nothing. Objections come in the order of
 * their ids. */
void contest_object(struct contest *self, int64_t id, enum claim claim, int64_t at_ms,
                    int64_t now_ms);
/* An organiser says that this one is wrong. */
void contest_refuse(struct contest *self, int64_t id);
/* Time passes, the estimate may be another. True while contested. */
bool contest_turn(struct contest *self, const struct place_zone *zone,
                  const struct zone_estimate *estimate, int64_t now_ms);

#endif
