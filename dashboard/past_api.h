/* GET /api/v1/zones/<id>/history?from&to&step: what a zone's history says, as JSON.
 *
 * `from`, `to`: a date of the place (2026-10-05) or UTC (2026-10-05T06:00:00Z); rows that begin in
 * [from, to). `step`: 15m (at most 31 days), 1h (92), 1d (1100; the standard). Never finer than the
 * privacy step, nor than an hour where a minimum count is set; then rows are given or withheld
 * exactly as in reports (dashboard/report/suppress.h). By the policy of the zone
 * also: what is outside of opening hours, counts in whole buckets. Numbers that are not known are
 * null.
 *
 * What is wrong is told by its status, with {"error": why}: 400, 404, and 503 when the history
 * cannot be read now. The reading is the desk's, not the loop's. */
#ifndef LAMPION_PAST_API_H
#define LAMPION_PAST_API_H

#include "dashboard/desk.h"
#include "dashboard/http/server.h"
#include "dashboard/place.h"

struct past_api {
    struct desk *desk;
    const struct zonetime *zonetime;
};

/* For web_config.history; `api` is a struct past_api. NULL when out of memory. */
struct reply *past_api_answer(void *api, const struct request *request, const struct place *place);

#endif
