/* What an event drew: from the hours of a report that it touches. Pure. */
#ifndef LAMPION_REPORT_EVENTS_H
#define LAMPION_REPORT_EVENTS_H

#include "dashboard/report/report.h"

/* Fills in visits and peak of an event whose fact is set; what is withheld in those hours stays so.
 */
void events_judge(const struct report *report, struct report_event *event);

#endif
