/* The settings of a place that are not as they come, for the report's page on method. Pure. */
#ifndef LAMPION_REPORT_SETTINGS_H
#define LAMPION_REPORT_SETTINGS_H

#include "dashboard/report/report.h"

/* Fills report.settings from report.place. */
void settings_list(struct report *report);

#endif
