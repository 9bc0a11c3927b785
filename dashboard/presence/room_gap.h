/* How long people of a room stay unseen: the silences between motions while somebody is in, by
 * their mean. Pure.
 *
 * Only what a silence has beyond a window (ROOM_WINDOW_MS) counts: short gaps are people moving,
 * the tail is people sitting still, and the tail is what decides when a room is empty. With an
 * exponential tail of mean m, silence t speaks against somebody with t / m nats.
 *
 * Starts as ROOM_GAP_PRIOR silences of the purpose's `nat`, so that a few silences of the first
 * day do not turn it over (20: their mean alone would be known to about 1/√20 = 22 %); stays
 * within a half and four times that, so that no room learns to be empty at once, or never; and
 * forgets beyond ROOM_GAP_MEMORY silences, some weeks of a busy room. */
#ifndef LAMPION_PRESENCE_ROOM_GAP_H
#define LAMPION_PRESENCE_ROOM_GAP_H

#include <stdint.h>

#define ROOM_GAP_PRIOR 20
#define ROOM_GAP_MEMORY 1000

struct room_gap {
    double start_ms; /* of the purpose */
    double prior;    /* silences that it counts for */
    int64_t window_ms;
    int64_t count, total_ms;
};

void room_gap_start(struct room_gap *self, double start_ms, int64_t window_ms);
/* A silence while somebody was in, between two motions; shorter than a window it is left out. */
void room_gap_learn(struct room_gap *self, int64_t silence_ms);
double room_gap_mean(const struct room_gap *self);

#endif
