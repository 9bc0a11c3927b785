/* Those who only listen, each kind in a process of its own. */
#ifndef LAMPION_TESTS_BENCH_CROWD_H
#define LAMPION_TESTS_BENCH_CROWD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct crowd {
    pid_t pid; /* 0: not running */
    int pipe;  /* what it tells */
};

/* A subscriber that does nothing with the events messages of the place but acknowledge them to
 * the broker (QoS 1). 0 when it is subscribed, or -1 with the reason on stderr. */
int crowd_start_sink(struct crowd *self, int broker_port, size_t messages);
/* Waits until the sink has all its messages; the time of the last in ns, -1 when they do not
 * come. */
int64_t crowd_wait_sink(struct crowd *self);

/* Viewers of the live stream, who read and forget. 0 when each has got its first bytes. */
int crowd_start_viewers(struct crowd *self, int http_port, size_t viewers);

/* Ends the process, whatever it does. */
void crowd_stop(struct crowd *self);

#endif
