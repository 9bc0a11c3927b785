/* What seats and rooms in use tell of the head count, learned from the place's own doors:
 * people = so many a seat taken + so many a seat held + so many a room in use, and so many whom
 * nothing sees at that hour, give or take. Pure; UTC ms.
 *
 * A regression with weights: a day's doors are right on average and wrong by the day, so what
 * they say counts the less the less sure they are. It learns from the doors alone, never from an
 * estimate that it helped to make. Begins with people at all seats taken and half of those held,
 * one more at ten seats somewhere, and 3 in a used room: held loosely. */
#ifndef LAMPION_PRESENCE_HALL_SEEN_H
#define LAMPION_PRESENCE_HALL_SEEN_H

#include <stdint.h>

/* What is seen inside, in use. */
#define SEEN_HOURS 24
enum { VIEW_TAKEN, VIEW_HELD, VIEW_ROOMS, VIEW_COUNT };
struct hall_view {
    double of[VIEW_COUNT];
};

struct hall_seen {
    double products[VIEW_COUNT][VIEW_COUNT]; /* weighted sums over the samples */
    double with_people[VIEW_COUNT];
    double unseen[SEEN_HOURS], unseen_weight[SEEN_HOURS]; /* people beyond, by the hour */
    double excess, people;   /* residual^2 beyond the doors' doubt, and its denominator */
    double each[VIEW_COUNT]; /* people a seat or room: the solution; all 0: not solved yet */
};

void hall_seen_start(struct hall_seen *self);
void hall_seen_add(struct hall_seen *self, const struct hall_view *view, double people,
                   double variance, int64_t now_ms);
double hall_seen_people(const struct hall_seen *self, const struct hall_view *view, int64_t now_ms);
double hall_seen_variance(const struct hall_seen *self, const struct hall_view *view,
                          int64_t now_ms);

#endif
