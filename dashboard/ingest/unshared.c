#include "dashboard/ingest/unshared.h"

#include "dashboard/names.h"
#include <stdlib.h>

struct unshared {
    struct names *agents;  /* of int64_t: the scope of their sensors */
    struct names *sensors; /* of char: nothing */
};

static int add(struct unshared *self, const struct place_sensor *sensor)
{
    int64_t *scope = names_find(self->agents, 0, sensor->agent);
    if (scope == NULL) {
        scope = names_add(self->agents, 0, sensor->agent);
        if (scope == NULL)
            return -1;
        *scope = (int64_t)names_count(self->agents);
    }
    if (names_find(self->sensors, *scope, sensor->sensor) != NULL)
        return 0;
    return names_add(self->sensors, *scope, sensor->sensor) == NULL ? -1 : 0;
}

static int add_zone(struct unshared *self, const struct place *place, const struct place_zone *zone)
{
    for (size_t i = 0; i < zone->seat_count; i++)
        if (zone->seats[i].policy != SEAT_SHARED && zone->seats[i].sensor != SENSOR_NONE &&
            add(self, &place->sensors[zone->seats[i].sensor]) != 0)
            return -1;
    return 0;
}

struct unshared *unshared_new(const struct place *place)
{
    struct unshared *self = calloc(1, sizeof *self);
    if (self == NULL)
        return NULL;
    self->agents = names_new(sizeof(int64_t));
    self->sensors = names_new(sizeof(char));
    bool whole = self->agents != NULL && self->sensors != NULL;
    for (size_t z = 0; whole && z < place->zone_count; z++)
        whole = add_zone(self, place, &place->zones[z]) == 0;
    if (whole)
        return self;
    unshared_free(self);
    return NULL;
}

void unshared_free(struct unshared *self)
{
    if (self == NULL)
        return;
    names_free(self->agents);
    names_free(self->sensors);
    free(self);
}

void unshared_blank(const struct unshared *self, const char *agent, struct event *events,
                    size_t count)
{
    const int64_t *scope = names_find(self->agents, 0, agent);
    for (size_t i = 0; scope != NULL && i < count; i++)
        if (names_find(self->sensors, *scope, events[i].sensor) != NULL)
            events[i].sensor[0] = '\0';
}
