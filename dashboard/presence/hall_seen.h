/* What seats in use and rooms in use tell of the head count, learned from the place's own doors:
 * people = per_seat * seats + per_room * rooms, give or take. Pure.
 *
 * A regression with weights: a day's doors are right on average and wrong by the day, so what
 * they say counts the less the less sure they are. It learns from the doors alone, never from an
 * estimate that it helped to make. Begins at 1.15 people a used seat (some are up) and 3 a used
 * room, held loosely. */
#ifndef LAMPION_PRESENCE_HALL_SEEN_H
#define LAMPION_PRESENCE_HALL_SEEN_H

/* What is seen inside. */
struct hall_view {
    double seats, rooms; /* in use */
};

struct hall_seen {
    double ss, sr, rr, sn, rn; /* weighted sums of products; n: people by the doors */
    double excess, people;     /* residual^2 beyond the doors' doubt, and its denominator */
};

void hall_seen_add(struct hall_seen *self, const struct hall_view *view, double people,
                   double variance);
double hall_seen_people(const struct hall_seen *self, const struct hall_view *view);
double hall_seen_variance(const struct hall_seen *self, const struct hall_view *view);

#endif
