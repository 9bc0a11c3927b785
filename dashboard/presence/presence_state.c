/* Presence as text and back: a line for each zone, each of its seats, sensors and doors, and each
 * reading, behind a first line with the version and the sum of the rest. */
#include "dashboard/presence/hall_state.h"
#include "dashboard/presence/presence_inner.h"
#include "dashboard/presence/room_state.h"

#include <stdlib.h>
#include <string.h>

/* Raised when a line means something else; texts of another version are left alone. */
#define VERSION 1

static void reading_saved(struct reading *self, struct saved *saved)
{
    struct reading copy = *self;
    int reason = (int)copy.reason, kind = (int)copy.kind;
    saved_int_within(saved, &reason, READING_KNOWN, READING_SUSPECT);
    saved_int_within(saved, &kind, SENSOR_UNSAID, SENSOR_MMWAVE);
    saved_int(saved, &copy.began_ms);
    saved_int(saved, &copy.began_board_ms);
    saved_int(saved, &copy.word_ms);
    saved_int(saved, &copy.unknown_since_ms);
    saved_int(saved, &copy.until_ms);
    saved_bool(saved, &copy.has_value);
    saved_int_within(saved, &copy.value, INT32_MIN, INT32_MAX);
    saved_bool(saved, &copy.has_since);
    saved_int(saved, &copy.since_ms);
    saved_bool(saved, &copy.has_totals);
    saved_int(saved, &copy.in);
    saved_int(saved, &copy.out);
    saved_word(saved, copy.epoch, sizeof copy.epoch);
    saved_word(saved, copy.fault, sizeof copy.fault);
    if (!saved->reading || saved->failed)
        return;
    copy.reason = (enum reading_reason)reason;
    copy.kind = (enum sensor_kind)kind;
    *self = copy;
}

/* A line of its own, of counters only. */
static void reading_count_saved(struct reading *self, struct saved *saved)
{
    struct reading copy = *self;
    saved_int(saved, &copy.count);
    saved_int(saved, &copy.count_until_ms);
    if (!saved->reading || saved->failed)
        return;
    copy.has_count = true;
    *self = copy;
}

static void seat_saved(struct seat *self, struct saved *saved)
{
    struct seat copy = *self;
    saved_bool(saved, &copy.known);
    saved_bool(saved, &copy.taken);
    saved_int(saved, &copy.left_ms);
    saved_int(saved, &copy.word_ms);
    if (saved->reading && !saved->failed)
        *self = copy;
}

/* What a zone says that the next update does not make anew. */
static void zone_saved(struct zone_tracker *self, struct saved *saved)
{
    int state = (int)self->estimate.state;
    saved_int_within(saved, &state, STATE_UNKNOWN, STATE_FULL);
    saved_int(saved, &self->estimate.since_ms);
    saved_bool(saved, &self->updated);
    self->estimate.state = (enum zone_state)state;
}

static void begin_of(struct saved *saved, const char *kind, const struct place *place, size_t zone,
                     size_t sensor)
{
    saved_begin(saved, kind);
    if (zone != ZONE_NONE)
        saved_name(saved, place->zones[zone].id);
    if (sensor == SENSOR_NONE)
        return;
    saved_name(saved, place->sensors[sensor].agent);
    saved_name(saved, place->sensors[sensor].sensor);
}

static void write_zone(const struct presence *self, size_t z, struct saved *saved)
{
    const struct place *place = self->place;
    const struct place_zone *zone = &place->zones[z];
    struct zone_tracker *tracker = &self->zones[z];
    begin_of(saved, "zone", place, z, SENSOR_NONE);
    zone_saved(tracker, saved);
    saved_end(saved);
    for (size_t i = 0; i < zone->seat_count; i++) {
        begin_of(saved, "seat", place, z, zone->seats[i].sensor);
        seat_saved(&tracker->seats[i], saved);
        saved_end(saved);
    }
    for (size_t i = 0; i < zone->sensor_count; i++) {
        begin_of(saved, "sensor", place, z, zone->sensors[i]);
        room_sensor_saved(&tracker->room.sensors[i], &tracker->room.holds[i], saved);
        saved_end(saved);
    }
    if (zone->kind == ZONE_ROOM) {
        begin_of(saved, "room", place, z, SENSOR_NONE);
        room_saved(&tracker->room, saved);
        saved_end(saved);
        begin_of(saved, "week", place, z, SENSOR_NONE);
        room_learned_saved(&tracker->room, saved);
        saved_end(saved);
    }
}

static void write_hall(const struct presence *self, size_t z, struct saved *saved)
{
    struct hall *hall = &self->zones[z].hall;
    begin_of(saved, "hall", self->place, z, SENSOR_NONE);
    hall_saved(hall, saved);
    saved_end(saved);
    for (size_t i = 0; i < hall->door_count; i++) {
        begin_of(saved, "door", self->place, z, hall->doors[i].sensor);
        door_saved(&hall->doors[i], saved);
        saved_end(saved);
    }
}

char *presence_save(const struct presence *self)
{
    struct saved body, whole;
    saved_write_start(&body);
    for (size_t i = 0; i < self->place->sensor_count; i++) {
        begin_of(&body, "reading", self->place, ZONE_NONE, i);
        reading_saved(&self->readings[i], &body);
        saved_end(&body);
        if (!self->readings[i].has_count)
            continue;
        begin_of(&body, "count", self->place, ZONE_NONE, i);
        reading_count_saved(&self->readings[i], &body);
        saved_end(&body);
    }
    for (size_t z = 0; z < self->place->zone_count; z++) {
        write_zone(self, z, &body);
        if (self->place->zones[z].kind == ZONE_HALL)
            write_hall(self, z, &body);
    }
    saved_write_start(&whole);
    saved_begin(&whole, "presence");
    int64_t version = VERSION, sum = body.text ? (int64_t)saved_sum(body.text) : 0;
    saved_int(&whole, &version);
    saved_int(&whole, &sum);
    saved_end(&whole);
    saved_begin(&whole, body.text ? body.text : "");
    free(body.text);
    if (!body.failed && !whole.failed)
        return whole.text;
    free(whole.text);
    return NULL;
}

static size_t read_zone(const struct place *place, struct saved *saved)
{
    char id[SAVED_WORD_MAX] = "";
    saved_word(saved, id, sizeof id);
    return saved->failed ? ZONE_NONE : place_find_zone(place, id);
}

static size_t read_sensor(const struct place *place, struct saved *saved)
{
    char agent[SAVED_WORD_MAX] = "", sensor[SAVED_WORD_MAX] = "";
    saved_word(saved, agent, sizeof agent);
    saved_word(saved, sensor, sizeof sensor);
    return saved->failed ? SENSOR_NONE : place_find_sensor(place, agent, sensor);
}

static void load_seat(struct presence *self, size_t z, size_t sensor, struct saved *saved)
{
    for (size_t i = 0; i < self->place->zones[z].seat_count; i++)
        if (self->place->zones[z].seats[i].sensor == sensor) {
            seat_saved(&self->zones[z].seats[i], saved);
            return;
        }
}

static void load_sensor(struct presence *self, size_t z, size_t sensor, struct saved *saved)
{
    struct room *room = &self->zones[z].room;
    for (size_t i = 0; i < self->place->zones[z].sensor_count; i++)
        if (self->place->zones[z].sensors[i] == sensor) {
            room_sensor_saved(&room->sensors[i], &room->holds[i], saved);
            return;
        }
}

static void load_door(struct hall *hall, size_t sensor, struct saved *saved)
{
    for (size_t i = 0; i < hall->door_count; i++)
        if (hall->doors[i].sensor == sensor) {
            door_saved(&hall->doors[i], saved);
            return;
        }
}

static void load_hall(struct hall *hall, enum presence_way way, struct saved *saved)
{
    struct hall read = *hall;
    hall_saved(&read, saved);
    if (saved->failed)
        return;
    if (way == PRESENCE_WHOLE)
        *hall = read;
    else
        hall_take_learned(hall, &read);
}

static void load_line(struct presence *self, enum presence_way way, struct saved *saved)
{
    const struct place *place = self->place;
    char kind[SAVED_WORD_MAX] = "";
    saved_word(saved, kind, sizeof kind);
    bool whole = way == PRESENCE_WHOLE, is_count = !strcmp(kind, "count");
    bool is_reading = is_count || !strcmp(kind, "reading");
    size_t z = is_reading ? ZONE_NONE : read_zone(place, saved);
    bool by_sensor =
        is_reading || !strcmp(kind, "seat") || !strcmp(kind, "sensor") || !strcmp(kind, "door");
    size_t sensor = by_sensor ? read_sensor(place, saved) : SENSOR_NONE;
    if (saved->failed || (by_sensor && sensor == SENSOR_NONE) || (!is_reading && z == ZONE_NONE))
        return;
    if (!strcmp(kind, "hall") && place->zones[z].kind == ZONE_HALL)
        load_hall(&self->zones[z].hall, way, saved);
    else if (!strcmp(kind, "week") && place->zones[z].kind == ZONE_ROOM)
        room_learned_saved(&self->zones[z].room, saved);
    else if (whole && is_count)
        reading_count_saved(&self->readings[sensor], saved);
    else if (whole && is_reading)
        reading_saved(&self->readings[sensor], saved);
    else if (whole && !strcmp(kind, "seat"))
        load_seat(self, z, sensor, saved);
    else if (whole && !strcmp(kind, "sensor"))
        load_sensor(self, z, sensor, saved);
    else if (whole && !strcmp(kind, "door"))
        load_door(&self->zones[z].hall, sensor, saved);
    else if (whole && !strcmp(kind, "room") && place->zones[z].kind == ZONE_ROOM)
        room_saved(&self->zones[z].room, saved);
    else if (whole && !strcmp(kind, "zone"))
        zone_saved(&self->zones[z], saved);
}

bool presence_load(struct presence *self, const char *text, enum presence_way way)
{
    struct saved saved;
    char kind[SAVED_WORD_MAX] = "";
    int64_t version = 0, sum = 0;
    saved_read_start(&saved, text);
    if (!saved_next(&saved))
        return false;
    saved_word(&saved, kind, sizeof kind);
    saved_int(&saved, &version);
    saved_int(&saved, &sum);
    if (saved.failed || strcmp(kind, "presence") != 0 || version != VERSION ||
        sum != (int64_t)saved_sum(saved.next))
        return false;
    while (saved_next(&saved))
        load_line(self, way, &saved);
    return true;
}
