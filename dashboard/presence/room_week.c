#include "dashboard/presence/room_week.h"

#define HOUR_MS 3600000LL
#define SHARE_MIN 0.02
#define SHARE_MAX 0.90
#define WEEKS_KEPT 8

void room_week_start(struct room_week *self, double prior)
{
    *self = (struct room_week){.prior = prior, .prior_ms = ROOM_WEEK_PRIOR_MS, .hour = INT64_MIN};
}

static void fade(struct room_share *share, int64_t most_ms)
{
    if (share->known_ms < most_ms)
        return;
    share->known_ms /= 2;
    share->used_ms /= 2;
}

static void add(struct room_share *share, int64_t ms, bool used)
{
    share->known_ms += ms;
    share->used_ms += used ? ms : 0;
}

void room_week_learn(struct room_week *self, int64_t from_ms, int64_t to_ms, bool used)
{
    while (from_ms < to_ms) {
        int64_t hour = from_ms / HOUR_MS;
        int64_t end_ms = (hour + 1) * HOUR_MS < to_ms ? (hour + 1) * HOUR_MS : to_ms;
        struct room_share *day = &self->days[hour % 24];
        struct room_share *week = &self->weeks[hour % ROOM_WEEK_HOURS];
        if (hour != self->hour) { /* once an hour, however the time comes */
            fade(&self->all, WEEKS_KEPT * ROOM_WEEK_HOURS * HOUR_MS);
            fade(day, WEEKS_KEPT * 7 * HOUR_MS);
            fade(week, WEEKS_KEPT * HOUR_MS);
            self->hour = hour;
        }
        add(&self->all, end_ms - from_ms, used);
        add(day, end_ms - from_ms, used);
        add(week, end_ms - from_ms, used);
        from_ms = end_ms;
    }
}

static double shrink(const struct room_share *share, double towards, int64_t prior_ms)
{
    return (towards * (double)prior_ms + (double)share->used_ms) /
           (double)(prior_ms + share->known_ms);
}

double room_week_at(const struct room_week *self, int64_t now_ms)
{
    int64_t hour = now_ms / HOUR_MS;
    double share = shrink(&self->all, self->prior, self->prior_ms);
    share = shrink(&self->days[hour % 24], share, self->prior_ms);
    share = shrink(&self->weeks[hour % ROOM_WEEK_HOURS], share, self->prior_ms);
    return share < SHARE_MIN ? SHARE_MIN : share > SHARE_MAX ? SHARE_MAX : share;
}
