#include "tests/place/queue.h"

#include <assert.h>
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>

static bool before(const struct queue *self, int a, int b)
{
    const struct person *x = &self->people[a], *y = &self->people[b];

    return x->next_ms != y->next_ms ? x->next_ms < y->next_ms : a < b;
}

static void put(struct queue *self, int slot, int person)
{
    self->heap[slot] = person;
    self->place[person] = slot;
}

static void rise(struct queue *self, int slot)
{
    int person = self->heap[slot];

    for (; slot > 0 && before(self, person, self->heap[(slot - 1) / 2]); slot = (slot - 1) / 2)
        put(self, slot, self->heap[(slot - 1) / 2]);
    put(self, slot, person);
}

static void sink(struct queue *self, int slot)
{
    int person = self->heap[slot];

    for (;;) {
        int child = slot * 2 + 1;

        if (child + 1 < self->waiting && before(self, self->heap[child + 1], self->heap[child]))
            child++;
        if (child >= self->waiting || !before(self, self->heap[child], person))
            break;
        put(self, slot, self->heap[child]);
        slot = child;
    }
    put(self, slot, person);
}

int queue_open(struct queue *self, struct person *people, int count)
{
    *self = (struct queue){.people = people, .count = count, .waiting = count};
    self->heap = calloc((size_t)count + 1, sizeof *self->heap);
    self->place = calloc((size_t)count + 1, sizeof *self->place);
    if (!self->heap || !self->place) {
        queue_close(self);
        return -ENOMEM;
    }
    for (int i = 0; i < count; i++) {
        put(self, i, i);
        rise(self, i);
    }
    return 0;
}

void queue_close(struct queue *self)
{
    free(self->heap);
    free(self->place);
    self->heap = self->place = NULL;
}

struct person *queue_first(const struct queue *self)
{
    return self->waiting > 0 ? &self->people[self->heap[0]] : NULL;
}

void queue_update(struct queue *self, const struct person *person)
{
    int slot = self->place[person - self->people], last;

    assert(slot < self->waiting);
    if (person->step != STEP_GONE) {
        rise(self, slot);
        sink(self, self->place[person - self->people]);
        return;
    }
    last = self->heap[--self->waiting];
    put(self, self->waiting, (int)(person - self->people));
    if (slot == self->waiting)
        return;
    put(self, slot, last);
    rise(self, slot);
    sink(self, self->place[last]);
}
