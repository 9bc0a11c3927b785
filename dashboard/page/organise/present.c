#include "dashboard/page/organise/present.h"

#include <stdlib.h>

struct desk_present *desk_present_new(const struct place *place, size_t boards, size_t findings)
{
    struct desk_present *self = calloc(1, sizeof *self);
    if (!self)
        return NULL;
    self->place = place;
    self->zones = calloc(place->zone_count + 1, sizeof *self->zones);
    self->readings = calloc(place->sensor_count + 1, sizeof *self->readings);
    self->boards = calloc(boards + 1, sizeof *self->boards);
    self->findings = calloc(findings + 1, sizeof *self->findings);
    bool whole = self->zones && self->readings && self->boards && self->findings;
    for (size_t z = 0; whole && z < place->zone_count; z++) {
        struct present_zone *zone = &self->zones[z];
        zone->seats_now = calloc(place->zones[z].seat_count + 1, sizeof *zone->seats_now);
        whole = zone->seats_now != NULL;
    }
    if (whole)
        return self;
    desk_present_free(self);
    return NULL;
}

void desk_present_free(struct desk_present *self)
{
    if (!self)
        return;
    for (size_t z = 0; self->zones && z < self->place->zone_count; z++)
        free(self->zones[z].seats_now);
    free(self->zones);
    free(self->readings);
    free(self->boards);
    free(self->findings);
    free(self);
}
