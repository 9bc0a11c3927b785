/* A person's day, and what they do next. Nobody has a name; each has a stream of random numbers
 * of their own, so that what the others do does not change their mind.
 *
 * Pure: it knows nothing of seats, doors and counts. Times in milliseconds from the trace's start.
 */
#ifndef LAMPION_TESTS_PLACE_PERSON_H
#define LAMPION_TESTS_PLACE_PERSON_H

#include <stdbool.h>
#include <stdint.h>

#include "tests/place/random.h"

enum person_kind {
    PERSON_MEMBER,  /* comes to work on a seat */
    PERSON_GUEST,   /* comes for a coffee, a parcel, a question; takes no seat */
    PERSON_ATTENDEE /* comes for a meeting */
};

/* What a person does at `next_ms`. */
enum step {
    STEP_ENTER, /* comes through the door */
    STEP_SIT,
    STEP_RISE,
    STEP_JOIN, /* walks into the meeting room */
    STEP_QUIT, /* walks out of it */
    STEP_EXIT, /* goes out through the door */
    STEP_GONE
};

enum whereabouts { AT_OUTSIDE, AT_HALL, AT_OPENSPACE, AT_MEETING };

struct person_habits {
    double bustle; /* how often people get up: 1 is about every 12 minutes, 2 every 6. Above 1 they
                      only stretch their legs more often. */
    double coat;   /* share of absences with a coat or bag left on the seat */
};

struct person {
    struct random random;
    enum person_kind kind;
    enum step step;
    enum whereabouts at;
    int64_t next_ms;
    int64_t leave_ms; /* goes home then */
    int64_t lunch_ms; /* goes for lunch then; INT64_MAX for none, or no more */
    int64_t back_ms;  /* when out or about to go: comes back then; 0 for not today */
    int seat;         /* from 0, or -1 */
    int meeting;      /* of the day, or -1 */
};

/* Why somebody gets up, and for how long. */
struct errand {
    enum { ERRAND_STRETCH, ERRAND_COFFEE, ERRAND_OUTSIDE, ERRAND_LUNCH, ERRAND_HOME } why;
    int64_t away_ms;
    bool outdoors; /* through the door */
    bool keep;     /* the seat stays theirs */
    bool coat;     /* and something lies on it */
};

/* Somebody who comes at `arrive_ms` and leaves before `close_ms`, which is at least 20 min later.
 * A member's lunch falls about `lunch_ms`. For an attendee `leave_ms` is set by the meeting. */
struct person person_make(enum person_kind kind, struct random random, int64_t arrive_ms,
                          int64_t lunch_ms, int64_t close_ms);

/* For how long somebody who sits down at `now_ms` remains: at least 15 s, else not past leaving. */
int64_t person_sits_ms(struct person *self, const struct person_habits *habits, int64_t now_ms);

/* What somebody who gets up at `now_ms` is about. */
struct errand person_errand(struct person *self, const struct person_habits *habits,
                            int64_t now_ms);

/* A walk of a few metres inside the house. */
int64_t person_walks_ms(struct person *self);

#endif
