/* From the imported table to the opening hours: the school holidays of the place's zone. */
#ifndef LAMPION_SCHOOL_CALENDAR_H
#define LAMPION_SCHOOL_CALENDAR_H

#include "dashboard/history/store.h"
#include "dashboard/opening.h"

/* Reads those of place.school_holidays; none when it is not said. 0, or -errno with why. */
int school_calendar_read(struct opening *opening, struct store *store, struct why *why);

#endif
