/* A zone's history as JSON text, filtered by the privacy of the place. On any thread. */
#ifndef LAMPION_PAST_ROWS_H
#define LAMPION_PAST_ROWS_H

#include "agent/common/message.h"
#include "dashboard/history/slots.h"
#include "dashboard/history/store.h"
#include "dashboard/report/period.h"
#include "dashboard/zonetime.h"

struct past_rows {
    char zone[ID_MAX];
    enum slot_step step;
    int64_t from_s, to_s;  /* rows that begin in [from_s, to_s) */
    struct period period;  /* the days these lie in */
    int64_t minimum_count; /* 0, 1: none */
    int64_t zone_minimum;  /* the zone's own, where it is more */
    int64_t bucket;        /* of passages and peaks; 0, 1: none */
    bool open_only;        /* what is outside of opening hours is withheld: a row that is not wholly
                            * open, and of a day all but its opening */
    const struct zonetime *zonetime;
};

/* malloc'ed; NULL with why. */
char *past_rows_json(const struct past_rows *self, struct store *store, struct why *why);

#endif
