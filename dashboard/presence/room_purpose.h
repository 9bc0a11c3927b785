/* What a room is for → how people come, stay and move there: the numbers that its filter starts
 * from (room.h says what each is used for). Pure tables.
 *
 * Where they come from; none was fitted to a recording:
 * - `prior` and `stay`: a meeting room in use for a fifth of the time, for an hour each, is what
 *   a place plans for; both are only the start, the room's own week takes over (room_week.h).
 * - `nat`: by the rule that a room without a past behaves like a hold of about 5 minutes (300 s is
 *   the best plain hold of the literature on two PIRs): with 45 s and an hour P falls from the cap
 *   to 5 % in nat × ln((19 + d) / 2d), d = nat / stay, 298 s. The room's own silences take over
 * (room_gap.h). Other purposes in the order of the half-lives that Area Occupancy Detection (Home
 * Assistant) gives its rooms: passage under 1 min, workshop 3 min, kitchen 4 min, bathroom 7 min,
 * living room 8 min, office 10 min.
 * - `keep`: after any motion, however unlikely, at least so long: a 2-minute window is the best of
 *   a PIR alone (Hailemariam et al. 2011). In a passage half a minute.
 * - P(on | somebody), P(on | nobody) within ROOM_WINDOW_MS: a PIR sees a person in about one window
 *   of two (that gives 94 % within Hailemariam's 2 minutes), and something that is nobody in 0.5 %
 *   (Area Occupancy Detection); a radar sees nearly everybody (95 %), but fans and curtains, too
 *   (2 %), and a person sitting still drops out of it for seconds, not minutes. */
#ifndef LAMPION_PRESENCE_ROOM_PURPOSE_H
#define LAMPION_PRESENCE_ROOM_PURPOSE_H

#include "dashboard/place.h"

/* Motion of one sensor within one window is one piece of evidence: two pulses within half a minute
 * may have one cause (the sun, a heater). */
#define ROOM_WINDOW_MS 30000

/* 5 %: a wrong "free" costs a journey, a wrong "in use" a look at another room; we take the first
 * for about twenty times as dear. */
#define ROOM_FREE_BELOW 0.05

struct room_params {
    int64_t stay_ms;   /* mean length of a visit, > nat_ms */
    double prior;      /* share of the time in which somebody is in, (0, 1) */
    double nat_ms;     /* silence of the PIRs that takes one nat from the log-odds */
    int64_t keep_ms;   /* the least hold after a motion */
    double free_below; /* P(somebody) under which a room is free */
    int64_t window_ms; /* ROOM_WINDOW_MS */
};

struct room_sensing {
    double evidence; /* nats that a window with motion adds: ln P(on|somebody) / P(on|nobody) */
    double nat_ms;   /* silence that takes one nat; 0: as the room's PIRs */
    int64_t keep_ms; /* as above; 0: as the room */
};

struct room_params room_params_of(enum zone_purpose purpose);
struct room_sensing room_sensing_of(enum sensor_kind kind);

#endif
