#include "tests/storm/watch.h"

#include "tests/support/fetch.h"
#include "tests/support/until.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SEEN_MAX 100000
#define UNKNOWN (-1)

struct watch {
    int port;
    pthread_t thread;
    atomic_bool stopping;
    size_t count;
    struct {
        int64_t at_ms;
        int free;
    } seen[SEEN_MAX];
};

/* The "free" of the zone; the document is of our own making. */
static int free_of(const char *event)
{
    const char *zone = strstr(event, "\"id\":\"desks\"");
    const char *at = zone ? strstr(zone, "\"free\":") : NULL;
    return at && at[7] != 'n' ? atoi(at + 7) : UNKNOWN;
}

static void *look(void *context)
{
    struct watch *self = context;
    struct stream_buffer buffer = {0};
    int fd = stream_open(self->port, "/api/v1/live");
    while (!self->stopping && fd >= 0 && self->count < SEEN_MAX) {
        char *event = stream_next(fd, &buffer, "place", 200);
        if (!event)
            continue;
        self->seen[self->count].at_ms = real_ms();
        self->seen[self->count].free = free_of(event);
        self->count++;
        free(event);
    }
    free(buffer.text);
    if (fd >= 0)
        close(fd);
    return NULL;
}

struct watch *watch_start(int http_port)
{
    struct watch *self = calloc(1, sizeof *self);
    self->port = http_port;
    pthread_create(&self->thread, NULL, look, self);
    return self;
}

void watch_stop(struct watch *self)
{
    self->stopping = true;
    pthread_join(self->thread, NULL);
}

void watch_free(struct watch *self)
{
    free(self);
}

int64_t watch_find(const struct watch *self, int64_t from_ms, int value)
{
    for (size_t i = 0; i < self->count; i++)
        if (self->seen[i].at_ms >= from_ms && self->seen[i].free == value)
            return self->seen[i].at_ms;
    return -1;
}

int64_t watch_change(const struct watch *self, int64_t from_ms)
{
    for (size_t i = 1; i < self->count; i++)
        if (self->seen[i].at_ms >= from_ms && self->seen[i].free != self->seen[i - 1].free &&
            self->seen[i].free != UNKNOWN)
            return self->seen[i].at_ms;
    return -1;
}

size_t watch_count(const struct watch *self)
{
    return self->count;
}
