#include "dashboard/place.h"

#include <stdlib.h>
#include <string.h>

const char *language_code(enum language language)
{
    static const char *const codes[LANGUAGE_COUNT] = {"fr", "en"};
    return codes[language];
}

static void text_clear(struct place_text *text)
{
    for (int i = 0; i < LANGUAGE_COUNT; i++)
        free(text->in[i]);
}

void place_free(struct place *place)
{
    if (!place)
        return;
    for (size_t i = 0; i < place->zone_count; i++) {
        text_clear(&place->zones[i].name);
        free(place->zones[i].seats);
        free(place->zones[i].sensors);
        free(place->zones[i].contains);
    }
    text_clear(&place->name);
    char *const texts[] = {place->uri,      place->kind,           place->timezone,
                           place->url,      place->logo,           place->email,
                           place->address,  place->licence,        place->opening_hours,
                           place->holidays, place->school_holidays};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        free(texts[i]);
    for (size_t i = 0; i < place->source_count; i++) {
        const struct place_source *source = &place->sources[i];
        char *const words[] = {
            source->topic, source->path, source->in,           source->out,
            source->on,    source->off,  source->availability, source->availability_path,
            source->online};
        for (size_t k = 0; k < sizeof words / sizeof *words; k++)
            free(words[k]);
    }
    free(place->sources);
    free(place->zones);
    free(place->inner_first);
    free(place->doors);
    free(place->sensors);
    free(place);
}

size_t place_find_sensor(const struct place *place, const char *agent, const char *sensor)
{
    for (size_t i = 0; i < place->sensor_count; i++)
        if (!strcmp(place->sensors[i].agent, agent) && !strcmp(place->sensors[i].sensor, sensor))
            return i;
    return SENSOR_NONE;
}

size_t place_find_zone(const struct place *place, const char *id)
{
    for (size_t i = 0; i < place->zone_count; i++)
        if (!strcmp(place->zones[i].id, id))
            return i;
    return ZONE_NONE;
}

const struct place_source *place_find_source(const struct place *place, const char *id)
{
    for (size_t i = 0; i < place->source_count; i++)
        if (!strcmp(place->sources[i].id, id))
            return &place->sources[i];
    return NULL;
}

static size_t is_source(const struct place *place, size_t sensor)
{
    return sensor != SENSOR_NONE && !strcmp(place->sensors[sensor].agent, SOURCE_AGENT);
}

size_t place_unprotected(const struct place *place, size_t z)
{
    const struct place_zone *zone = &place->zones[z];
    size_t count = is_source(place, zone->contact);
    for (size_t i = 0; i < zone->seat_count; i++)
        count += is_source(place, zone->seats[i].sensor);
    for (size_t i = 0; i < zone->sensor_count; i++)
        count += is_source(place, zone->sensors[i]);
    for (size_t i = 0; i < place->door_count; i++)
        if (place->doors[i].from == z || place->doors[i].to == z)
            count += is_source(place, place->doors[i].sensor);
    return count;
}
