#include "dashboard/moment.h"

#include "agent/common/time.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>

struct wall {
    int year, month, day, hour, minute;
};

/* "2026-12-24" or "2026-12-24T18:00" (also with a space): 1 a day, 2 a minute, 0 neither. */
static int scan(const char *text, struct wall *wall)
{
    int day_end = 0, end = 0;
    char between;
    *wall = (struct wall){0};
    int found = sscanf(text, "%4d-%2d-%2d%n%c%2d:%2d%n", &wall->year, &wall->month, &wall->day,
                       &day_end, &between, &wall->hour, &wall->minute, &end);
    if (found < 3 || wall->year < 1970 || wall->year > 2200 ||
        !civil_valid(wall->year, wall->month, wall->day))
        return 0;
    if (found == 3)
        return text[day_end] ? 0 : 1;
    bool minute = found == 6 && !text[end] && strchr("T ", between) && wall->hour >= 0 &&
                  wall->hour < 24 && wall->minute >= 0 && wall->minute < 60;
    return minute ? 2 : 0;
}

int moment_parse(const char *text, const struct zonetime *zone, bool end, int64_t now_ms,
                 int64_t *at_ms, struct why *why)
{
    struct wall wall;
    *at_ms = now_ms;
    if (!strcmp(text, "now"))
        return 0;
    if (end && !strcmp(text, "never")) {
        *at_ms = INT64_MAX;
        return 0;
    }
    int form = scan(text, &wall);
    if (form == 1)
        *at_ms = zonetime_day_start_ms(zone, civil_days(wall.year, wall.month, wall.day) + end);
    else if (form == 2)
        *at_ms = zonetime_utc_ms(zone, wall.year, wall.month, wall.day, wall.hour, wall.minute);
    else if (time_parse(text, at_ms))
        return why_set(why, EINVAL, "%s: write a time as %s", text, MOMENT_FORMS);
    return 0;
}

void moment_format(int64_t at_ms, const struct zonetime *zone, char text[MOMENT_TEXT_MAX])
{
    struct zonetime_local local;
    if (at_ms == INT64_MAX) {
        strcpy(text, "never");
        return;
    }
    zonetime_local(zone, at_ms, &local);
    snprintf(text, MOMENT_TEXT_MAX, "%04d-%02d-%02d %02d:%02d", (int)(local.year % 10000),
             local.month % 100, local.day % 100, local.hour % 100, local.minute % 100);
}
