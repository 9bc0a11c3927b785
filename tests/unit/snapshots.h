/* Hand-made snapshots of one small place, for the tests of page and web. */
#ifndef LAMPION_TESTS_UNIT_SNAPSHOTS_H
#define LAMPION_TESTS_UNIT_SNAPSHOTS_H

#include "dashboard/snapshot.h"

/* Monday 23 November 2026, 09:04:42 in Paris. */
#define SAMPLE_NOW_MS INT64_C(1795421082000)

enum { SAMPLE_HOUSE, SAMPLE_OPENSPACE, SAMPLE_MEETING, SAMPLE_ZONES };

/* A place, a snapshot of it with an ordinary morning in it (24 seats, 12 free, 1 held, 10 taken, 1
 * unknown; the meeting room in use; about 12 people), and what they refer to. */
struct sample {
    struct place place;
    struct place_zone place_zones[SAMPLE_ZONES];
    size_t house_contains[2];
    struct snapshot snapshot;
    struct snapshot_zone zones[SAMPLE_ZONES];
    struct snapshot_why whys[4];
};

void sample_fill(struct sample *sample);
/* A copy that refers to itself; references 1. */
void sample_copy(struct sample *to, const struct sample *from);

/* Seats of the open space and of the place: free, held, unknown; the rest is taken. */
void sample_seats(struct sample *sample, int free, int held, int unknown);
/* Nothing is known. */
void sample_unknown(struct sample *sample);
void sample_closed(struct sample *sample, int64_t until_ms);

#endif
