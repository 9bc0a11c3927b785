/* The settings of a place that are not as they come and bear on figures, or on what is given: for
 * the report's page on method. Pure. Those of the installation (lampion.yaml) are not in the store,
 * and none changes a figure: how long rows are kept decides whether they are there at all. */
#ifndef LAMPION_REPORT_SETTINGS_H
#define LAMPION_REPORT_SETTINGS_H

#include "dashboard/report/report.h"

/* Fills report.settings from report.place, in the order of place.yaml. 0 or -ENOMEM with why. */
int settings_list(struct report *report, struct why *why);

#endif
