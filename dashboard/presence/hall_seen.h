/* What seats and rooms in use tell of the head count, learned from the place's own doors:
 * people = so many a seat taken + so many a seat held + so many a room in use, and so many whom
 * nothing sees at that hour, give or take. Pure; UTC ms.
 *
 * A regression with weights, learned from stretches whose both ends are known: what the doors
 * alone counted, never an estimate that it helped to make, less its share of what they were off
 * by at the end. What is less sure counts less. Begins with one at each seat taken, at
 * half of those held (up for a coffee, or gone), and 3 in a used room: held loosely. */
#ifndef LAMPION_PRESENCE_HALL_SEEN_H
#define LAMPION_PRESENCE_HALL_SEEN_H

#include <stdint.h>

/* What is seen inside, in use. */
#define SEEN_HOURS 24
#define SEEN_SAMPLES 96 /* a day of quarter hours */
enum { VIEW_TAKEN, VIEW_HELD, VIEW_ROOMS, VIEW_COUNT };
struct hall_view {
    double of[VIEW_COUNT];
};

/* With what the doors alone said, and its variance since the count was known. */
struct hall_sample {
    struct hall_view view;
    double people, variance;
    int64_t at_ms;
};

struct hall_seen {
    double products[VIEW_COUNT][VIEW_COUNT]; /* weighted sums over the samples */
    double with_people[VIEW_COUNT];
    double unseen[SEEN_HOURS], unseen_weight[SEEN_HOURS]; /* people beyond, by the hour */
    double excess, people;   /* residual^2 beyond the doors' doubt, and its denominator */
    double each[VIEW_COUNT]; /* people a seat or room: the solution; all 0: not solved yet */
    struct hall_sample samples[SEEN_SAMPLES]; /* of this stretch */
    int count;
};

void hall_seen_start(struct hall_seen *self);
/* To learn from when the count is known again. */
void hall_seen_note(struct hall_seen *self, const struct hall_sample *sample);
/* It is: by the doors it was `off` too high, with this variance. */
void hall_seen_end(struct hall_seen *self, double off, double variance);
void hall_seen_forget(struct hall_seen *self);
double hall_seen_people(const struct hall_seen *self, const struct hall_view *view, int64_t now_ms);
double hall_seen_variance(const struct hall_seen *self, const struct hall_view *view,
                          int64_t now_ms);

#endif
