/* What a report says about itself, as JSON: the same in the formats that are JSON. */
#ifndef LAMPION_REPORT_ABOUT_H
#define LAMPION_REPORT_ABOUT_H

#include "dashboard/report/report.h"
#include <jansson.h>

/* A new object: place, period, what it is compared with, version, hashes, rules. */
json_t *about_json(const struct report *report);
/* Writes and gives the document back: sorted, indented, one line feed at its end. 0, -errno. */
int about_write(json_t *document, const char *path, struct why *why);

#endif
