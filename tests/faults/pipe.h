/* One direction of a connection through the proxy: bytes in, whole MQTT packets out, of which
 * PUBLISH ones may be held back, sent twice or left out, so that it stays valid MQTT 3.1.1:
 *
 * - a packet held back is overtaken by others: they are re-sequenced, not torn;
 * - a copy of a QoS 1 packet goes under a packet id of its own (COPY_BIT set), and its PUBACK is
 *   kept from the sender, who knows nothing of it;
 * - one left out is acknowledged to its sender, as by a broker that dies before it hands it on.
 *
 * Pure but for memory; times are real ms. */
#ifndef LAMPION_TESTS_FAULTS_PIPE_H
#define LAMPION_TESTS_FAULTS_PIPE_H

#include "tests/place/random.h"
#include <stdbool.h>
#include <stddef.h>

struct mood {
    double twice, late, lost; /* chances of each PUBLISH packet */
    int late_ms;              /* the mean of how late */
};

struct mood_count {
    int64_t packets, twice, late, lost;
};

struct pipe_packet; /* in pipe.c */

struct pipe {
    unsigned char *in; /* not yet a whole packet */
    size_t in_length;
    struct pipe_packet *waiting; /* by time, then by arrival */
    unsigned char *out;          /* to be written */
    size_t out_length;
    bool broken; /* not MQTT, or out of memory */
};

void pipe_clear(struct pipe *self);
/* Takes bytes as they came; `back` is the other direction, for PUBACKs of our own. */
void pipe_take(struct pipe *self, struct pipe *back, const void *bytes, size_t length,
               const struct mood *mood, struct random *random, int64_t now_ms,
               struct mood_count *count);
/* Moves what is due to `out`; when the next one is (INT64_MAX: none). */
int64_t pipe_release(struct pipe *self, int64_t now_ms);
/* So many bytes of `out` were written. */
void pipe_written(struct pipe *self, size_t length);

#endif
