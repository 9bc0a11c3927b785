#include "dashboard/presence/counted.h"
#include "dashboard/presence/estimate.h"
#include "dashboard/presence/hall_balance.h"
#include "dashboard/presence/presence_inner.h"
#include "dashboard/presence/room.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static int64_t least(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static bool is_within(const struct place *place, size_t zone, size_t outer)
{
    while (zone != outer && zone < place->zone_count)
        zone = place->zones[zone].parent;
    return zone == outer;
}

int presence_door_sign(const struct place *place, const struct place_door *door, size_t zone)
{
    return is_within(place, door->to, zone) - is_within(place, door->from, zone);
}

/* Somewhere inside are sensors that tell whether somebody is there. */
static bool has_eyes(const struct place *place, size_t zone)
{
    for (size_t z = 0; z < place->zone_count; z++)
        if (place->zones[z].kind != ZONE_HALL && is_within(place, z, zone) &&
            place->zones[z].seat_count + place->zones[z].sensor_count)
            return true;
    return false;
}

static int zone_start(struct zone_tracker *self, const struct place *place, size_t z)
{
    const struct place_zone *zone = &place->zones[z];
    self->seats = calloc(zone->seat_count + 1, sizeof *self->seats);
    self->services = calloc(zone->seat_count + 1, sizeof *self->services);
    self->hall.doors = calloc(place->door_count + 1, sizeof *self->hall.doors);
    hall_start(&self->hall, zone->quiet_ms, !has_eyes(place, z));
    self->estimate.whys = calloc(place->sensor_count + 1, sizeof *self->estimate.whys);
    if (!self->seats || !self->services || !self->hall.doors || !self->estimate.whys)
        return -1;
    for (size_t i = 0; i < zone->seat_count; i++)
        seat_start(&self->seats[i], zone->release_ms);
    if (room_start(&self->room, place, zone))
        return -1;
    for (size_t i = 0; i < place->door_count; i++)
        if (presence_door_sign(place, &place->doors[i], z))
            door_start(&self->hall.doors[self->hall.door_count++], place->doors[i].sensor,
                       presence_door_sign(place, &place->doors[i], z));
    return 0;
}

struct presence *presence_new(const struct place *place)
{
    struct presence *self = calloc(1, sizeof *self);
    if (!self)
        return NULL;
    self->place = place;
    self->readings = calloc(place->sensor_count + 1, sizeof *self->readings);
    self->zones = calloc(place->zone_count + 1, sizeof *self->zones);
    self->parts = calloc(place->zone_count + 1, sizeof *self->parts);
    bool whole = self->readings && self->zones && self->parts;
    for (size_t z = 0; whole && z < place->zone_count; z++)
        whole = zone_start(&self->zones[z], place, z) == 0;
    for (size_t i = 0; whole && i < place->sensor_count; i++)
        self->readings[i].reason = READING_NEVER;
    if (!whole) {
        presence_free(self);
        return NULL;
    }
    return self;
}

void presence_free(struct presence *self)
{
    if (!self)
        return;
    for (size_t z = 0; self->zones && z < self->place->zone_count; z++) {
        free(self->zones[z].seats);
        free(self->zones[z].services);
        room_stop(&self->zones[z].room);
        free(self->zones[z].hall.doors);
        free(self->zones[z].estimate.whys);
    }
    free(self->zones);
    free(self->parts);
    free(self->readings);
    free(self);
}

/* How many halls a door leads into or out of. */
static size_t halls_of(const struct presence *self, size_t sensor)
{
    size_t halls = 0;
    for (size_t z = 0; z < self->place->zone_count; z++)
        for (size_t i = 0; i < self->zones[z].hall.door_count; i++)
            halls += self->zones[z].hall.doors[i].sensor == sensor;
    return halls;
}

void presence_restore_anchor(struct presence *self, const struct door_fact *anchor)
{
    size_t halls = halls_of(self, anchor->sensor);
    for (size_t z = 0; z < self->place->zone_count; z++) {
        struct hall *hall = &self->zones[z].hall;
        bool meant = anchor->zone == ZONE_NONE ? halls == 1 : anchor->zone == z;
        for (size_t i = 0; meant && i < hall->door_count; i++) {
            if (hall->doors[i].sensor != anchor->sensor)
                continue;
            door_restore(&hall->doors[i], anchor);
            hall_restore(hall);
        }
    }
}

void presence_restore_seat(struct presence *self, size_t sensor, int value, int64_t at_ms)
{
    for (size_t z = 0; z < self->place->zone_count; z++)
        for (size_t i = 0; i < self->place->zones[z].seat_count; i++)
            if (self->place->zones[z].seats[i].sensor == sensor)
                seat_restore(&self->zones[z].seats[i], value, at_ms);
}

static int64_t last_look(const struct presence *self, const char *agent)
{
    int64_t last_ms = 0;
    for (size_t z = 0; z < self->place->zone_count; z++)
        for (size_t i = 0; i < self->place->zones[z].seat_count; i++)
            if (self->zones[z].seats[i].word_ms > last_ms &&
                !strcmp(self->place->sensors[self->place->zones[z].seats[i].sensor].agent, agent))
                last_ms = self->zones[z].seats[i].word_ms;
    return last_ms;
}

void presence_restored(struct presence *self)
{
    for (size_t z = 0; z < self->place->zone_count; z++)
        for (size_t i = 0; i < self->place->zones[z].seat_count; i++) {
            size_t sensor = self->place->zones[z].seats[i].sensor;
            self->zones[z].seats[i].word_ms = last_look(self, self->place->sensors[sensor].agent);
        }
}

void presence_read(struct presence *self, size_t sensor, const struct reading *reading,
                   int64_t now_ms)
{
    bool was_counter = self->readings[sensor].has_count;
    self->readings[sensor] = *reading;
    /* One that is lost stays a counter, with nothing to say. */
    self->readings[sensor].has_count |= was_counter && reading->reason != READING_KNOWN;
    counted_age(&self->readings[sensor], now_ms);
    reading = &self->readings[sensor];
    const struct reading seen = counted_seen(reading);
    for (size_t z = 0; z < self->place->zone_count; z++) {
        const struct place_zone *zone = &self->place->zones[z];
        struct zone_tracker *tracker = &self->zones[z];
        for (size_t i = 0; i < zone->seat_count; i++)
            if (zone->seats[i].sensor == sensor)
                seat_read(&tracker->seats[i], reading, now_ms);
        for (size_t i = 0; zone->kind == ZONE_ROOM && i < zone->sensor_count; i++)
            if (zone->sensors[i] == sensor)
                room_read(&tracker->room, i, &seen, now_ms);
        if (zone->contact == sensor)
            room_read_door(&tracker->room, reading, now_ms);
        for (size_t i = 0; i < tracker->hall.door_count; i++)
            if (tracker->hall.doors[i].sensor == sensor)
                door_read(&tracker->hall.doors[i], reading, now_ms);
    }
}

/* A sensor that the zone rests on: its health, and for how long its word holds. */
static void rest_on(const struct presence *self, struct zone_estimate *estimate, size_t sensor)
{
    const struct reading *reading = &self->readings[sensor];
    estimate->sensors_total++;
    if (reading->reason == READING_KNOWN) {
        estimate->sensors_ok++;
        estimate->until_ms = least(estimate->until_ms, reading->until_ms);
        if (!estimate->as_of_ms || reading->word_ms < estimate->as_of_ms)
            estimate->as_of_ms = reading->word_ms;
        return;
    }
    estimate->whys[estimate->why_count++] = (struct zone_why){
        sensor, reading->reason, reading->reason == READING_NEVER ? 0 : reading->unknown_since_ms,
        reading->fault};
}

void presence_seat_facts(struct presence *self, size_t zone, size_t seat, bool lent,
                         bool out_of_service)
{
    self->zones[zone].services[seat] = (struct seat_service){lent, out_of_service};
}

/* Seats that are offered, shown and counted. A private one never is. */
static bool is_offered(const struct place_seat *seat, const struct seat_service *service)
{
    bool shared = seat->policy == SEAT_SHARED || (seat->policy == SEAT_DEDICATED && service->lent);
    return shared && !seat->out_of_service && !service->out_of_service;
}

static void update_seats(struct presence *self, size_t z, int64_t now_ms)
{
    const struct place_zone *zone = &self->place->zones[z];
    struct zone_estimate *estimate = &self->zones[z].estimate;
    for (size_t i = 0; i < zone->seat_count; i++) {
        if (!is_offered(&zone->seats[i], &self->zones[z].services[i]))
            continue;
        rest_on(self, estimate, zone->seats[i].sensor);
        enum seat_state state = seat_at(&self->zones[z].seats[i], now_ms);
        estimate->seats++;
        estimate->taken += state == SEAT_TAKEN;
        estimate->free += state == SEAT_FREE;
        estimate->held += state == SEAT_HELD;
        estimate->unknown += state == SEAT_UNKNOWN;
    }
    estimate->present = estimate_seats_present(estimate);
    estimate->state = estimate_seats_state(estimate->free, estimate->seats, estimate->unknown);
}

static void update_room(struct presence *self, size_t z, int64_t now_ms)
{
    const struct place_zone *zone = &self->place->zones[z];
    struct zone_estimate *estimate = &self->zones[z].estimate;
    struct room *room = &self->zones[z].room;
    for (size_t i = 0; i < zone->sensor_count; i++)
        rest_on(self, estimate, zone->sensors[i]);
    if (zone->contact != SENSOR_NONE)
        rest_on(self, estimate, zone->contact);
    room_update(room, now_ms);
    enum room_state state = room_at(room, now_ms);
    estimate->account = room_account_at(room, now_ms);
    int64_t most = zone->capacity > 0 ? zone->capacity : PRESENT_UNKNOWN;
    estimate->present = (struct present){PRESENT_UNKNOWN, PRESENT_UNKNOWN, PRESENT_UNKNOWN};
    if (state == ROOM_OCCUPIED)
        estimate->present = (struct present){1, PRESENT_UNKNOWN, most};
    else if (state == ROOM_EMPTY)
        estimate->present = (struct present){0, 0, 0};
    estimate->state = state == ROOM_OCCUPIED ? STATE_BUSY
                      : state == ROOM_EMPTY  ? STATE_FREE
                                             : STATE_UNKNOWN;
    struct counted counted = counted_of(self->readings, zone);
    if (counted.people != PRESENT_UNKNOWN)
        counted_room(&counted, zone, estimate);
    else if (counted_alone(self->readings, zone))
        counted_nobody_knows(estimate);
}

/* What a zone of seats, or a room, tells the halls around it. */
static void tell_outwards(struct zone_tracker *self, enum zone_kind kind)
{
    const struct zone_estimate *estimate = &self->estimate;
    const struct present *present = &estimate->present;
    self->inside = (struct hall_inside){.at_least = present->low > 0 ? present->low : 0,
                                        .empty = present->high == 0};
    if (kind == ZONE_ROOM) {
        self->inside.whole = estimate->state != STATE_UNKNOWN;
        self->inside.view.of[VIEW_ROOMS] = present->low > 0;
        return;
    }
    self->inside.whole = estimate->seats > 0 && !estimate->unknown;
    self->inside.view.of[VIEW_TAKEN] = estimate->taken;
    self->inside.view.of[VIEW_HELD] = estimate->held;
}

/* What the zones inside a hall say together. */
static void look_inside(struct presence *self, size_t z)
{
    const struct place_zone *zone = &self->place->zones[z];
    struct hall_inside sum = {.empty = zone->contain_count > 0, .whole = zone->contain_count > 0};
    for (size_t i = 0; i < zone->contain_count; i++) {
        const struct zone_tracker *part = &self->zones[zone->contains[i]];
        sum.at_least += part->inside.at_least;
        for (int of = 0; of < VIEW_COUNT; of++)
            sum.view.of[of] += part->inside.view.of[of];
        sum.empty = sum.empty && part->estimate.present.high == 0;
        sum.whole = sum.whole && part->inside.whole;
    }
    self->zones[z].inside = sum;
}

static void update_hall(struct presence *self, size_t z, int64_t now_ms)
{
    struct zone_tracker *tracker = &self->zones[z];
    struct zone_estimate *estimate = &tracker->estimate;
    look_inside(self, z);
    for (size_t i = 0; i < tracker->hall.door_count; i++)
        rest_on(self, estimate, tracker->hall.doors[i].sensor);
    estimate->present = hall_update(&tracker->hall, &tracker->inside, now_ms);
    if (estimate->present.high != PRESENT_UNKNOWN)
        estimate->raw = tracker->hall.raw;
    const struct place_zone *zone = &self->place->zones[z];
    estimate->state = estimate_count_state(&estimate->present, zone->capacity);
    for (size_t i = 0; i < zone->sensor_count; i++)
        rest_on(self, estimate, zone->sensors[i]);
    struct counted counted = counted_of(self->readings, zone);
    counted_hall(&counted, tracker->inside.at_least, zone->capacity, estimate);
}

/* The newest change that a sensor of the zone tells of; 0 = none told. */
static int64_t newest_since(const struct presence *self, size_t z)
{
    const struct place_zone *zone = &self->place->zones[z];
    int64_t newest_ms = 0;
    for (size_t i = 0; i < zone->seat_count + zone->sensor_count; i++) {
        if (i < zone->seat_count && !is_offered(&zone->seats[i], &self->zones[z].services[i]))
            continue; /* when somebody's own seat changed is nobody's business */
        size_t sensor =
            i < zone->seat_count ? zone->seats[i].sensor : zone->sensors[i - zone->seat_count];
        const struct reading *reading = &self->readings[sensor];
        if (reading->reason == READING_KNOWN && reading->has_since && reading->since_ms > newest_ms)
            newest_ms = reading->since_ms;
    }
    return newest_ms;
}

static void zone_update(struct presence *self, size_t z, int64_t now_ms)
{
    struct zone_tracker *tracker = &self->zones[z];
    struct zone_estimate old = tracker->estimate;
    tracker->estimate =
        (struct zone_estimate){.whys = old.whys, .until_ms = INT64_MAX, .raw = RAW_UNKNOWN};
    if (self->place->zones[z].kind == ZONE_SEATS)
        update_seats(self, z, now_ms);
    else if (self->place->zones[z].kind == ZONE_ROOM)
        update_room(self, z, now_ms);
    else
        update_hall(self, z, now_ms);
    if (self->place->zones[z].kind != ZONE_HALL)
        tell_outwards(tracker, self->place->zones[z].kind);
    if (tracker->updated && tracker->estimate.state == old.state)
        tracker->estimate.since_ms = old.since_ms;
    else if (old.state == STATE_UNKNOWN && tracker->estimate.state != STATE_UNKNOWN)
        tracker->estimate.since_ms = newest_since(self, z);
    else
        tracker->estimate.since_ms = tracker->updated ? now_ms : 0;
    tracker->updated = true;
}

/* Nobody is in the hall but in one of the halls it contains: no door leads anywhere else in it. */
static bool is_partition(const struct place *place, size_t z)
{
    bool leads_in = false;
    for (size_t i = 0; i < place->zones[z].contain_count; i++)
        if (place->zones[place->zones[z].contains[i]].kind != ZONE_HALL)
            return false;
    for (size_t i = 0; i < place->door_count; i++) {
        const struct place_door *door = &place->doors[i];
        if (door->from == z || door->to == z)
            return false;
        leads_in = leads_in || presence_door_sign(place, door, z);
    }
    return leads_in;
}

static void balance(struct presence *self, size_t z)
{
    const struct place_zone *zone = &self->place->zones[z];
    size_t count = 0;
    for (size_t i = 0; i < zone->contain_count; i++)
        if (self->place->zones[zone->contains[i]].kind == ZONE_HALL)
            self->parts[count++] = &self->zones[zone->contains[i]].estimate.present;
    if (!count)
        return;
    hall_balance(&self->zones[z].estimate.present, self->parts, count,
                 is_partition(self->place, z));
    self->zones[z].estimate.state =
        estimate_count_state(&self->zones[z].estimate.present, zone->capacity);
    for (size_t i = 0; i < zone->contain_count; i++) {
        size_t part = zone->contains[i];
        struct zone_estimate *estimate = &self->zones[part].estimate;
        if (self->place->zones[part].kind == ZONE_HALL)
            estimate->state =
                estimate_count_state(&estimate->present, self->place->zones[part].capacity);
    }
}

/* Counts whose time is over. */
static void end_counts(struct presence *self, int64_t now_ms)
{
    for (size_t i = 0; i < self->place->sensor_count; i++) {
        const struct reading reading = self->readings[i];
        if (counted_end_ms(&reading) <= now_ms)
            presence_read(self, i, &reading, now_ms);
    }
}

void presence_update(struct presence *self, int64_t now_ms)
{
    end_counts(self, now_ms);
    /* Halls last, inner ones first: they look at what they contain. */
    for (size_t z = 0; z < self->place->zone_count; z++)
        if (self->place->zones[z].kind != ZONE_HALL)
            zone_update(self, z, now_ms);
    for (size_t i = 0; i < self->place->zone_count; i++)
        if (self->place->zones[self->place->inner_first[i]].kind == ZONE_HALL)
            zone_update(self, self->place->inner_first[i], now_ms);
    for (size_t i = self->place->zone_count; i-- > 0;) /* outer ones first */
        if (self->place->zones[self->place->inner_first[i]].kind == ZONE_HALL)
            balance(self, self->place->inner_first[i]);
}

int64_t presence_deadline(const struct presence *self, int64_t now_ms)
{
    int64_t next_ms = PRESENCE_NEVER;
    for (size_t i = 0; i < self->place->sensor_count; i++)
        next_ms = least(next_ms, counted_end_ms(&self->readings[i]));
    for (size_t z = 0; z < self->place->zone_count; z++) {
        const struct place_zone *zone = &self->place->zones[z];
        const struct zone_tracker *tracker = &self->zones[z];
        for (size_t i = 0; i < zone->seat_count; i++)
            next_ms = least(next_ms, seat_deadline(&tracker->seats[i], now_ms));
        if (zone->kind == ZONE_ROOM)
            next_ms = least(next_ms, room_deadline(&tracker->room, now_ms));
        next_ms = least(next_ms, hall_deadline(&tracker->hall));
    }
    return next_ms;
}

int presence_count(struct presence *self, size_t zone, int64_t people, int64_t at_ms)
{
    struct hall *hall = &self->zones[zone].hall;
    for (size_t i = 0; i < hall->door_count; i++)
        if (hall->doors[i].heard && hall->doors[i].pass_ms > at_ms)
            return -EAGAIN;
    if (!hall->door_count)
        return -EINVAL;
    hall_count(hall, people, at_ms);
    return 0;
}

int presence_correct(struct presence *self, size_t zone, int64_t people, int64_t at_ms,
                     int64_t now_ms)
{
    struct hall *hall = &self->zones[zone].hall;
    if (!hall->door_count)
        return -EINVAL;
    if (hall->doors[0].certain_ms > at_ms)
        return -EAGAIN;
    hall_correct(hall, people, now_ms);
    return 0;
}

const struct zone_estimate *presence_zone(const struct presence *self, size_t zone)
{
    return &self->zones[zone].estimate;
}

enum seat_state presence_seat(const struct presence *self, size_t zone, size_t seat, int64_t now_ms)
{
    return seat_at(&self->zones[zone].seats[seat], now_ms);
}

bool presence_next_anchor(struct presence *self, struct door_fact *anchor)
{
    for (size_t z = 0; z < self->place->zone_count; z++) {
        for (size_t i = 0; i < self->zones[z].hall.door_count; i++) {
            struct door *door = &self->zones[z].hall.doors[i];
            if (!door->anchor_news || !door->anchored)
                continue;
            door->anchor_news = false;
            *anchor = door->anchor;
            anchor->zone = z;
            return true;
        }
    }
    return false;
}

void presence_repeat_anchor(struct presence *self, size_t sensor, size_t zone)
{
    for (size_t i = 0; zone < self->place->zone_count && i < self->zones[zone].hall.door_count; i++)
        if (self->zones[zone].hall.doors[i].sensor == sensor)
            self->zones[zone].hall.doors[i].anchor_news = true;
}
