/* One seat: free, taken, held (left less than `release` ago: a coffee is not a free desk) or
 * unknown. Pure; times are UTC ms.
 *
 * What was seen before a silence is remembered: a seat that was taken before it and reads free
 * after it counts as left at the last moment that is possible, so silence never frees a seat
 * early. One that was free before it, and whose board began to look anew only SEAT_UNSEEN_MS or
 * more after its last word, may have been taken and left between: it counts as left when that
 * began. */
#ifndef LAMPION_PRESENCE_SEAT_H
#define LAMPION_PRESENCE_SEAT_H

#include "dashboard/presence/reading.h"

enum seat_state { SEAT_UNKNOWN, SEAT_FREE, SEAT_HELD, SEAT_TAKEN };

struct seat {
    int64_t release_ms;
    bool known;
    bool taken;      /* as last known */
    int64_t left_ms; /* when it was last left; SEAT_NEVER_LEFT */
    int64_t word_ms; /* of the newest word that was known; 0: none yet */
};

#define SEAT_NEVER_LEFT INT64_MIN
/* Nobody takes a place, settles and gets up again in less. */
#define SEAT_UNSEEN_MS 60000

void seat_start(struct seat *self, int64_t release_ms);
/* What the history knows of the time before the start. */
void seat_restore(struct seat *self, int value, int64_t at_ms);
void seat_read(struct seat *self, const struct reading *reading, int64_t now_ms);
enum seat_state seat_at(const struct seat *self, int64_t now_ms);
/* When a held seat becomes free, or INT64_MAX. */
int64_t seat_deadline(const struct seat *self, int64_t now_ms);

#endif
