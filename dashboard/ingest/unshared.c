#include "dashboard/ingest/unshared.h"

#include "dashboard/names.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct lent {
    struct place_sensor sensor;
    int64_t from_ms, to_ms;
};

struct unshared {
    struct lent *lent;
    size_t lent_count;
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
    free(self->lent);
    free(self);
}

static const struct place_seat *find_lent(const struct place *place, const struct fact *fact)
{
    size_t z = place_find_zone(place, fact->zone);
    for (size_t i = 0; z != ZONE_NONE && i < place->zones[z].seat_count; i++)
        if (!strcmp(place->zones[z].seats[i].id, fact->seat) &&
            place->zones[z].seats[i].policy == SEAT_DEDICATED)
            return &place->zones[z].seats[i];
    return NULL;
}

static size_t unshared_seats_of(const struct place *place, size_t sensor)
{
    size_t count = 0;
    for (size_t z = 0; z < place->zone_count; z++)
        for (size_t i = 0; i < place->zones[z].seat_count; i++)
            count += place->zones[z].seats[i].sensor == sensor &&
                     place->zones[z].seats[i].policy != SEAT_SHARED;
    return count;
}

int unshared_lend(struct unshared *self, const struct place *place, const struct facts *facts)
{
    free(self->lent);
    self->lent_count = 0;
    self->lent = calloc(facts->count + 1, sizeof *self->lent);
    if (self->lent == NULL)
        return -ENOMEM;
    for (size_t i = 0; i < facts->count; i++) {
        const struct fact *fact = &facts->all[i];
        const struct place_seat *seat =
            fact->kind == FACT_LENT && !fact->retracted_ms ? find_lent(place, fact) : NULL;
        if (seat == NULL || unshared_seats_of(place, seat->sensor) != 1)
            continue;
        self->lent[self->lent_count++] =
            (struct lent){place->sensors[seat->sensor], fact->from_ms, fact->to_ms};
    }
    return 0;
}

/* UTC of an event, as the history will place it; false where that would be a guess. */
static bool time_of(const struct unshared_time *time, const struct event *event, int64_t *at_ms)
{
    if (time->clock->has_wall && time->clock->quality == CLOCK_SYNCED)
        *at_ms = time->clock->wall_ms - time->clock->mono_ms + event->t_ms;
    else if (time->has_offset)
        *at_ms = time->offset_ms + event->t_ms;
    else
        return false;
    return true;
}

static bool is_lent(const struct unshared *self, const char *agent,
                    const struct unshared_time *time, const struct event *event)
{
    int64_t at_ms;
    for (size_t i = 0; i < self->lent_count; i++) {
        const struct lent *lent = &self->lent[i];
        if (!strcmp(lent->sensor.agent, agent) && !strcmp(lent->sensor.sensor, event->sensor) &&
            time_of(time, event, &at_ms) && at_ms >= lent->from_ms && at_ms < lent->to_ms)
            return true;
    }
    return false;
}

void unshared_blank(const struct unshared *self, const char *agent,
                    const struct unshared_time *time, struct event *events, size_t count)
{
    const int64_t *scope = names_find(self->agents, 0, agent);
    for (size_t i = 0; scope != NULL && i < count; i++)
        if (names_find(self->sensors, *scope, events[i].sensor) != NULL &&
            !is_lent(self, agent, time, &events[i]))
            events[i].sensor[0] = '\0';
}
