/* A day's raw events through presence into slots. Pure but for the opening hours' tables, which
 * are read before.
 *
 * What the estimators know goes from one day to the next whole (presence_save), beside what was
 * heard by then: settled day by day is what one uninterrupted run gives, and a day follows from its
 * events and one state, whenever and however often it is settled.
 *
 * Settled is what the sensors said. What health finds (a seat that is likely dead) is shown as
 * unknown while it stands and is not put into the past: findings come and go with what is usual,
 * which is learned from this history itself. */
#ifndef LAMPION_SETTLE_DAY_H
#define LAMPION_SETTLE_DAY_H

#include "dashboard/heard.h"
#include "dashboard/history/slots.h"
#include "dashboard/opening.h"

/* Raised when the same events give other slots: part of each revision. */
#define SETTLE_METHOD 2

/* A version of the description, opened. */
struct settle_version {
    int64_t version;
    int64_t from_ms; /* where a slot begins */
    struct place *place;
    struct opening opening;
};

/* A slot of a zone, complete; borrowed. The revision's id is not set. */
typedef void settle_slot(void *context, const char *zone, const struct slot_revision *revision,
                         const struct slot *slot);

struct settle_day {
    const struct past *past;
    struct settle_version *versions; /* in order of their numbers */
    size_t version_count;
    const struct facts *facts; /* what people know; the versions' openings know them, too */
    struct heard *heard;       /* as of from_ms; goes on */
    const char *before;        /* the state as of from_ms; NULL: none */
    int64_t from_ms;           /* the state is of then */
    int64_t start_ms;          /* slots from here; a slot begins */
    int64_t until_ms;          /* to here; a slot ends */
    /* Everything from from_ms on, and HEARD_GAP_MS beyond until_ms. */
    const struct past_event *events;
    size_t count;
    bool writes_state; /* as of until_ms */
    char *state;       /* malloc'ed, the caller's */
    settle_slot *each;
    void *context;
};

/* Where in a state what the estimators know begins, behind what was heard: a line "version N" of
 * the description, and a text for presence_load. NULL: it has none. */
const char *settle_day_known(const char *state);

/* 0 or -ENOMEM. */
int settle_day_run(struct settle_day *self);

#endif
