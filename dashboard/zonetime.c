#include "dashboard/zonetime.h"

#include <stdlib.h>

#include "dashboard/zonetime_table.h"

enum { DAY_S = 86400 };

static int64_t floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

void zonetime_free(struct zonetime *zone)
{
    free(zone);
}

const char *zonetime_name(const struct zonetime *zone)
{
    return zone->name;
}

/* How many changes lie at or before that second. */
static size_t changes_until(const struct zonetime *zone, int64_t utc_s)
{
    size_t low = 0, high = zone->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (zone->changes[middle].at_s <= utc_s) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

static int32_t offset_at(const struct zonetime *zone, int64_t utc_s)
{
    if (utc_s >= zone->rule_from_s) {
        return posix_tz_offset_s(&zone->rule, utc_s);
    }
    size_t passed = changes_until(zone, utc_s);
    return passed ? zone->changes[passed - 1].offset_s : zone->first_offset_s;
}

int32_t zonetime_offset_s(const struct zonetime *zone, int64_t utc_ms)
{
    return offset_at(zone, floor_div(utc_ms, 1000));
}

void zonetime_local(const struct zonetime *zone, int64_t utc_ms, struct zonetime_local *out)
{
    int64_t utc_s = floor_div(utc_ms, 1000);
    out->offset_s = offset_at(zone, utc_s);
    int64_t local_s = utc_s + out->offset_s;
    out->days = floor_div(local_s, DAY_S);
    int second = (int)(local_s - out->days * DAY_S);
    struct civil civil = civil_from_days(out->days);
    out->year = civil.year;
    out->month = civil.month;
    out->day = civil.day;
    out->hour = second / 3600;
    out->minute = second / 60 % 60;
    out->second = second % 60;
    out->weekday = civil_weekday(out->days);
}

/* *skipped tells whether the clock of the wall never showed that time. */
static int64_t utc_of_local_s(const struct zonetime *zone, int64_t local_s, bool *skipped)
{
    /* No zone is more than a day from UTC, so these two lie before and after any jump near. */
    int32_t before = offset_at(zone, local_s - DAY_S);
    int32_t after = offset_at(zone, local_s + DAY_S);
    *skipped = false;
    if (offset_at(zone, local_s - before) == before) {
        return local_s - before;
    }
    if (offset_at(zone, local_s - after) == after) {
        return local_s - after;
    }
    *skipped = true;
    return local_s - before;
}

int64_t zonetime_utc_ms(const struct zonetime *zone, int year, int month, int day, int hour,
                        int minute)
{
    bool skipped;
    int64_t local_s = civil_days(year, month, day) * DAY_S + hour * 3600 + minute * 60;
    return utc_of_local_s(zone, local_s, &skipped) * 1000;
}

int64_t zonetime_day_start_ms(const struct zonetime *zone, int64_t days)
{
    bool skipped;
    int64_t start_ms = utc_of_local_s(zone, days * DAY_S, &skipped) * 1000;
    if (!skipped) {
        return start_ms;
    }
    /* Midnight was jumped over: the day begins with the jump. */
    int64_t jump_ms = start_ms;
    int64_t next_ms = zonetime_next_change_ms(zone, start_ms - 2 * DAY_S * (int64_t)1000);
    while (next_ms <= start_ms) {
        jump_ms = next_ms;
        next_ms = zonetime_next_change_ms(zone, next_ms);
    }
    return jump_ms;
}

int64_t zonetime_next_change_ms(const struct zonetime *zone, int64_t utc_ms)
{
    int64_t utc_s = floor_div(utc_ms, 1000);
    size_t passed = changes_until(zone, utc_s);
    if (passed < zone->count) {
        return zone->changes[passed].at_s * 1000;
    }
    int64_t from_s = utc_s > zone->rule_from_s ? utc_s : zone->rule_from_s;
    int64_t next_s = posix_tz_next_s(&zone->rule, from_s);
    return next_s == INT64_MAX ? INT64_MAX : next_s * 1000;
}
