/* GET /metrics: the collector and what its filtered snapshot tells, in Prometheus' text format
 * 0.0.4 (prometheus.io/docs/instrumenting/exposition_formats). This very machine only. */
#ifndef LAMPION_HTTP_METRICS_H
#define LAMPION_HTTP_METRICS_H

#include "dashboard/http/routes.h"

struct reply *answer_metrics(struct site *site, const struct request *request);

#endif
