#include "dashboard/outlook.h"

#include <math.h>
#include <stdlib.h>

static void zone_clear(struct outlook_zone *self, const struct place_zone *zone)
{
    self->zone = zone;
    self->measure = !zone || zone->kind == ZONE_SEATS ? OUTLOOK_TAKEN
                    : zone->kind == ZONE_HALL         ? OUTLOOK_PEOPLE
                                                      : OUTLOOK_USE;
    self->says = OUTLOOK_TOO_LITTLE;
    for (int day = 0; day < 7; day++)
        for (int hour = 0; hour < 24; hour++)
            self->week[day][hour] = OUTLOOK_UNKNOWN;
}

struct outlook *outlook_new(const struct place *place, int64_t made_ms)
{
    struct outlook *self = calloc(1, sizeof *self);
    if (!self)
        return NULL;
    self->references = 1;
    self->made_ms = made_ms;
    int64_t steps = (place->privacy.step_ms + OUTLOOK_QUARTER_MS - 1) / OUTLOOK_QUARTER_MS;
    self->step_ms = (steps > 1 ? steps : 1) * OUTLOOK_QUARTER_MS;
    self->zones = calloc(place->zone_count + 1, sizeof *self->zones);
    if (!self->zones) {
        outlook_unref(self);
        return NULL;
    }
    self->zone_count = place->zone_count;
    zone_clear(&self->place, NULL);
    for (size_t z = 0; z < place->zone_count; z++)
        zone_clear(&self->zones[z], &place->zones[z]);
    return self;
}

struct outlook *outlook_ref(struct outlook *self)
{
    self->references++;
    return self;
}

void outlook_unref(struct outlook *self)
{
    if (!self || --self->references > 0)
        return;
    for (size_t z = 0; z < self->zone_count; z++)
        free(self->zones[z].quarters);
    free(self->place.quarters);
    free(self->zones);
    free(self);
}

static void zone_forget(struct outlook_zone *self)
{
    free(self->quarters);
    self->quarters = NULL;
    self->quarter_count = 0;
    self->days = 0;
    self->seats = 0;
    self->week_days = 0;
    zone_clear(self, self->zone);
}

void outlook_veil(struct outlook *self, const struct place *place)
{
    for (size_t z = 0; z < self->zone_count; z++) {
        const struct place_zone *zone = &place->zones[z];
        bool apart = zone->privacy.visibility == VISIBILITY_PRIVATE &&
                     place->privacy.visibility != VISIBILITY_PRIVATE;
        bool small = zone->seat_count && (int64_t)zone->seat_count < zone->privacy.live_minimum;
        if (!apart && !small)
            continue;
        zone_forget(&self->zones[z]);
        if (zone->seat_count)
            zone_forget(&self->place);
        for (size_t up = zone->parent; up != ZONE_NONE; up = place->zones[up].parent)
            zone_forget(&self->zones[up]);
    }
}

float outlook_count(const struct place_privacy *privacy, double count)
{
    if (!(count >= 0))
        return OUTLOOK_UNKNOWN;
    if (privacy->bucket > 1)
        count = round(count / (double)privacy->bucket) * (double)privacy->bucket;
    if (count > 0.05 && count < (double)privacy->minimum_count)
        return OUTLOOK_FEW;
    return (float)(round(count * 10) / 10);
}

const struct outlook_quarter *outlook_next(const struct outlook *self,
                                           const struct outlook_zone *zone, int64_t now_ms,
                                           size_t *at)
{
    if (now_ms > self->made_ms + OUTLOOK_OLD_MS)
        return NULL;
    while (*at < zone->quarter_count) {
        const struct outlook_quarter *quarter = &zone->quarters[(*at)++];
        if (quarter->from_ms > now_ms && quarter->chance > 0)
            return quarter;
    }
    return NULL;
}

size_t outlook_hours(const struct outlook *self, const struct outlook_zone *zone, int64_t now_ms,
                     int32_t offset_s, struct outlook_hour *hours, size_t max)
{
    const struct outlook_quarter *quarter;
    size_t count = 0;
    for (size_t at = 0; count < max && (quarter = outlook_next(self, zone, now_ms, &at));)
        if ((quarter->from_ms / 1000 + offset_s) % 3600 == 0)
            hours[count++] =
                (struct outlook_hour){quarter->from_ms, outlook_in_ten(quarter->chance)};
    return count;
}

static int within(long n, int low, int high)
{
    return n < low ? low : n > high ? high : (int)n;
}

int outlook_in_ten(float chance)
{
    return within(lroundf(chance * 10), 1, 9);
}

int outlook_percent(float chance)
{
    return within(lroundf(chance * 100), 1, 99);
}
