#include "agent/outbox.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#define CAPACITY_MIN 64

struct outbox {
    char stream[STREAM_MAX];
    size_t max_events;
    struct event *ring;
    size_t capacity; /* of the ring */
    size_t start;    /* where number `base` is */
    size_t count;
    uint64_t base;
    uint64_t acknowledged;
    uint64_t lost, lost_first, lost_last;
};

static int draw_stream(char stream[STREAM_MAX])
{
    unsigned char bytes[(STREAM_MAX - 1) / 2];
    if (getrandom(bytes, sizeof bytes, 0) != (ssize_t)sizeof bytes)
        return -1;
    for (size_t i = 0; i < sizeof bytes; i++)
        snprintf(stream + 2 * i, 3, "%02x", bytes[i]);
    return 0;
}

struct outbox *outbox_new(size_t max_events)
{
    assert(max_events >= 1);
    struct outbox *self = calloc(1, sizeof *self);
    if (!self)
        return NULL;
    self->max_events = max_events;
    self->base = 1;
    self->capacity = max_events < CAPACITY_MIN ? max_events : CAPACITY_MIN;
    self->ring = malloc(self->capacity * sizeof *self->ring);
    if (!self->ring || draw_stream(self->stream) < 0) {
        outbox_free(self);
        return NULL;
    }
    return self;
}

void outbox_free(struct outbox *self)
{
    if (!self)
        return;
    free(self->ring);
    free(self);
}

const char *outbox_stream(const struct outbox *self)
{
    return self->stream;
}

static struct event *at(const struct outbox *self, uint64_t seq)
{
    return &self->ring[(self->start + (size_t)(seq - self->base)) % self->capacity];
}

/* Moves what is held into a ring of another size. False when there is no memory for it. */
static bool resize(struct outbox *self, size_t capacity)
{
    struct event *ring = malloc(capacity * sizeof *ring);
    if (!ring)
        return false;
    size_t front = self->capacity - self->start;
    if (front > self->count)
        front = self->count;
    memcpy(ring, self->ring + self->start, front * sizeof *ring);
    memcpy(ring + front, self->ring, (self->count - front) * sizeof *ring);
    free(self->ring);
    self->ring = ring;
    self->capacity = capacity;
    self->start = 0;
    return true;
}

static bool grow(struct outbox *self)
{
    if (self->capacity == self->max_events)
        return false;
    size_t capacity = self->capacity * 2;
    return resize(self, capacity < self->max_events ? capacity : self->max_events);
}

static void drop_oldest(struct outbox *self)
{
    if (self->base > self->acknowledged) {
        if (self->lost++ == 0)
            self->lost_first = self->base;
        self->lost_last = self->base;
    }
    self->base++;
    self->start = (self->start + 1) % self->capacity;
    self->count--;
}

/* The tail is bounded, and a backlog that has drained gives its memory back. */
static void trim(struct outbox *self)
{
    while (self->count && self->acknowledged >= self->base &&
           self->acknowledged - self->base >= OUTBOX_TAIL)
        drop_oldest(self);
    if (self->capacity > 4 * OUTBOX_TAIL && self->count <= self->capacity / 4)
        resize(self, self->capacity / 2);
}

uint64_t outbox_append(struct outbox *self, const struct event *event)
{
    if (self->count == self->capacity && !grow(self))
        drop_oldest(self);
    uint64_t seq = self->base + self->count;
    self->count++;
    *at(self, seq) = *event;
    return seq;
}

uint64_t outbox_base(const struct outbox *self)
{
    return self->base;
}

uint64_t outbox_head(const struct outbox *self)
{
    return self->base + self->count - 1;
}

uint64_t outbox_waiting(const struct outbox *self)
{
    uint64_t from = self->acknowledged + 1 > self->base ? self->acknowledged + 1 : self->base;
    return outbox_head(self) + 1 - from;
}

size_t outbox_slice(const struct outbox *self, uint64_t from, size_t max_bytes,
                    struct event *events, size_t capacity)
{
    assert(from >= self->base);
    size_t count = 0, bytes = 0;
    for (uint64_t seq = from; seq <= outbox_head(self) && count < capacity; seq++) {
        bytes += event_encoded_size(at(self, seq));
        if (count && bytes > max_bytes)
            break;
        events[count++] = *at(self, seq);
    }
    return count;
}

void outbox_acknowledge(struct outbox *self, uint64_t seq)
{
    assert(seq <= outbox_head(self));
    self->acknowledged = seq;
    trim(self);
}

uint64_t outbox_lost(const struct outbox *self, uint64_t *first, uint64_t *last)
{
    *first = self->lost_first;
    *last = self->lost_last;
    return self->lost;
}
