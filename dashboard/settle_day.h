/* A day's raw events through presence into slots. Pure but for the opening hours' tables, which
 * are read before.
 *
 * The estimators begin anew some hours before the day (SETTLE_WARM_MS), from what had been heard
 * by then, so that every hold, release and quiet time has run; what they say of those hours is
 * dropped. Thus a day follows from its events and one state, whenever and however often it is
 * settled. */
#ifndef LAMPION_SETTLE_DAY_H
#define LAMPION_SETTLE_DAY_H

#include "dashboard/heard.h"
#include "dashboard/history/slots.h"
#include "dashboard/opening.h"

/* Raised when the same events give other slots: part of each revision. */
#define SETTLE_METHOD 1
#define SETTLE_WARM_MS (6 * 3600000LL)

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
    int64_t from_ms;           /* the warm-up begins, or the day */
    int64_t start_ms;          /* slots from here; a slot begins */
    int64_t until_ms;          /* to here; a slot ends */
    /* Everything from from_ms on, and HEARD_GAP_MS beyond until_ms. */
    const struct past_event *events;
    size_t count;
    int64_t state_ms; /* when to write the next day's state; not written: INT64_MAX */
    char *state;      /* malloc'ed, the caller's */
    settle_slot *each;
    void *context;
};

/* 0 or -ENOMEM. */
int settle_day_run(struct settle_day *self);

#endif
