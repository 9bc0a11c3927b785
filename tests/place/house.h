/* The house and everybody in it: moves people through door, seats and meeting room, keeps the head
 * counts, and has the sensors and the truth written.
 *
 * It is driven by a day: the earliest person takes a step, until all have gone. */
#ifndef LAMPION_TESTS_PLACE_HOUSE_H
#define LAMPION_TESTS_PLACE_HOUSE_H

#include <stdint.h>

#include "tests/place/door.h"
#include "tests/place/meeting.h"
#include "tests/place/motion.h"
#include "tests/place/person.h"
#include "tests/place/queue.h"
#include "tests/place/seat.h"
#include "tests/place/truth.h"

struct house {
    struct truth *truth;
    struct random random;
    struct door door;
    struct motion motion;
    struct seat seats[SEATS_MAX];
    int seat_count;
    int present[ZONE_COUNT];
    struct person_habits habits;
    double side_by_side; /* share of passages made by two at once, where a second one is about */
};

/* Moves the next person of `queue`; at a meeting's start `house_call` comes first. */
void house_step(struct house *self, struct queue *queue, const struct meeting *meetings);

/* Calls people from their seats into meeting number `index`, as many as do not come from outside.
 */
void house_call(struct house *self, struct queue *queue, const struct meeting *meetings, int index);

/* Ends a day. Everybody has gone. */
void house_night(struct house *self);

#endif
