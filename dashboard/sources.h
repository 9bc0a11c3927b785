/* The sources of the place (ingest/source.h) on a link of their own, so that what others say on the
 * broker, however much, never stands in the way of the boards. Same broker, same credential; client
 * id lampion-PLACE--sources. The collector must be allowed to read their topics. */
#ifndef LAMPION_SOURCES_H
#define LAMPION_SOURCES_H

#include "dashboard/collector.h"
#include "dashboard/ingest/source.h"
#include <systemd/sd-event.h>

struct sources;

/* The topics to subscribe to, each once; texts of the place. `topics`: room for two a source. */
size_t sources_topics(const struct place *place, const char **topics);

/* `collector` must outlive it. 0, or -errno with why. */
int sources_start(struct sources **self, sd_event *loop, struct collector *collector,
                  struct why *why);
void sources_stop(struct sources *self); /* NULL is allowed */

bool sources_connected(const struct sources *self);
const struct source_set *sources_set(const struct sources *self);

#endif
