/* Sunrise and sunset.
 *
 * Source: Jean Meeus, Astronomical Algorithms, chapters 12 (sidereal time), 15 (rising and
 * setting) and 25 (the Sun, low accuracy); Delta T by the fits of Espenak and Meeus. The Sun's
 * upper limb at the horizon with standard refraction: -0.833 degrees. Within a minute between 65
 * degrees south and north, 1970 to 2100, on flat land. Pure. */
#ifndef LAMPION_PRESENCE_SUN_H
#define LAMPION_PRESENCE_SUN_H

#include <stdbool.h>
#include <stdint.h>

struct sun_times {
    int64_t rise_ms, set_ms; /* UTC */
};

/* Of the solar day whose noon at that longitude lies nearest to the UTC noon of the civil day.
 * False when the sun does not rise or not set there on that day. */
bool sun_times_of_day(int64_t days, double lat, double lon, struct sun_times *out);

#endif
