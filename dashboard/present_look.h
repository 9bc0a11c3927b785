/* A copy of the present for the organisers' desk. On the loop. */
#ifndef LAMPION_PRESENT_LOOK_H
#define LAMPION_PRESENT_LOOK_H

#include "dashboard/collector.h"
#include "dashboard/page/organise/present.h"

/* NULL when out of memory; freed by present_free, on any thread. */
struct desk_present *present_look(const struct collector *collector);

#endif
