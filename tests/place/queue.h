/* Who is next: a heap of persons by the time of their next step. */
#ifndef LAMPION_TESTS_PLACE_QUEUE_H
#define LAMPION_TESTS_PLACE_QUEUE_H

#include "tests/place/person.h"

struct queue {
    struct person *people; /* the caller's, `count` of them */
    int count;
    int waiting; /* those not gone */
    int *heap;   /* their indices, the next one first */
    int *place;  /* of each person in the heap */
};

/* All of `people` wait. 0 or -ENOMEM. `queue_close` frees the heap, never the people. */
int queue_open(struct queue *self, struct person *people, int count);
void queue_close(struct queue *self);

/* Who is next, the first of them among equals, or NULL when all are gone. */
struct person *queue_first(const struct queue *self);

/* To be told when a waiting person's `next_ms` was changed, or when `step` became STEP_GONE. */
void queue_update(struct queue *self, const struct person *person);

#endif
