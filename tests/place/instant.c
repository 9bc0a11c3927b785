#include "tests/place/instant.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#define SECONDS_A_DAY 86400

/* Days since 1970-01-01 of a Gregorian date, and back: H. Hinnant, "chrono-compatible low-level
 * date algorithms". The year begins in March there, so that the leap day comes last. */
static int64_t days_of_date(int year, int month, int day)
{
    int64_t y = month <= 2 ? year - 1 : year;
    int64_t era = y / 400, of_era = y % 400;
    int64_t of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;

    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

static void date_of_days(int64_t days, int *year, int *month, int *day)
{
    int64_t z = days + 719468, era = z / 146097, of_era = z % 146097;
    int64_t y = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int64_t of_year = of_era - (365 * y + y / 4 - y / 100), m = (5 * of_year + 2) / 153;

    *day = (int)(of_year - (153 * m + 2) / 5 + 1);
    *month = (int)(m < 10 ? m + 3 : m - 9);
    *year = (int)(y + era * 400 + (*month <= 2));
}

void instant_format(int64_t seconds, char text[INSTANT_TEXT_SIZE])
{
    int year, month, day, second = (int)(seconds % SECONDS_A_DAY);
    char whole[80];

    date_of_days(seconds / SECONDS_A_DAY, &year, &month, &day);
    snprintf(whole, sizeof whole, "%04d-%02d-%02dT%02d:%02d:%02dZ", year, month, day, second / 3600,
             second / 60 % 60, second % 60);
    snprintf(text, INSTANT_TEXT_SIZE, "%.20s", whole);
}

int instant_parse(const char *text, int64_t *seconds)
{
    int year, month, day, hour, minute, second, length = 0;
    char again[INSTANT_TEXT_SIZE];
    int64_t value;

    if (strlen(text) != 20 || sscanf(text, "%4d-%2d-%2dT%2d:%2d:%2dZ%n", &year, &month, &day, &hour,
                                     &minute, &second, &length) != 6)
        return -EINVAL;
    if (length != 20 || year < 1970 || month < 1 || month > 12 || day < 1)
        return -EINVAL;
    value = days_of_date(year, month, day) * SECONDS_A_DAY + hour * 3600 + minute * 60 + second;

    /* Written again it must read the same: that refuses 31 April, 24:00 and signs at once. */
    if (value < 0)
        return -EINVAL;
    instant_format(value, again);
    if (strcmp(again, text) != 0)
        return -EINVAL;
    *seconds = value;
    return 0;
}

int instant_weekday(int64_t seconds)
{
    return (int)((seconds / SECONDS_A_DAY + 3) % 7); /* 1970-01-01 was a Thursday */
}
