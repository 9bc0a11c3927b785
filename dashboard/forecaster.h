/* The forecaster: keeps the collector's outlook young, by the desk thread.
 *
 * A new one is made at the start, at each quarter of an hour, when the quarter before is settled,
 * and as soon as dated facts change (a closure: what was said before is taken back at once). All by
 * the clock seam; at most every FORECASTER_GAP_REAL_MS, however fast that runs. On the loop. */
#ifndef LAMPION_FORECASTER_H
#define LAMPION_FORECASTER_H

#include "dashboard/collector.h"
#include "dashboard/desk.h"

#define FORECASTER_GAP_REAL_MS 1000
#define FORECASTER_FAILED_REAL_MS 60000

struct forecaster;

/* Both outlive it. NULL with why. */
struct forecaster *forecaster_start(struct collector *collector, struct desk *desk,
                                    struct why *why);
/* After the desk has stopped. NULL is allowed. */
void forecaster_stop(struct forecaster *self);

/* Asks for another outlook if it is time. Some µs; to be called about each second. */
void forecaster_turn(struct forecaster *self);

#endif
