/* The settings that are not as they come, for the report's page on method: those of the place that
 * bear on figures or on what is given, and those of the installation that the caller knows (its
 * file is not in the store; how long rows are kept decides whether they are there at all). Pure. */
#ifndef LAMPION_REPORT_SETTINGS_H
#define LAMPION_REPORT_SETTINGS_H

#include "dashboard/report/report.h"

#define SETTINGS_SPAN_MAX 32

/* Fills report.settings from report.place, in the order of place.yaml; then `more`. 0 or -ENOMEM
 * with why. */
int settings_list(struct report *report, const struct report_setting *more, size_t count,
                  struct why *why);

/* As people write it in place.yaml: "15m". */
void settings_span(int64_t span_ms, char text[SETTINGS_SPAN_MAX]);

#endif
