/* /healthz: what a machine (or a person in trouble) asks of the collector, as JSON. */
#ifndef LAMPION_HEALTH_H
#define LAMPION_HEALTH_H

#include "dashboard/collector.h"
#include <stddef.h>

/* The face that web.h asks for; `context` is a struct collector. */
char *health_json(void *context, bool *well);

/* The same in a line, for `systemctl status`. */
void health_line(const struct collector *collector, char *line, size_t size);

#endif
