/* When a room is used: the share of time in which somebody was in, by hour of the week, learned
 * from its own past. Pure; UTC ms, hours of UTC (a change of summer time shifts the week by an
 * hour, and the shrinkage below carries it over until it is learned anew).
 *
 * Shrinkage in three steps, each worth ROOM_WEEK_PRIOR_MS of looking: the purpose's prior, the
 * room's share over all, its share at this hour of the day, its share at this hour of the week.
 * 8 hours are a day of opening: after a day the room counts as much as the guess, an hour of the
 * week after two months. Older than about 8 weeks fades. Within [2 %, 90 %]: no hour is ever
 * taken for one in which nobody can come. */
#ifndef LAMPION_PRESENCE_ROOM_WEEK_H
#define LAMPION_PRESENCE_ROOM_WEEK_H

#include <stdbool.h>
#include <stdint.h>

#define ROOM_WEEK_PRIOR_MS (8 * 3600000LL)
#define ROOM_WEEK_HOURS 168

struct room_share {
    int64_t known_ms, used_ms;
};

struct room_week {
    double prior;
    int64_t prior_ms; /* what a step of the shrinkage is worth */
    struct room_share all, days[24], weeks[ROOM_WEEK_HOURS];
    int64_t hour; /* the newest added to */
};

void room_week_start(struct room_week *self, double prior);
/* From `from_ms` to `to_ms` somebody was in, or nobody; what is not known is not added. Adding
 * a span in pieces is the same as adding it whole. */
void room_week_learn(struct room_week *self, int64_t from_ms, int64_t to_ms, bool used);
double room_week_at(const struct room_week *self, int64_t now_ms);

#endif
