/* A simulated house in simulated time: traces and truth of tests/place, real boards (speaker.h),
 * and everything that makes a page of their words: ingest, live, health, presence, snapshot. Counts
 * the seat-seconds of "free" that leave the house and are not true. No sockets, no threads. */
#ifndef LAMPION_TESTS_FREE_HOME_H
#define LAMPION_TESTS_FREE_HOME_H

#include "dashboard/caretaker.h"
#include "dashboard/ingest/ingest.h"
#include "dashboard/opening.h"
#include "tests/free/speaker.h"
#include "tests/free/truth.h"

#define MINUTE_MS 60000LL
#define HOUR_MS (60 * MINUTE_MS)
#define HOME_SPAN_MS (4 * HOUR_MS)
#define HOME_SEATS 24
#define HOME_SHARED 20 /* seat-21 and 22 are private, 23 dedicated, 24 out of service */
#define HOME_RELEASE_MS (15 * MINUTE_MS)
#define HOME_ALLOWED_MS 10000 /* to come from a sensor to the page */
#define HOME_NEVER (INT64_MAX / 2)
#define HOME_MONO_MS 700000000LL     /* of the collector at the trace's start */
#define HOME_WALL_MS 1790150400000LL /* UTC of the trace's start: Wednesday 2026-09-23 08:00 */

enum home_board { BOARD_DESKS, BOARD_MEETING, BOARD_ENTRANCE, BOARD_TWIN, BOARDS };
/* Ways in which the code could be wrong, for the self-test: each must be found. */
enum home_broken { SOUND, NO_RELEASE, NO_FRESHNESS, DEAF_TO_FAULTS, NO_UNLINK, RETAINED_IS_WORD };

/* A message under way from a board. */
struct parcel {
    int64_t due_ms;
    char topic[TOPIC_MAX];
    char *payload;
    size_t length;
    struct parcel *next;
};

struct home {
    char folder[64];
    enum home_broken broken;
    struct speaker boards[BOARDS];
    bool frozen[BOARDS]; /* SIGSTOP */
    bool link_boards;    /* the broker hears boards */
    bool link_desk;      /* the collector hears the broker */
    int64_t delay_ms;    /* on the way */
    struct parcel *first, **last;
    struct place *place;
    bool collecting;
    struct ingest ingest;
    struct presence *presence;
    struct caretaker caretaker;
    struct opening opening;
    int64_t wall_step_ms;  /* of the collector's clock */
    int64_t board_wall_ms; /* what boards are wrong by */
    int64_t level_ms[HOME_SEATS];
    int level[HOME_SEATS];              /* the newest that the history has, -1: none */
    struct snapshot *snapshot, *viewed; /* `viewed`: what a viewer whose link is lost still has */
    struct truth_reader truth;
    int64_t t_ms; /* from the trace's start */
    int64_t untrue_since_ms[HOME_SEATS];
    /* The fault under way. */
    int64_t fault_ms, knowable_ms;
    /* Results, in seat-seconds. */
    int64_t looked, shown_free, lag, before, after;
    int64_t claimed; /* shown free, nobody there for longer than release, and yet somebody's */
    int64_t coffee;  /* left less than release ago: not free, and not shown so */
};

/* Makes the traces of `seed`; `cut_line` NULL, or the desk line that is stuck at `cut_level` from
 * `cut_ms` on. `hours` are the opening hours, NULL: not said. */
void home_open(struct home *self, uint64_t seed, enum home_broken broken, const char *hours);
void home_stick(struct home *self, const char *line, int level, int64_t from_ms);
void home_close(struct home *self);

void home_collector_start(struct home *self);
void home_collector_stop(struct home *self);
/* The session of a board ended without a goodbye: the broker tells its will. */
void home_will(struct home *self, enum home_board board);
/* What the broker gives to whom subscribes. */
void home_retained(struct home *self);
void home_inject(struct home *self, const char *topic, const char *payload, size_t length,
                 bool retained);
/* Broker or network between boards and broker. */
void home_link_boards(struct home *self, bool up);
/* The collector's link; `told`: the collector hears of its end. */
void home_link_desk(struct home *self, bool up, bool told);

/* One second. */
void home_step(struct home *self);

#endif
