#include "dashboard/commands/dates.h"
#include "agent/common/time.h"
#include "dashboard/civil.h"
#include "dashboard/history/description.h"
#include "dashboard/place.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct zonetime *dates_zone(struct store *store, struct why *why)
{
    struct store_description description = {0};
    struct zonetime *zone = NULL;
    int error = store_description_get(store, INT64_MAX, &description, why);
    if (error == -ENOENT)
        why_set(why, ENOENT, "the store has no description yet; lampion place apply FILE");
    struct place *place = error ? NULL
                                : place_parse("description in the store", description.text,
                                              strlen(description.text), why);
    if (place)
        zone = zonetime_load(place->timezone, why);
    place_free(place);
    store_description_clear(&description);
    return zone;
}

int dates_read(const struct zonetime *zone, const char *text, int64_t *utc_ms, struct why *why)
{
    int year, month, day, length = 0;
    if (sscanf(text, "%4d-%2d-%2d%n", &year, &month, &day, &length) == 3 && length == 10 &&
        !text[10] && civil_valid(year, month, day)) {
        *utc_ms = zonetime_day_start_ms(zone, civil_days(year, month, day));
        return 0;
    }
    if (time_parse(text, utc_ms) == 0)
        return 0;
    return why_set(why, EINVAL,
                   "%s: expected a date like 2026-10-05, or UTC like 2026-10-05T06:00:00Z", text);
}

void dates_local(const struct zonetime *zone, int64_t utc_ms, char *text)
{
    struct zonetime_local local;
    zonetime_local(zone, utc_ms, &local);
    int minutes = abs(local.offset_s) / 60;
    snprintf(text, TIME_TEXT_MAX, "%04d-%02d-%02dT%02d:%02d%c%02d:%02d", local.year % 10000,
             local.month % 100, local.day % 100, local.hour % 100, local.minute % 100,
             local.offset_s < 0 ? '-' : '+', minutes / 60 % 100, minutes % 60);
}
