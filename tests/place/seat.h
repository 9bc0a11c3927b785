/* A seat with a pressure switch, and what its line says.
 *
 * Line `seat-NN` of the agent `desks`: wired normally closed to ground with a pull-up, so that
 * 1 = pressed = taken, and a cut wire reads taken. A contact bounces: after an edge it opens and
 * closes once to three times within 5 to 20 ms. Who sits also wriggles: the switch lets go for
 * less than 300 ms. */
#ifndef LAMPION_TESTS_PLACE_SEAT_H
#define LAMPION_TESTS_PLACE_SEAT_H

#include <stdbool.h>
#include <stdint.h>

#include "tests/place/random.h"
#include "tests/place/sheet.h"
#include "tests/place/truth.h"

struct seat_habits {
    double bounce;  /* share of edges that bounce, 0 to 1 */
    double wriggle; /* short releases in an hour of sitting */
};

struct seat {
    struct sheet *trace;
    struct truth *truth;
    struct seat_habits habits;
    struct random random;
    int index;       /* from 0 */
    int line;        /* key in the trace */
    bool sat_on;     /* somebody sits */
    bool claimed;    /* it is somebody's, who may be up */
    bool object;     /* a coat or bag lies on it */
    int64_t sat_ms;  /* since when somebody sits */
    int64_t free_ms; /* before this the last one is still getting up */
};

/* Takes its line in `trace`; `trace` and `truth` stay the caller's and must outlive it. */
struct seat seat_make(struct sheet *trace, struct truth *truth, const struct seat_habits *habits,
                      struct random random, int index);

/* Nobody's, and nobody is about it. */
bool seat_is_free(const struct seat *self, int64_t now_ms);

/* Somebody sits down; what they left on the seat is taken up a moment before.
 * At least 5 s after the last `seat_rise`. */
void seat_sit(struct seat *self, int64_t now_ms);

/* Who sits gets up, may leave a coat, and keeps the seat or gives it up (never with a coat on it).
 * At least 5 s after `seat_sit`. */
void seat_rise(struct seat *self, int64_t now_ms, bool keep, bool coat);

#endif
