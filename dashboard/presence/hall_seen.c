#include "dashboard/presence/hall_seen.h"

#include <math.h>

#define PER_SEAT 1.15
#define PER_SEAT_SD 0.2
#define PER_ROOM 3.0
#define PER_ROOM_SD 1.5
/* Variance a person: who is up, at the bar, in a full or nearly empty meeting. */
#define DOUBT 0.6
#define DOUBT_WEIGHT 400.0 /* person-samples after which the data count as much */
#define DOUBT_MIN 0.15
#define FLOOR 3.0   /* people whom nothing sees are there at any level */
#define NEWS 0.25   /* samples of a quarter hour repeat each other */
#define KEEP 0.9995 /* each sample: half in some weeks of opening hours */

struct rates {
    double seat, room;
};

static struct rates rates(const struct hall_seen *self)
{
    double seat_prior = 1 / (PER_SEAT_SD * PER_SEAT_SD),
           room_prior = 1 / (PER_ROOM_SD * PER_ROOM_SD);
    double ss = self->ss + seat_prior, rr = self->rr + room_prior, sr = self->sr;
    double sn = self->sn + PER_SEAT * seat_prior, rn = self->rn + PER_ROOM * room_prior;
    double det = ss * rr - sr * sr; /* > 0: the priors see to it */
    struct rates both = {(rr * sn - sr * rn) / det, (ss * rn - sr * sn) / det};
    return (struct rates){fmax(both.seat, 0.5), fmax(both.room, 0.5)};
}

double hall_seen_people(const struct hall_seen *self, const struct hall_view *view)
{
    struct rates each = rates(self);
    return each.seat * view->seats + each.room * view->rooms;
}

double hall_seen_variance(const struct hall_seen *self, const struct hall_view *view)
{
    double doubt = (DOUBT * DOUBT_WEIGHT + self->excess) / (DOUBT_WEIGHT + self->people);
    return fmax(doubt, DOUBT_MIN) * (hall_seen_people(self, view) + FLOOR);
}

void hall_seen_add(struct hall_seen *self, const struct hall_view *view, double people,
                   double variance)
{
    double expected = hall_seen_people(self, view);
    double weight = NEWS / (variance + hall_seen_variance(self, view));
    double off = people - expected;
    double scale = 1 / (1 + variance / (expected + FLOOR)); /* sure doors tell most */
    self->excess = KEEP * self->excess + scale * (off * off - variance);
    self->people = KEEP * self->people + scale * (expected + FLOOR);
    self->ss = KEEP * self->ss + weight * view->seats * view->seats;
    self->sr = KEEP * self->sr + weight * view->seats * view->rooms;
    self->rr = KEEP * self->rr + weight * view->rooms * view->rooms;
    self->sn = KEEP * self->sn + weight * view->seats * people;
    self->rn = KEEP * self->rn + weight * view->rooms * people;
}
