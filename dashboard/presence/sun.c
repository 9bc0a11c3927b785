#include "dashboard/presence/sun.h"

#include <math.h>

static const double radians = M_PI / 180;

/* Days since 2000-01-01 12:00 UT are what all formulas here count in. */
static const double j2000_days = 10957.5; /* since 1970-01-01 00:00 UT */

/* Terrestrial minus universal time, in days. */
static double delta_t(double d)
{
    double year = 2000 + d / 365.2425;
    double seconds;
    if (year < 1986) {
        double t = year - 1975;
        seconds = 45.45 + t * (1.067 + t * (-1.0 / 260 - t / 718));
    } else if (year < 2005) {
        double t = year - 2000;
        seconds =
            63.86 + t * (0.3345 +
                         t * (-0.060374 + t * (0.0017275 + t * (0.000651814 + t * 0.00002373599))));
    } else if (year < 2050) {
        double t = year - 2000;
        seconds = 62.92 + t * (0.32217 + t * 0.005589);
    } else {
        double t = (year - 1820) / 100;
        seconds = -20 + 32 * t * t - 0.5628 * (2150 - year);
    }
    return seconds / 86400;
}

struct equatorial {
    double ascension, declination;
};

/* Meeus 25: apparent position of the Sun; d in terrestrial time. */
static struct equatorial sun_position(double d)
{
    double t = d / 36525;
    double mean_longitude = 280.46646 + t * (36000.76983 + t * 0.0003032);
    double anomaly = radians * (357.52911 + t * (35999.05029 - t * 0.0001537));
    double center = (1.914602 - t * (0.004817 + t * 0.000014)) * sin(anomaly) +
                    (0.019993 - t * 0.000101) * sin(2 * anomaly) + 0.000289 * sin(3 * anomaly);
    double node = radians * (125.04 - 1934.136 * t);
    double longitude = radians * (mean_longitude + center - 0.00569 - 0.00478 * sin(node));
    double obliquity = radians * (23.439291 - t * (0.0130042 + t * (0.00000016 - t * 0.000000504)) +
                                  0.00256 * cos(node));
    struct equatorial position;
    position.ascension = atan2(cos(obliquity) * sin(longitude), cos(longitude));
    position.declination = asin(sin(obliquity) * sin(longitude));
    return position;
}

/* Meeus 12.4, less the longitude: the local hour angle, from -pi to pi. */
static double hour_angle(double d, double lon, const struct equatorial *sun)
{
    double sidereal = radians * (280.46061837 + 360.98564736629 * d + lon);
    return remainder(sidereal - sun->ascension, 2 * M_PI);
}

/* Meeus 15.2, twice: `side` -1 rise, +1 set. */
static double cross_horizon(double transit, double half_arc, int side, double lat, double lon)
{
    const double horizon = -0.833 * radians;
    double d = transit + side * half_arc / (2 * M_PI);
    for (int i = 0; i < 2; i++) {
        struct equatorial sun = sun_position(d + delta_t(d));
        double angle = hour_angle(d, lon, &sun);
        double altitude =
            asin(sin(lat) * sin(sun.declination) + cos(lat) * cos(sun.declination) * cos(angle));
        double slope = cos(lat) * cos(sun.declination) * sin(angle);
        if (fabs(slope) < 1e-6) {
            break;
        }
        d += (altitude - horizon) / (2 * M_PI * slope);
    }
    return d;
}

static int64_t to_ms(double d)
{
    return (int64_t)floor((d + j2000_days) * 86400000);
}

bool sun_times_of_day(int64_t days, double lat, double lon, struct sun_times *out)
{
    double transit = (double)days + 0.5 - j2000_days - lon / 360;
    struct equatorial sun;
    for (int i = 0; i < 3; i++) {
        sun = sun_position(transit + delta_t(transit));
        transit -= hour_angle(transit, lon, &sun) / (2 * M_PI);
    }
    sun = sun_position(transit + delta_t(transit));
    lat *= radians;
    double cosine = (sin(-0.833 * radians) - sin(lat) * sin(sun.declination)) /
                    (cos(lat) * cos(sun.declination));
    if (!(cosine >= -1 && cosine <= 1)) {
        return false;
    }
    out->rise_ms = to_ms(cross_horizon(transit, acos(cosine), -1, lat, lon));
    out->set_ms = to_ms(cross_horizon(transit, acos(cosine), 1, lat, lon));
    return true;
}
