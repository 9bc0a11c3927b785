/* The present as JSON: the body of /api/v1/place and of the event `place` on the live stream.
 * Numbers that are not known are null, never 0; moments are RFC 3339 in UTC. */
#ifndef LAMPION_PAGE_PLACE_JSON_H
#define LAMPION_PAGE_PLACE_JSON_H

#include "dashboard/page/buffer.h"
#include "dashboard/snapshot.h"
#include "dashboard/zonetime.h"

/* One line, malloc'ed; names in `language`, reasons always in English with times in `zone`. NULL
 * when out of memory. */
char *place_json(const struct snapshot *snapshot, const struct zonetime *zone,
                 enum language language);

/* The same with what is likely later today: of the place and each zone with seats "later":
 * [{"from":…,"free_chance":0.86},…], quarter by quarter until closing, and the days like this one
 * that it rests on, "later_days"; both null where it is not known. Not for the live stream, whose
 * updates are to be small. */
char *place_json_whole(const struct snapshot *snapshot, const struct zonetime *zone,
                       enum language language);

/* The web app manifest (W3C), with addresses relative to that of the page; malloc'ed. */
char *manifest_json(const struct place *place, enum language language);

/* {"id":…,"html":…} of a fragment, {"as_of":…,"holds_until":…} of a snapshot: data of the live
 * stream's events, without a newline. */
void fragment_json(struct buffer *out, const char *id, const char *html);
void times_json(struct buffer *out, const struct snapshot *snapshot);

#endif
