/* The truth of the simulated place: who is where, when. People are only numbers.
 *
 * File truth.csv, header `t,kind,subject,value`; rows as README.md tells: `seat`, `claim`,
 * `object` and `present` are states, `pass` and `swing` are events. Times in milliseconds from the
 * trace's start. */
#ifndef LAMPION_TESTS_PLACE_TRUTH_H
#define LAMPION_TESTS_PLACE_TRUTH_H

#include <stdbool.h>
#include <stdint.h>

#include "tests/place/sheet.h"

#define SEATS_MAX 64

/* `out` is the direction of a passage, not a place. */
enum direction { DIRECTION_IN, DIRECTION_OUT, DIRECTION_COUNT };

/* How people went through the door. */
enum manner {
    MANNER_PLAIN,
    MANNER_SIDE_BY_SIDE, /* two at once, one pattern of the beams */
    MANNER_DITHER,       /* one who hesitated: 0 1 3 1 3 2 0 */
    MANNER_TURN_BACK,    /* one who did not go through: 0 1 3 1 0 */
    MANNER_COUNT
};

/* What is counted by heads. The house holds the two others and the entrance hall with the bar. */
enum zone { ZONE_HOUSE, ZONE_OPENSPACE, ZONE_MEETING, ZONE_COUNT };

struct truth {
    struct sheet *trace;
    int seat[SEATS_MAX], claim[SEATS_MAX], object[SEATS_MAX];
    int present[ZONE_COUNT];
    int pass[DIRECTION_COUNT][MANNER_COUNT];
    int swing[2];
};

/* Creates DIR/truth.csv for a place of `seats` seats; with 0 seats only the door is told of.
 * 0 or -errno. `truth_close` ends it. */
int truth_open(struct truth *self, const char *dir, const char *notes, int seats, int64_t end_ms);

/* Somebody really sits on seat `index` (from 0). */
void truth_seat(struct truth *self, int64_t t_ms, int index, bool sits);

/* The seat is somebody's, who may be up for a while. */
void truth_claim(struct truth *self, int64_t t_ms, int index, bool claimed);

/* A coat or bag lies on the seat and presses its switch. */
void truth_object(struct truth *self, int64_t t_ms, int index, bool lies);

/* The head count of a zone from now on. */
void truth_present(struct truth *self, int64_t t_ms, enum zone zone, int people);

/* `people` went through the door; now the doorway is clear again. */
void truth_pass(struct truth *self, int64_t t_ms, enum direction direction, int people,
                enum manner manner);

/* A bag broke one beam (0 outer, 1 inner) for this long. */
void truth_swing(struct truth *self, int64_t t_ms, int beam, int length_ms);

int truth_flush(struct truth *self);
int truth_close(struct truth *self);

#endif
