/* What differs between two descriptions, in lines for a person. Pure but for what `say` does. */
#ifndef LAMPION_PLACE_DIFF_H
#define LAMPION_PLACE_DIFF_H

#include "dashboard/place.h"

/* Calls back with "zone openspace: capacity 40 -> 45" and the like; how many there were. */
typedef void place_diff_say(void *context, const char *line);
size_t place_diff(const struct place *old, const struct place *now, place_diff_say *say,
                  void *context);

#endif
