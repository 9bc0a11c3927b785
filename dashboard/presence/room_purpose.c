#include "dashboard/presence/room_purpose.h"

#include <math.h>

#define MINUTE_MS 60000

struct room_params room_params_of(enum zone_purpose purpose)
{
    static const struct room_params params[] = {
        [PURPOSE_ROOM] = {60 * MINUTE_MS, 0.20, 45000, 2 * MINUTE_MS},
        [PURPOSE_MEETING] = {60 * MINUTE_MS, 0.20, 45000, 2 * MINUTE_MS},
        [PURPOSE_OFFICE] = {120 * MINUTE_MS, 0.40, 60000, 2 * MINUTE_MS},
        [PURPOSE_PHONE] = {15 * MINUTE_MS, 0.20, 45000, 2 * MINUTE_MS},
        [PURPOSE_LOUNGE] = {30 * MINUTE_MS, 0.30, 60000, 2 * MINUTE_MS},
        [PURPOSE_WORKSHOP] = {60 * MINUTE_MS, 0.30, 30000, 2 * MINUTE_MS},
        [PURPOSE_KITCHEN] = {10 * MINUTE_MS, 0.20, 30000, 2 * MINUTE_MS},
        [PURPOSE_TOILET] = {5 * MINUTE_MS, 0.10, 45000, 2 * MINUTE_MS},
        [PURPOSE_CORRIDOR] = {1 * MINUTE_MS, 0.05, 12000, MINUTE_MS / 2},
    };
    struct room_params found = params[purpose];
    found.free_below = ROOM_FREE_BELOW;
    found.window_ms = ROOM_WINDOW_MS;
    return found;
}

struct room_sensing room_sensing_of(enum sensor_kind kind)
{
    if (kind == SENSOR_MMWAVE) /* 5 % of missed windows: ln 20 = 3 nats in 30 s */
        return (struct room_sensing){log(0.95 / 0.02), 10000, MINUTE_MS};
    return (struct room_sensing){log(0.5 / 0.005), 0, 0};
}
