/* place.yaml: what is accepted is whole, and what refers to another part finds it. */
#include "tests/fuzz/fuzz.h"

#include "dashboard/place.h"

static void check_text(const struct place_text *text)
{
    for (int i = 0; i < LANGUAGE_COUNT; i++) {
        must(text->in[i] && *text->in[i] && strlen(text->in[i]) <= 1000);
        for (const char *at = text->in[i]; *at; at++)
            must((unsigned char)*at >= ' ' && *at != 0x7f);
    }
}

static void check_zone(const struct place *place, size_t z)
{
    const struct place_zone *zone = &place->zones[z];
    must(id_is_valid(zone->id) && place_find_zone(place, zone->id) == z);
    check_text(&zone->name);
    must(zone->kind == ZONE_SEATS || !zone->seat_count);
    must(zone->kind != ZONE_SEATS || !zone->sensor_count); /* a hall may have a counter */
    must(zone->kind == ZONE_HALL || !zone->contain_count);
    for (size_t i = 0; i < zone->seat_count; i++)
        must(id_is_valid(zone->seats[i].id) && zone->seats[i].sensor < place->sensor_count);
    for (size_t i = 0; i < zone->sensor_count; i++)
        must(zone->sensors[i] < place->sensor_count);
    for (size_t i = 0; i < zone->contain_count; i++)
        must(zone->contains[i] < place->zone_count && place->zones[zone->contains[i]].parent == z);
}

/* Every zone once, after those it contains. */
static void check_order(const struct place *place)
{
    bool *seen = calloc(place->zone_count + 1, sizeof *seen);
    for (size_t i = 0; seen && i < place->zone_count; i++) {
        size_t z = place->inner_first[i];
        must(z < place->zone_count && !seen[z]);
        seen[z] = true;
        for (size_t k = 0; k < place->zones[z].contain_count; k++)
            must(seen[place->zones[z].contains[k]]);
    }
    free(seen);
}

static void check(const struct place *place)
{
    must(id_is_valid(place->id) && place->timezone && place->zone_count >= 1);
    must(place->language_count >= 1 && place->language_count <= LANGUAGE_COUNT);
    must(place->open_sensor == SENSOR_NONE || place->open_sensor < place->sensor_count);
    must(place->lat >= -90 && place->lat <= 90 && place->lon >= -180 && place->lon <= 180);
    check_text(&place->name);
    for (size_t z = 0; z < place->zone_count; z++)
        check_zone(place, z);
    for (size_t s = 0; s < place->sensor_count; s++)
        must(place_find_sensor(place, place->sensors[s].agent, place->sensors[s].sensor) == s);
    for (size_t d = 0; d < place->door_count; d++) {
        const struct place_door *door = &place->doors[d];
        must(door->sensor < place->sensor_count && door->from != door->to);
        must(door->from < place->zone_count || door->from == ZONE_OUTSIDE);
        must(door->to < place->zone_count || door->to == ZONE_OUTSIDE);
    }
    check_order(place);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct why why = {""};
    struct place *place = place_parse("place.yaml", size ? (const char *)data : "", size, &why);
    if (place)
        check(place);
    else
        must(!strncmp(why.text, "place.yaml:", 11));
    place_free(place);
    return 0;
}
