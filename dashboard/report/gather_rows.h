/* Between the parts of report_gather: a zone's days and hours from the history. */
#ifndef LAMPION_REPORT_GATHER_ROWS_H
#define LAMPION_REPORT_GATHER_ROWS_H

#include "dashboard/history/slots.h"
#include "dashboard/report/report.h"

struct gather_rows {
    struct slots *slots;
    const struct zonetime *zonetime;
    struct digest *digest; /* of what is read */
    struct why *why;
    int error;
    /* of the zone and period that are being read */
    struct report_zone *zone;
    struct report_day *days;
    const struct period *period;
    size_t hour_room;
    int64_t last_s; /* the end of the newest row of all */
};

/* Days of `period` into *days (one each, also those that were never settled), with `hours` those
 * too, into the zone. 0, or -errno with why. */
int gather_rows_read(struct gather_rows *self, struct report_zone *zone,
                     const struct period *period, struct report_day **days, size_t *count,
                     bool hours);

/* An hour as a slot, of what gaps are found by. */
struct slot gather_rows_slot(const struct report_hour *hour);

#endif
