/* The inside of struct zonetime, shared by the file reader and the questions. */
#ifndef LAMPION_DASHBOARD_ZONETIME_TABLE_H
#define LAMPION_DASHBOARD_ZONETIME_TABLE_H

#include "dashboard/posix_tz.h"
#include "dashboard/zonetime.h"

struct zonetime_change {
    int64_t at_s;     /* UTC, ascending */
    int32_t offset_s; /* from then on; always another than before */
};

struct zonetime {
    char name[64];
    int32_t first_offset_s; /* before the first change */
    int64_t rule_from_s;    /* from the last entry of the file on, the rule decides */
    struct posix_tz rule;
    size_t count;
    struct zonetime_change changes[];
};

#endif
