/* How readily people leave a hall, by the time of day, learned from the place's own days. Pure.
 *
 * Who is inside leaves sooner or later: that many went out in a quarter hour tells that many
 * were there, and a long quiet at the hour of leaving that nobody is. The rate (departures
 * counted, per person and hour) is learned from days of which both ends are known: the doors'
 * count in between, with what they were off by at the end spread over their passages. */
#ifndef LAMPION_PRESENCE_HALL_RHYTHM_H
#define LAMPION_PRESENCE_HALL_RHYTHM_H

#include "dashboard/presence/hall_learned.h"
#include <stdbool.h>

#define RHYTHM_SLOTS 96
#define RHYTHM_SLOT_MS 900000

struct hall_rhythm {
    float left[RHYTHM_SLOTS], hours[RHYTHM_SLOTS]; /* departures, person-hours */
    double cycles;
    int64_t first; /* slot since 1970 of this stretch's first passage; 0: none yet */
    bool too_long;
    uint16_t came_now[RHYTHM_SLOTS], left_now[RHYTHM_SLOTS]; /* from `first` on */
};

void hall_rhythm_pass(struct hall_rhythm *self, int64_t came, int64_t left, int64_t now_ms);
/* The count is known again: learns from the stretch (if `cycle` is not NULL), begins another. */
void hall_rhythm_end(struct hall_rhythm *self, const struct hall_learned *learned,
                     const struct hall_cycle *cycle, double began_people);
/* Departures per person and hour; 0: not known yet. */
double hall_rhythm_rate(const struct hall_rhythm *self, int64_t now_ms);

#endif
