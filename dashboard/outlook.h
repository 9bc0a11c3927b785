/* What is likely later today, and what is usual: the past as far as it may leave the house.
 *
 * Plain data, made by forecast.h from the settled history, immutable once made, counted by
 * references, and given out with the snapshot (snapshot.outlook). Of zones and the whole place,
 * never of a seat. Counts between none and the policy's minimum_count are OUTLOOK_FEW; today so far
 * has the policy's step and bucket. Chances are of one shared seat or more, for whoever comes then.
 *
 * What is not known is OUTLOOK_UNKNOWN, and why: fewer than USUAL_DAYS_MIN days like this one, a
 * public holiday, not open today. `days` says how many days like today it rests on: to be told
 * with it. Times are UTC ms; a quarter is 15 minutes. */
#ifndef LAMPION_OUTLOOK_H
#define LAMPION_OUTLOOK_H

#include "dashboard/place.h"

#define OUTLOOK_QUARTER_MS 900000LL
#define OUTLOOK_QUARTERS 144    /* a day of 25 hours, and the night that follows an evening */
#define OUTLOOK_UNKNOWN (-1.0F) /* not known */
#define OUTLOOK_FEW (-2.0F)     /* some, but fewer than minimum_count: never shown as a number */
#define OUTLOOK_OLD_MS                                                                             \
    (45 * 60000) /* it is made each quarter of an hour; older than this it is not                  \
                  * to be shown */

enum outlook_says {
    OUTLOOK_SAYS,        /* something: chances or a usual day */
    OUTLOOK_TOO_LITTLE,  /* not enough data yet */
    OUTLOOK_NOT_OPEN,    /* not open any more today, by what is known now */
    OUTLOOK_NOT_USUAL,   /* a public holiday, or an event is on */
    OUTLOOK_OPEN_UNKNOWN /* whether it will be open is not known */
};

/* What band, today and week count. */
enum outlook_measure {
    OUTLOOK_TAKEN,  /* seats: taken or held */
    OUTLOOK_PEOPLE, /* halls: heads */
    OUTLOOK_USE     /* rooms: share of the time in use, 0..1 */
};

/* 15 minutes of today; or of the night after midnight that belongs to today's opening. */
struct outlook_quarter {
    int64_t from_ms;
    bool open;           /* all of it, by what is known now */
    float p10, p50, p90; /* the usual day; all three or none */
    float today;         /* how it was, settled; the first quarter of each step has the step's */
    float chance;        /* 0 < chance < 1, of a free shared seat; only open quarters to come */
};

struct outlook_zone {
    const struct place_zone *zone; /* NULL: the whole place */
    enum outlook_measure measure;
    enum outlook_says says;
    int days;        /* days like today that the chances rest on; the least of those to come */
    bool by_opening; /* opens rarely: what is usual counts from the opening, whatever the day */
    int64_t seats;   /* shared and in service, in what it rests on; 0: none, then no chances */
    struct outlook_quarter *quarters; /* from local midnight on, in order */
    size_t quarter_count;
    int week_days;     /* days in what is usual in the week; 0: week is not known */
    float week[7][24]; /* medians by ISO weekday - 1 and hour of the wall; not by_opening */
};

struct outlook {
    int references;
    int64_t made_ms;
    int64_t step_ms; /* of `today`: a multiple of a quarter */
    struct outlook_zone place;
    struct outlook_zone *zones; /* in the order of the description */
    size_t zone_count;
};

/* Room for a place's zones, nothing known yet. Reference count 1; NULL when out of memory. */
struct outlook *outlook_new(const struct place *place, int64_t made_ms);
struct outlook *outlook_ref(struct outlook *self);
void outlook_unref(struct outlook *self); /* NULL is allowed */

/* Forgets what is never told: private zones, and totals that have them in. */
void outlook_veil(struct outlook *self, const struct place *place);

/* As a number that may leave the house: bucketed, OUTLOOK_FEW below `minimum_count`. */
float outlook_count(const struct place_privacy *privacy, double count);

/* The next quarter from *at on that begins after now_ms and has a chance: *at is moved behind it.
 * NULL: there is none left, or the outlook is too old to be shown. Begin with *at = 0. */
const struct outlook_quarter *outlook_next(const struct outlook *self,
                                           const struct outlook_zone *zone, int64_t now_ms,
                                           size_t *at);

/* The chances at full hours, for a sentence: "chance of a free seat at 14:00: 9 in 10". */
struct outlook_hour {
    int64_t from_ms;
    int in_ten; /* 1..9: few days can say neither never nor always */
};
/* Up to `max` of them, in order, from the first after now_ms on; how many there are. `offset_s` is
 * the zone's offset from UTC (zonetime_offset_s at now_ms), for full hours of the wall. */
size_t outlook_hours(const struct outlook *self, const struct outlook_zone *zone, int64_t now_ms,
                     int32_t offset_s, struct outlook_hour *hours, size_t max);

int outlook_in_ten(float chance);  /* 1..9 */
int outlook_percent(float chance); /* 1..99 */

#endif
