/* The live stream, as one reads it who looks at the clock after every read. */
#ifndef LAMPION_TESTS_BENCH_LISTENER_H
#define LAMPION_TESTS_BENCH_LISTENER_H

#include <stddef.h>
#include <stdint.h>

#define LISTENER_UNKNOWN (-1) /* or another event */
#define LISTENER_NOTHING (-2)

struct listener {
    int fd; /* of stream_open; the caller's */
    char text[256 * 1024];
    size_t length;
};

/* Reads once, waits up to `ms` for it; the time at which it came, -1 when nothing did. */
int64_t listener_read(struct listener *self, int ms);
/* Takes the next whole event off: the free seats it tells. */
int listener_free(struct listener *self);

#endif
