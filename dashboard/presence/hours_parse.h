/* The parts of a rule, each read into struct hours_rule; 0, or -EINVAL with the column refused. */
#ifndef LAMPION_PRESENCE_HOURS_PARSE_H
#define LAMPION_PRESENCE_HOURS_PARSE_H

#include "dashboard/presence/hours_rules.h"
#include "dashboard/presence/hours_scan.h"

/* Years, dates, days of the week and holidays, as far as there are any. */
int hours_take_days(struct hours_scan *scan, struct hours_rule *rule);

/* A list of times, which must begin here. */
int hours_take_spans(struct hours_scan *scan, struct hours_rule *rule);

#endif
