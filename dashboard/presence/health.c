#include "dashboard/presence/health_subject.h"

#include <stdlib.h>
#include <string.h>

#define HOUR_MS 3600000LL
#define DAY_MS (24 * HOUR_MS)
#define LAST_OUT_MS HOUR_MS /* after closing the last ones go */

/* Seats of a zone differ by half or so; a room is entered once while 20 take a seat, one in ten who
 * come in takes a seat or enters a room: guesses, wide (one standard deviation is 58 %) and soon
 * outweighed by what the place shows. */
static const struct absence_prior seat_prior = {3, 3}, room_prior = {3, 60}, hall_prior = {3, 30};

/* Of a zone; only halls with doors and something inside are looked at. */
struct hall_watch {
    bool watched;
    int64_t begun_ms;
    struct absence absence;
    struct marks marks;
};

struct health {
    const struct place *place;
    struct subject *subjects; /* by sensor */
    struct hall_watch *halls; /* by zone */
    bool has_seats, ever;
    bool closed;
    int64_t turned_ms; /* since when it is open or closed */
    int64_t day_ms;    /* when the day of the doors began */
    bool day_counted;  /* since closing */
};

const char *health_kind_name(enum health_kind kind)
{
    static const char *const names[HEALTH_KINDS] = {
        "silent", "chattering", "stuck", "taken_closed", "never_used", "one_way", "nobody"};
    return names[kind];
}

/* Whether `zone` is `hall` or lies in it. */
static bool is_in(const struct place *place, size_t zone, size_t hall)
{
    while (zone < place->zone_count && zone != hall)
        zone = place->zones[zone].parent;
    return zone == hall;
}

static void watch_zone(struct health *self, size_t z)
{
    const struct place_zone *zone = &self->place->zones[z];
    for (size_t i = 0; i < zone->seat_count; i++) {
        if (zone->seats[i].policy != SEAT_SHARED || zone->seats[i].out_of_service)
            continue;
        self->has_seats = true;
        self->subjects[zone->seats[i].sensor] =
            (struct subject){.role = SUBJECT_SEAT, .zone = z, .gap_ms = zone->release_ms};
    }
    for (size_t i = 0; i < zone->sensor_count; i++)
        self->subjects[zone->sensors[i]] =
            (struct subject){.role = SUBJECT_MOTION, .zone = z, .gap_ms = HEALTH_USE_GAP_MS};
}

void health_seat_facts(struct health *self, size_t zone, size_t seat, bool lent,
                       bool out_of_service)
{
    const struct place_seat *of = &self->place->zones[zone].seats[seat];
    struct subject *subject = &self->subjects[of->sensor];
    bool shared = of->policy == SEAT_SHARED || (of->policy == SEAT_DEDICATED && lent);
    bool looked_at = shared && !of->out_of_service && !out_of_service;
    if (looked_at == (subject->role == SUBJECT_SEAT))
        return;
    /* What was told of it ends, and a suspect is to be read again. */
    struct subject anew = {.zone = zone,
                           .gap_ms = self->place->zones[zone].release_ms,
                           .role = looked_at ? SUBJECT_SEAT : SUBJECT_NONE,
                           .marks.told = subject->marks.told,
                           .suspect = subject->suspect};
    *subject = anew;
    self->has_seats = self->has_seats || looked_at;
}

static size_t doors_of(const struct place *place, size_t zone)
{
    size_t count = 0;
    for (size_t i = 0; i < place->door_count; i++)
        count += place->doors[i].from == zone || place->doors[i].to == zone;
    return count;
}

static void watch_door(struct health *self, const struct place_door *door)
{
    const struct place *place = self->place;
    size_t zone = door->to < place->zone_count ? door->to : door->from;
    self->subjects[door->sensor] = (struct subject){
        .role = SUBJECT_DOOR, .zone = zone, .only_door = doors_of(place, zone) == 1};
    for (size_t i = 0; i < place->sensor_count; i++) {
        enum subject_role role = self->subjects[i].role;
        if ((role == SUBJECT_SEAT || role == SUBJECT_MOTION) &&
            is_in(place, self->subjects[i].zone, zone))
            self->halls[zone].watched = true;
    }
}

struct health *health_new(const struct place *place)
{
    struct health *self = calloc(1, sizeof *self);
    if (!self)
        return NULL;
    self->place = place;
    self->subjects = calloc(place->sensor_count + 1, sizeof *self->subjects);
    self->halls = calloc(place->zone_count + 1, sizeof *self->halls);
    if (!self->subjects || !self->halls) {
        health_free(self);
        return NULL;
    }
    for (size_t z = 0; z < place->zone_count; z++)
        watch_zone(self, z);
    for (size_t i = 0; i < place->door_count; i++)
        watch_door(self, &place->doors[i]);
    return self;
}

void health_free(struct health *self)
{
    if (!self)
        return;
    free(self->subjects);
    free(self->halls);
    free(self);
}

/* Rooms are measured by how lively the place is: by its seats, or where it has none by its doors.
 */
static void chance_rooms(struct health *self, double chances)
{
    for (size_t i = 0; i < self->place->sensor_count; i++) {
        struct subject *room = &self->subjects[i];
        if (room->role == SUBJECT_MOTION && room->known && !room->value && !room->counts)
            absence_chance(&room->absence, chances);
    }
}

/* A free seat was taken: each of those that were free might have been. */
static void seat_used(struct health *self, size_t sensor, int64_t now_ms)
{
    size_t zone = self->subjects[sensor].zone, choice = 1;
    for (size_t i = 0; i < self->place->sensor_count; i++)
        choice += self->subjects[i].role == SUBJECT_SEAT && self->subjects[i].zone == zone &&
                  i != sensor && subject_is_free(&self->subjects[i], now_ms);
    for (size_t i = 0; choice > 1 && i < self->place->sensor_count; i++)
        if (self->subjects[i].role == SUBJECT_SEAT && self->subjects[i].zone == zone &&
            i != sensor && subject_is_free(&self->subjects[i], now_ms))
            absence_chance(&self->subjects[i].absence, 1 / (double)choice);
    absence_use(&self->subjects[sensor].absence, 1 / (double)choice, now_ms);
    chance_rooms(self, 1);
}

/* Somebody is there, and new (`use`) or not. */
static void zone_used(struct health *self, size_t zone, bool use, int64_t now_ms)
{
    for (; zone < self->place->zone_count; zone = self->place->zones[zone].parent)
        if (use)
            absence_use(&self->halls[zone].absence, 0, now_ms);
        else
            absence_seen(&self->halls[zone].absence, now_ms);
}

static void door_passed(struct health *self, size_t sensor, const struct subject_news *news)
{
    for (size_t i = 0; i < self->place->door_count; i++) {
        const struct place_door *door = &self->place->doors[i];
        if (door->sensor != sensor)
            continue;
        if (door->to < self->place->zone_count)
            absence_chance(&self->halls[door->to].absence, (double)news->in);
        if (door->from < self->place->zone_count)
            absence_chance(&self->halls[door->from].absence, (double)news->out);
    }
    if (!self->has_seats)
        chance_rooms(self, (double)news->in);
}

void health_read(struct health *self, size_t sensor, const struct reading *reading, int64_t now_ms)
{
    struct subject *subject = &self->subjects[sensor];
    if (subject->role == SUBJECT_NONE)
        return;
    struct subject_news news = subject_read(subject, reading, now_ms);
    if (!self->closed && (news.in || news.out))
        door_passed(self, sensor, &news);
    if (subject->role == SUBJECT_DOOR || !subject->known || !subject->value)
        return;
    if (news.use && subject->role == SUBJECT_SEAT)
        seat_used(self, sensor, now_ms);
    else if (news.use)
        absence_use(&subject->absence, 0, now_ms);
    else
        absence_seen(&subject->absence, now_ms);
    zone_used(self, subject->zone, news.use, now_ms);
}

static void turn(struct health *self, bool closed, int64_t now_ms)
{
    if (!self->ever)
        self->day_ms = now_ms;
    if (!self->ever || closed != self->closed) {
        self->turned_ms = now_ms;
        self->day_counted = false;
    }
    self->ever = true;
    self->closed = closed;
}

/* An hour after closing, or after a day where it never closes. */
static void end_day(struct health *self, int64_t now_ms)
{
    bool gone = self->closed && !self->day_counted && now_ms - self->turned_ms >= LAST_OUT_MS;
    if (!gone && now_ms - self->day_ms < DAY_MS)
        return;
    self->day_counted = self->closed;
    self->day_ms = now_ms;
    for (size_t i = 0; i < self->place->sensor_count; i++)
        if (self->subjects[i].role == SUBJECT_DOOR)
            subject_end_day(&self->subjects[i], now_ms);
}

/* Begins in open hours only, ends at once. */
static void update_never(const struct health *self, struct subject *subject, int64_t now_ms)
{
    const struct absence_prior *prior = subject->role == SUBJECT_SEAT ? &seat_prior : &room_prior;
    if (subject->role == SUBJECT_DOOR || subject->role == SUBJECT_NONE)
        return;
    int64_t used_ms = subject->absence.used_ms ? subject->absence.used_ms : subject->begun_ms;
    if (subject->absence.since == 0)
        marks_set(&subject->marks, HEALTH_NEVER_USED, false, now_ms);
    else if (!self->closed && now_ms - used_ms >= HEALTH_NEVER_MS &&
             absence_is_strange(&subject->absence, prior))
        marks_set(&subject->marks, HEALTH_NEVER_USED, true, used_ms);
}

static void update_hall(const struct health *self, struct hall_watch *hall, int64_t now_ms)
{
    if (!hall->watched)
        return;
    if (!hall->begun_ms)
        hall->begun_ms = now_ms;
    int64_t used_ms = hall->absence.used_ms ? hall->absence.used_ms : hall->begun_ms;
    if (hall->absence.since == 0)
        marks_set(&hall->marks, HEALTH_NOBODY, false, now_ms);
    else if (!self->closed && absence_is_strange(&hall->absence, &hall_prior))
        marks_set(&hall->marks, HEALTH_NOBODY, true, used_ms);
}

void health_update(struct health *self, bool closed, int64_t now_ms)
{
    turn(self, closed, now_ms);
    end_day(self, now_ms);
    int64_t open_ms = closed ? 0 : self->turned_ms, closed_ms = closed ? self->turned_ms : 0;
    for (size_t i = 0; i < self->place->sensor_count; i++) {
        subject_update(&self->subjects[i], open_ms, closed_ms, now_ms);
        update_never(self, &self->subjects[i], now_ms);
    }
    for (size_t z = 0; z < self->place->zone_count; z++)
        update_hall(self, &self->halls[z], now_ms);
}

static bool is_suspect(const struct health *self, const struct subject *subject)
{
    if (subject->role != SUBJECT_SEAT && subject->role != SUBJECT_MOTION)
        return false;
    if (marks_has(&subject->marks, HEALTH_CHATTERING) ||
        marks_has(&subject->marks, HEALTH_NEVER_USED))
        return true;
    for (size_t z = subject->zone; z < self->place->zone_count; z = self->place->zones[z].parent)
        if (marks_has(&self->halls[z].marks, HEALTH_NOBODY))
            return true;
    return false;
}

static int64_t suspect_since(const struct health *self, const struct subject *subject)
{
    if (marks_has(&subject->marks, HEALTH_CHATTERING))
        return subject->marks.since_ms[HEALTH_CHATTERING];
    if (marks_has(&subject->marks, HEALTH_NEVER_USED))
        return subject->marks.since_ms[HEALTH_NEVER_USED];
    for (size_t z = subject->zone; z < self->place->zone_count; z = self->place->zones[z].parent)
        if (marks_has(&self->halls[z].marks, HEALTH_NOBODY))
            return self->halls[z].marks.since_ms[HEALTH_NOBODY];
    return 0;
}

void health_believe(const struct health *self, size_t sensor, struct reading *reading)
{
    const struct subject *subject = &self->subjects[sensor];
    if (reading->reason != READING_KNOWN || !reading->has_value || reading->value ||
        !is_suspect(self, subject))
        return;
    reading->reason = READING_SUSPECT;
    reading->unknown_since_ms = suspect_since(self, subject);
}

bool health_next_changed(struct health *self, size_t *sensor)
{
    for (size_t i = 0; i < self->place->sensor_count; i++) {
        struct subject *subject = &self->subjects[i];
        if (subject->suspect == is_suspect(self, subject))
            continue;
        subject->suspect = !subject->suspect;
        *sensor = i;
        return true;
    }
    return false;
}

/* The n-th bearer of marks: sensors, then zones. */
static struct marks *marks_at(const struct health *self, size_t n, struct health_finding *finding)
{
    bool zone = n >= self->place->sensor_count;
    size_t index = zone ? n - self->place->sensor_count : n;
    finding->sensor = zone ? SENSOR_NONE : index;
    finding->zone = zone ? index : self->subjects[index].zone;
    return zone ? &self->halls[index].marks : &self->subjects[index].marks;
}

static void finding_fill(struct health_finding *finding, const struct marks *marks,
                         enum health_kind kind)
{
    finding->kind = kind;
    finding->since_ms = marks->since_ms[kind];
    finding->suspect =
        kind == HEALTH_CHATTERING || kind == HEALTH_NEVER_USED || kind == HEALTH_NOBODY;
}

size_t health_findings(const struct health *self, struct health_finding *findings, size_t max)
{
    size_t count = 0, bearers = self->place->sensor_count + self->place->zone_count;
    for (size_t n = 0; n < bearers; n++) {
        struct health_finding finding;
        const struct marks *marks = marks_at(self, n, &finding);
        for (int kind = 0; kind < HEALTH_KINDS; kind++) {
            if (!marks_has(marks, (enum health_kind)kind))
                continue;
            finding_fill(&finding, marks, (enum health_kind)kind);
            if (count++ < max)
                findings[count - 1] = finding;
        }
    }
    return count;
}

bool health_next_news(struct health *self, struct health_finding *finding, bool *began)
{
    size_t bearers = self->place->sensor_count + self->place->zone_count;
    for (size_t n = 0; n < bearers; n++) {
        struct marks *marks = marks_at(self, n, finding);
        for (int kind = 0; kind < HEALTH_KINDS; kind++) {
            if (!((marks->standing ^ marks->told) & 1u << kind))
                continue;
            marks->told ^= 1u << kind;
            *began = marks->standing & 1u << kind;
            finding_fill(finding, marks, (enum health_kind)kind);
            return true;
        }
    }
    return false;
}

void health_remember(const struct health *self, size_t sensor, struct health_memory *memory)
{
    const struct subject *subject = &self->subjects[sensor];
    *memory = (struct health_memory){
        .uses = subject->absence.uses,
        .chances = subject->absence.chances,
        .since = subject->absence.since,
        .used_ms = subject->absence.used_ms,
        .begun_ms = subject->begun_ms,
        .longest_ms = subject->longest_ms,
        .never_used = marks_has(&subject->marks, HEALTH_NEVER_USED),
        .never_since_ms = subject->marks.since_ms[HEALTH_NEVER_USED],
    };
}

void health_restore(struct health *self, size_t sensor, const struct health_memory *memory)
{
    struct subject *subject = &self->subjects[sensor];
    if (subject->role != SUBJECT_SEAT && subject->role != SUBJECT_MOTION)
        return;
    subject->absence =
        (struct absence){memory->uses, memory->chances, memory->since, memory->used_ms};
    subject->begun_ms = memory->begun_ms;
    subject->longest_ms = memory->longest_ms;
    marks_set(&subject->marks, HEALTH_NEVER_USED, memory->never_used, memory->never_since_ms);
}
