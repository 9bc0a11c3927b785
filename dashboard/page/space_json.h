/* The place for the directory of open spaces: SpaceAPI 14 and 15 (https://spaceapi.io/docs, schema
 * https://schema.spaceapi.io/15.json). Version 14 is claimed only where the place says where it
 * lies, which 14 asks for. What is not known is left out, never null; names of people there are
 * none. Zones and free seats, for which SpaceAPI has no field, are below ext_lampion. */
#ifndef LAMPION_PAGE_SPACE_JSON_H
#define LAMPION_PAGE_SPACE_JSON_H

#include "dashboard/snapshot.h"

/* What SpaceAPI asks for and place.yaml does not say, in words for who looks for the file; NULL
 * when nothing is missing. */
const char *space_lacks(const struct place *place);

/* Only when nothing is lacking. `changed_ms`: when open, closed or unknown last changed; 0: not
 * known. One line, malloc'ed; NULL when out of memory. */
char *space_json(const struct snapshot *snapshot, int64_t changed_ms);

#endif
