#include "dashboard/page/space_json.h"

#include "agent/common/time.h"
#include "dashboard/page/page_parts.h"
#include <jansson.h>

const char *space_lacks(const struct place *place)
{
    if (!place->url && !place->uri) {
        return "SpaceAPI asks for the place's web site: write place.url in place.yaml.\n";
    }
    if (!place->logo) {
        return "SpaceAPI asks for the address of the place's logo: write place.logo in "
               "place.yaml.\n";
    }
    return NULL;
}

/* Nothing where there is no text, or none of UTF-8. */
static void text_set(json_t *object, const char *key, const char *text)
{
    json_t *json = text ? json_string(text) : NULL;
    if (json) {
        json_object_set_new(object, key, json);
    }
}

static void count_set(json_t *object, const char *key, int64_t n)
{
    if (n != SNAPSHOT_NULL) {
        json_object_set_new(object, key, json_integer(n));
    }
}

static void moment_set(json_t *object, const char *key, int64_t utc_ms)
{
    if (utc_ms > 0 && utc_ms != SNAPSHOT_NEVER) {
        char text[TIME_TEXT_MAX];
        time_format_s(utc_ms, text);
        text_set(object, key, text);
    }
}

static json_t *versions_json(const struct place *place)
{
    return place->has_location ? json_pack("[s,s]", "14", "15") : json_pack("[s]", "15");
}

static json_t *location_json(const struct place *place)
{
    json_t *location = json_object();
    text_set(location, "address", place->address);
    if (place->has_location) {
        json_object_set_new(location, "lat", json_real(place->lat));
        json_object_set_new(location, "lon", json_real(place->lon));
    }
    text_set(location, "timezone", place->timezone);
    return location;
}

/* A place that nobody knows about is neither open nor closed: no word of it. */
static json_t *state_json(const struct snapshot *snapshot, int64_t changed_ms)
{
    json_t *state = json_object();
    if (snapshot->open.state != OPEN_UNKNOWN) {
        json_object_set_new(state, "open", json_boolean(snapshot->open.state == OPEN_OPEN));
    }
    if (changed_ms > 0) {
        json_object_set_new(state, "lastchange", json_integer(changed_ms / 1000));
    }
    return state;
}

/* Heads of the zones that nothing contains: those inside them are counted there. */
static json_t *people_json(const struct snapshot *snapshot, enum language language)
{
    json_t *people = json_array();
    for (size_t i = 0; i < snapshot->zone_count; i++) {
        const struct snapshot_zone *zone = &snapshot->zones[i];
        if (zone->zone->parent == ZONE_NONE && zone->veil != VEIL_PRIVATE &&
            zone->present.best != SNAPSHOT_NULL) {
            json_t *entry = json_pack("{s:I}", "value", (json_int_t)zone->present.best);
            text_set(entry, "location", name_of(&zone->zone->name, language, zone->zone->id));
            json_array_append_new(people, entry);
        }
    }
    return people;
}

static const char *state_word(const struct snapshot_zone *zone)
{
    static const char *const words[] = {[STATE_UNKNOWN] = "unknown",
                                        [STATE_FREE] = "free",
                                        [STATE_BUSY] = "busy",
                                        [STATE_FULL] = "full"};
    return words[zone->state];
}

static json_t *extension_json(const struct snapshot *snapshot, enum language language)
{
    json_t *extension = json_object(), *zones = json_array();
    moment_set(extension, "as_of", snapshot->as_of_ms);
    moment_set(extension, "holds_until", snapshot->until_ms);
    count_set(extension, "seats", snapshot->seats);
    count_set(extension, "free", snapshot->free);
    for (size_t i = 0; i < snapshot->zone_count; i++) {
        const struct snapshot_zone *zone = &snapshot->zones[i];
        if (zone->veil == VEIL_PRIVATE) {
            continue;
        }
        json_t *entry = json_pack("{s:s}", "id", zone->zone->id);
        text_set(entry, "name", name_of(&zone->zone->name, language, zone->zone->id));
        text_set(entry, "state", state_word(zone));
        count_set(entry, "seats", zone->seats);
        count_set(entry, "free", zone->free);
        json_array_append_new(zones, entry);
    }
    json_object_set_new(extension, "zones", zones);
    return extension;
}

static void sensors_set(json_t *object, const struct snapshot *snapshot, enum language language)
{
    json_t *people = people_json(snapshot, language);
    if (json_array_size(people)) {
        json_object_set_new(object, "sensors", json_pack("{s:o}", "people_now_present", people));
    } else {
        json_decref(people);
    }
}

char *space_json(const struct snapshot *snapshot, int64_t changed_ms)
{
    const struct place *place = snapshot->place;
    enum language language = place->language_count ? place->languages[0] : LANGUAGE_EN;
    json_t *object = json_object(), *contact = json_object();
    json_object_set_new(object, "api_compatibility", versions_json(place));
    text_set(object, "space", name_of(&place->name, language, place->id));
    text_set(object, "logo", place->logo);
    text_set(object, "url", place->url ? place->url : place->uri);
    json_object_set_new(object, "location", location_json(place));
    text_set(contact, "email", place->email);
    json_object_set_new(object, "contact", contact);
    json_object_set_new(object, "state", state_json(snapshot, changed_ms));
    sensors_set(object, snapshot, language);
    json_object_set_new(object, "ext_lampion", extension_json(snapshot, language));
    char *text = json_dumps(object, JSON_COMPACT | JSON_REAL_PRECISION(9));
    json_decref(object);
    return text;
}
