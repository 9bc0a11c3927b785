/* The inside of the forecast: one zone, or the whole place (forecast.c learns, forecast_today.c
 * makes the outlook). Not for others. */
#ifndef LAMPION_FORECAST_SUBJECT_H
#define LAMPION_FORECAST_SUBJECT_H

#include "dashboard/forecast.h"
#include "dashboard/presence/usual.h"

#define SUBJECT_SLOTS 96

/* Where in what is usual a quarter belongs. */
struct subject_calendar {
    enum usual_by by;
    int64_t day;       /* civil day on which it opened last */
    int64_t opened_ms; /* 0: never */
    int64_t open_until_ms;
};

struct subject {
    enum outlook_measure measure;
    double seats;                     /* the newest number; 0: none */
    struct usual *free, *level;       /* NULL: nothing was learned; free: only of seats */
    struct subject_calendar calendar; /* as of the end of what was learned */
    int64_t put_ms;                   /* today's quarters before this are put; 0: none */
    int64_t begun;                    /* the newest day that was put or begun; 0: none */
};

struct forecast {
    const struct place *place;
    const struct opening *opening;
    bool always; /* nothing is said of when it is open: then it is */
    struct subject *subjects;
};

/* Free seats of then, if there were as many as now; NAN. */
double subject_free(const struct subject *self, const struct forecast_quarter *quarter);
double subject_level(const struct subject *self, const struct forecast_quarter *quarter);

/* The day and slot of the next open quarter. False: none (open for more than a day on end). */
bool calendar_locate(struct subject_calendar *self, const struct forecast *forecast,
                     int64_t start_ms, int64_t *day, int *slot);

/* A public holiday, or an event is on: not usual. */
bool forecast_is_special(const struct forecast *self, size_t subject, int64_t start_ms,
                         int64_t day);

#endif
