/* place.yaml → zones, seats and doors. Zones are read twice: first their own keys, then what
 * refers to other zones, so that the order in the file is free. */
#include "dashboard/place_read.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const zone_kinds[] = {"seats", "room", "hall", NULL};
static const char *const zone_purposes[] = {"room",     "meeting", "office", "phone",    "lounge",
                                            "workshop", "kitchen", "toilet", "corridor", NULL};
static const char *const sensor_kinds[] = {"pir", "mmwave", "count", NULL} /* from 1 */;
static const char *const seat_policies[] = {"shared", "dedicated", "private", NULL};

/* Agents speak every 10 s; what is older than ten minutes is no word about now. */
#define FRESHNESS_MIN_MS 15000
#define FRESHNESS_MAX_MS 600000

struct file_zone {
    struct place_zone zone;
    struct yaml_node name, seats, sensors, contains, hold, contact, purpose, privacy;
    int kind;
};

struct file_sensor {
    struct yaml_node sensor;
    int kind;
};

struct file_seat {
    struct place_seat seat;
    struct yaml_node sensor;
    int policy;
};

static int read_seat(struct place *place, struct yaml_node node, struct place_seat *seat,
                     struct why *why)
{
    static const struct yaml_key keys[] = {
        {"id", YAML_ID, offsetof(struct file_seat, seat.id), .required = true},
        {"sensor", YAML_NODE, offsetof(struct file_seat, sensor), .required = true},
        {"policy", YAML_CHOICE, offsetof(struct file_seat, policy), .choices = seat_policies},
        {"out_of_service", YAML_BOOL, offsetof(struct file_seat, seat.out_of_service)},
        {0},
    };
    struct file_seat file = {0};
    int error = yaml_map(node, keys, &file, why);
    if (!error)
        error = place_read_sensor(place, file.sensor, &file.seat.sensor, why);
    *seat = file.seat;
    seat->policy = (enum seat_policy)file.policy;
    return error;
}

static int read_seats(struct place *place, struct place_zone *zone, struct yaml_node list,
                      struct why *why)
{
    if (!yaml_is_list(list))
        return yaml_refuse(list, why, "seats: write a list of {id: …, sensor: agent/sensor}");
    zone->seats = calloc(yaml_count(list) + 1, sizeof *zone->seats);
    for (size_t i = 0; zone->seats && i < yaml_count(list); i++) {
        int error = read_seat(place, yaml_item(list, i), &zone->seats[i], why);
        if (error)
            return error;
        for (size_t k = 0; k < i; k++) {
            if (!strcmp(zone->seats[k].id, zone->seats[i].id))
                return yaml_refuse(yaml_item(list, i), why, "seat %s is there twice",
                                   zone->seats[i].id);
            if (zone->seats[k].sensor == zone->seats[i].sensor)
                return yaml_refuse(yaml_item(list, i), why, "seat %s has the sensor of seat %s",
                                   zone->seats[i].id, zone->seats[k].id);
        }
        zone->seat_count = i + 1;
    }
    return zone->seats ? 0 : why_set(why, ENOMEM, "out of memory");
}

/* "agent/sensor", or {sensor: agent/sensor, kind: mmwave} where the board does not say it. */
static int read_presence_sensor(struct place *place, struct yaml_node node, size_t *index,
                                struct why *why)
{
    static const struct yaml_key keys[] = {
        {"sensor", YAML_NODE, offsetof(struct file_sensor, sensor), .required = true},
        {"kind", YAML_CHOICE, offsetof(struct file_sensor, kind), .choices = sensor_kinds},
        {0},
    };
    if (yaml_scalar(node))
        return place_read_sensor(place, node, index, why);
    struct file_sensor file = {.kind = -1};
    int error = yaml_map(node, keys, &file, why);
    if (!error)
        error = place_read_sensor(place, file.sensor, index, why);
    if (!error && file.kind >= 0)
        place->sensors[*index].kind = SENSOR_PIR + (unsigned)file.kind;
    return error;
}

static int read_zone_sensors(struct place *place, struct place_zone *zone, struct yaml_node list,
                             struct why *why)
{
    if (!yaml_is_list(list))
        return yaml_refuse(list, why, "sensors: write a list of agent/sensor");
    zone->sensors = calloc(yaml_count(list) + 1, sizeof *zone->sensors);
    for (size_t i = 0; zone->sensors && i < yaml_count(list); i++) {
        int error = read_presence_sensor(place, yaml_item(list, i), &zone->sensors[i], why);
        if (error)
            return error;
        if (zone->kind == ZONE_HALL)
            place->sensors[zone->sensors[i]].kind = SENSOR_COUNT;
        zone->sensor_count = i + 1;
    }
    return zone->sensors ? 0 : why_set(why, ENOMEM, "out of memory");
}

/* What only rooms have. */
static int read_room_keys(struct place *place, struct file_zone *file, struct why *why)
{
    struct yaml_node given = yaml_is_set(file->contact) ? file->contact : file->purpose;
    bool has_hold = yaml_is_set(file->hold);
    static const struct yaml_key hold = {"hold", YAML_DURATION_MS, .maximum = 86400000};
    static const struct yaml_key purpose = {"purpose", YAML_CHOICE, .choices = zone_purposes};
    file->zone.contact = SENSOR_NONE;
    file->zone.has_hold = has_hold;
    int error = has_hold ? yaml_value(file->hold, &hold, &file->zone.hold_ms, why) : 0;
    if (error || !yaml_is_set(given))
        return error;
    if (file->zone.kind != ZONE_ROOM)
        return yaml_refuse(given, why, "purpose, door: only zones of kind room have them");
    if (has_hold && yaml_is_set(file->contact))
        return yaml_refuse(given, why, "a plain hold knows no door: leave out hold or door");
    int use = PURPOSE_ROOM;
    if (yaml_is_set(file->purpose))
        error = yaml_value(file->purpose, &purpose, &use, why);
    file->zone.purpose = (enum zone_purpose)use;
    if (!error && yaml_is_set(file->contact))
        error = place_read_sensor(place, file->contact, &file->zone.contact, why);
    return error;
}

static int read_zone(struct place *place, struct yaml_node node, struct file_zone *file,
                     struct why *why)
{
#define ZONE(member) offsetof(struct file_zone, zone.member)
    static const struct yaml_key keys[] = {
        {"id", YAML_ID, ZONE(id), .required = true},
        {"name", YAML_NODE, offsetof(struct file_zone, name), .required = true},
        {"kind", YAML_CHOICE, offsetof(struct file_zone, kind), .required = true,
         .choices = zone_kinds},
        {"capacity", YAML_INT, ZONE(capacity), .minimum = 1, .maximum = 100000,
         .hint = "the most people allowed"},
        {"release", YAML_DURATION_MS, ZONE(release_ms), .minimum = 0, .maximum = 86400000},
        {"hold", YAML_NODE, offsetof(struct file_zone, hold)},
        {"purpose", YAML_NODE, offsetof(struct file_zone, purpose)},
        {"door", YAML_NODE, offsetof(struct file_zone, contact)},
        {"quiet", YAML_DURATION_MS, ZONE(quiet_ms), .minimum = 60000, .maximum = 86400000},
        {"freshness", YAML_DURATION_MS, ZONE(fresh_ms), .minimum = FRESHNESS_MIN_MS,
         .maximum = FRESHNESS_MAX_MS, .hint = "how old a word may be and still count"},
        {"seats", YAML_NODE, offsetof(struct file_zone, seats)},
        {"sensors", YAML_NODE, offsetof(struct file_zone, sensors)},
        {"contains", YAML_NODE, offsetof(struct file_zone, contains)},
        {"privacy", YAML_NODE, offsetof(struct file_zone, privacy)},
        {0},
    };
#undef ZONE
    file->zone = (struct place_zone){.release_ms = 15 * 60000,
                                     .quiet_ms = 60 * 60000,
                                     .contact = SENSOR_NONE,
                                     .privacy = place->privacy,
                                     .parent = ZONE_NONE};
    int error = yaml_map(node, keys, file, why);
    file->zone.kind = (enum zone_kind)file->kind;
    if (!error)
        error = place_read_text(file->name, &file->zone.name, why);
    if (!error)
        error = read_room_keys(place, file, why);
    if (!error && yaml_is_set(file->privacy))
        error = place_read_zone_privacy(file->privacy, &file->zone.privacy, why);
    if (!error && yaml_is_set(file->seats))
        error = file->zone.kind == ZONE_SEATS
                    ? read_seats(place, &file->zone, file->seats, why)
                    : yaml_refuse(file->seats, why, "seats: only zones of kind seats have them");
    if (!error && yaml_is_set(file->sensors))
        error = file->zone.kind != ZONE_SEATS
                    ? read_zone_sensors(place, &file->zone, file->sensors, why)
                    : yaml_refuse(file->sensors, why,
                                  "sensors: zones of kind room have them, and halls those that "
                                  "count people; seats name their own");
    return error;
}

/* Where two zones share a sensor the shorter one counts. */
static void freshen(struct place *place, size_t sensor, int64_t fresh_ms)
{
    int64_t *known_ms = &place->sensors[sensor].freshness_ms;
    if (fresh_ms && (!*known_ms || fresh_ms < *known_ms))
        *known_ms = fresh_ms;
}

static void freshen_zone(struct place *place, const struct place_zone *zone)
{
    for (size_t i = 0; i < zone->seat_count; i++)
        freshen(place, zone->seats[i].sensor, zone->fresh_ms);
    for (size_t i = 0; i < zone->sensor_count; i++)
        freshen(place, zone->sensors[i], zone->fresh_ms);
}

static int read_contains(struct place *place, size_t z, struct yaml_node list, struct why *why)
{
    struct place_zone *zone = &place->zones[z];
    if (zone->kind != ZONE_HALL || !yaml_is_list(list))
        return yaml_refuse(list, why, "contains: a list of zones, for zones of kind hall");
    zone->contains = calloc(yaml_count(list) + 1, sizeof *zone->contains);
    for (size_t i = 0; zone->contains && i < yaml_count(list); i++) {
        const char *id = yaml_scalar(yaml_item(list, i));
        size_t part = id ? place_find_zone(place, id) : ZONE_NONE;
        if (part == ZONE_NONE)
            return yaml_refuse(yaml_item(list, i), why, "contains: there is no zone %s",
                               id ? id : "of that form");
        if (place->zones[part].parent != ZONE_NONE)
            return yaml_refuse(yaml_item(list, i), why, "zone %s is contained in %s already", id,
                               place->zones[place->zones[part].parent].id);
        for (size_t up = z; up != ZONE_NONE; up = place->zones[up].parent)
            if (up == part)
                return yaml_refuse(yaml_item(list, i), why, "zone %s would contain itself", id);
        place->zones[part].parent = z;
        zone->contains[zone->contain_count++] = part;
    }
    return zone->contains ? 0 : why_set(why, ENOMEM, "out of memory");
}

static size_t depth(const struct place *place, size_t zone)
{
    size_t levels = 0;
    for (; place->zones[zone].parent != ZONE_NONE; zone = place->zones[zone].parent)
        levels++;
    return levels;
}

/* Deepest zones first. */
static int order_zones(struct place *place, struct why *why)
{
    place->inner_first = calloc(place->zone_count + 1, sizeof *place->inner_first);
    if (!place->inner_first)
        return why_set(why, ENOMEM, "out of memory");
    size_t placed = 0;
    for (size_t level = place->zone_count; level-- > 0;)
        for (size_t z = 0; z < place->zone_count; z++)
            if (depth(place, z) == level)
                place->inner_first[placed++] = z;
    return 0;
}

int place_read_zones(struct place *place, struct yaml_node list, struct why *why)
{
    if (!yaml_is_list(list) || yaml_count(list) == 0)
        return yaml_refuse(list, why, "zones: write a list with at least one zone");
    size_t count = yaml_count(list);
    struct file_zone *files = calloc(count, sizeof *files);
    place->zones = calloc(count, sizeof *place->zones);
    int error = files && place->zones ? 0 : why_set(why, ENOMEM, "out of memory");
    for (size_t i = 0; !error && i < count; i++) {
        error = read_zone(place, yaml_item(list, i), &files[i], why);
        place->zones[place->zone_count++] = files[i].zone; /* owned by the place from here */
        freshen_zone(place, &place->zones[i]);
        if (!error && place_find_zone(place, files[i].zone.id) != i)
            error =
                yaml_refuse(yaml_item(list, i), why, "zone %s is there twice", files[i].zone.id);
    }
    for (size_t i = 0; !error && i < count; i++)
        if (yaml_is_set(files[i].contains))
            error = read_contains(place, i, files[i].contains, why);
    free(files);
    return error ? error : order_zones(place, why);
}

struct file_door {
    struct yaml_node sensor, from, to;
    int64_t fresh_ms;
};

static int read_end(const struct place *place, struct yaml_node node, size_t *zone, struct why *why)
{
    const char *id = yaml_scalar(node);
    *zone = !id ? ZONE_NONE : !strcmp(id, "outside") ? ZONE_OUTSIDE : place_find_zone(place, id);
    if (*zone == ZONE_NONE)
        return yaml_refuse(node, why, "there is no zone %s; write a zone's id or outside",
                           id ? id : "of that form");
    return 0;
}

int place_read_doors(struct place *place, struct yaml_node list, struct why *why)
{
    static const struct yaml_key keys[] = {
        {"sensor", YAML_NODE, offsetof(struct file_door, sensor), .required = true},
        {"from", YAML_NODE, offsetof(struct file_door, from), .required = true},
        {"to", YAML_NODE, offsetof(struct file_door, to), .required = true},
        {"freshness", YAML_DURATION_MS, offsetof(struct file_door, fresh_ms),
         .minimum = FRESHNESS_MIN_MS, .maximum = FRESHNESS_MAX_MS},
        {0},
    };
    if (!yaml_is_list(list))
        return yaml_refuse(list, why, "doors: write a list of {sensor: …, from: …, to: …}");
    place->doors = calloc(yaml_count(list) + 1, sizeof *place->doors);
    if (!place->doors)
        return why_set(why, ENOMEM, "out of memory");
    for (size_t i = 0; i < yaml_count(list); i++) {
        struct file_door file = {0};
        struct place_door *door = &place->doors[i];
        int error = yaml_map(yaml_item(list, i), keys, &file, why);
        if (!error)
            error = place_read_sensor(place, file.sensor, &door->sensor, why);
        if (!error)
            error = read_end(place, file.from, &door->from, why);
        if (!error)
            error = read_end(place, file.to, &door->to, why);
        if (!error && door->from == door->to)
            error = yaml_refuse(yaml_item(list, i), why, "a door leads from one zone to another");
        if (error)
            return error;
        freshen(place, door->sensor, file.fresh_ms);
        place->door_count = i + 1;
    }
    return 0;
}
