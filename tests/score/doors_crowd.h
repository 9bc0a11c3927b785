/* A simulated house with one door, 64 seats and 4 meeting rooms, minute by minute, and its truth.
 *
 * People come from 8 to 19 h, mostly at 9 and at 14, stay for a time of their own, and have gone by
 * about 20 h. Three of four work on a seat and get up about every 50 minutes, for some minutes
 * inside or outside; the others come for some minutes (1 + a mean of 8, as in tests/place).
 * Meetings of 2 to 8 take people off their seats. On Saturdays half as many come, on Sundays
 * nobody. The door misses a share of each way's passages. It knows nothing of the estimator. */
#ifndef LAMPION_TESTS_SCORE_DOORS_CROWD_H
#define LAMPION_TESTS_SCORE_DOORS_CROWD_H

#include <stdbool.h>
#include <stdint.h>

#define CROWD_SEATS 64
#define CROWD_ROOMS 4
#define CROWD_PEOPLE_MAX 512

struct crowd_habits {
    double visits;                /* on a working day; 165 make peaks of about 60 */
    double miss_in, miss_out;     /* shares of the passages */
    double overnight;             /* share of nights in which somebody stays */
    int at_start;                 /* people inside when it begins, at 6 h on a Monday */
    int closed_from, closed_days; /* from day number; 0 days: never */
    double party;                 /* share of days with an evening event of 40 people until 23 h */
};

struct crowd_person {
    enum { PERSON_GONE, PERSON_SITS, PERSON_UP, PERSON_MEETS, PERSON_OUT } state;
    int leave, next; /* minutes */
    int seat, room;
    bool sits; /* has a seat, or wants one */
};

struct crowd {
    const struct crowd_habits *habits;
    uint64_t random;
    int minute;
    struct crowd_person people[CROWD_PEOPLE_MAX];
    int in, out;              /* counted by the door so far */
    int present;              /* the truth */
    bool seats[CROWD_SEATS];  /* sat on */
    bool claims[CROWD_SEATS]; /* somebody's, who may be up */
    int rooms[CROWD_ROOMS], room_until[CROWD_ROOMS];
    bool party_today;
};

void crowd_start(struct crowd *self, const struct crowd_habits *habits, uint64_t seed);
/* One minute goes by. */
void crowd_step(struct crowd *self);
bool crowd_is_open(const struct crowd *self);

#endif
