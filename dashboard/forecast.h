/* The forecast: learns what is usual in each zone with its settled past, and makes the outlook of
 * the rest of today. Pure; in quarters of an hour.
 *
 * What is usual (presence/usual.h) rests on open quarters only, and keeps apart what is not usual:
 * closures (they are not open), public holidays, events, quarters of which less than half was
 * known. Free are seats known free, as on the page: an unknown one is not. Where a zone has another
 * number of seats now, its free seats of then are moved by the difference, unless there were none:
 * how many more would have come is not known.
 *
 * A place that opened on no more than one day a week counts from its opening, all openings alike
 * (a repair café on two Saturdays a month), and events are what it opens for. */
#ifndef LAMPION_FORECAST_H
#define LAMPION_FORECAST_H

#include "dashboard/history/slot.h"
#include "dashboard/opening.h"
#include "dashboard/outlook.h"

/* What is usual keeps 8 days of a weekday: 16 weeks have them also when every second one was
 * closed. What is older would be forgotten again. */
#define FORECAST_BACK_MS (16 * 7 * 86400000LL)

/* 15 minutes of a subject. Numbers are means over its open time; NAN where they are not known. */
struct forecast_quarter {
    int64_t start_ms;
    bool open;
    float seats, unknown, taken; /* seats; taken: or held */
    float people;
    float use; /* share of the time */
};
/* `always`: the place says nothing of when it is open; then it is. */
void forecast_quarter_of(struct forecast_quarter *self, const struct slot *slot, bool always);
/* Adds a zone's seats to the whole place's of the same quarter; known only where all are. */
void forecast_quarter_join(struct forecast_quarter *self, const struct forecast_quarter *zone);

struct forecast;

/* Both outlive it. Subjects are the zones by index, and last, zone_count, the whole place. NULL
 * when out of memory. */
struct forecast *forecast_new(const struct place *place, const struct opening *opening);
void forecast_free(struct forecast *self); /* NULL is allowed */

/* The past of a subject until before today, in order; what was learned before is forgotten. 0 or
 * -ENOMEM. */
int forecast_learn(struct forecast *self, size_t subject, const struct forecast_quarter *past,
                   size_t count);

/* Today so far of a subject. */
struct forecast_today {
    struct forecast_quarter quarters[OUTLOOK_QUARTERS]; /* settled, in order, from midnight on */
    size_t count;
    int64_t seats, free, unknown; /* shared seats in service now; below 0: not known */
};
/* `today` by subject. Time never goes back until all is learned anew. NULL when out of memory. */
struct outlook *forecast_make(struct forecast *self, const struct forecast_today *today,
                              int64_t now_ms);

#endif
