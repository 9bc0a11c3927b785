#include "dashboard/opening.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* How far, and over how many pieces, the next change is looked for. */
#define PIECES_MS (366 * 86400000LL)
#define PIECES_MAX 64

int opening_start(struct opening *self, const struct place *place, struct why *why)
{
    *self = (struct opening){.place = place, .switch_reading = {.reason = READING_NEVER}};
    self->zonetime = zonetime_load(place->timezone, why);
    if (!self->zonetime)
        return why_prefix(why, EINVAL, "place: timezone: ");
    if (place->holidays) {
        if (holidays_init(&self->holidays, place->holidays, why))
            return why_prefix(why, EINVAL, "place: holidays: ");
        self->has_holidays = true;
    }
    if (place->opening_hours) {
        self->hours = hours_parse(place->opening_hours, why);
        if (!self->hours)
            return why_prefix(why, EINVAL, "place: opening_hours: ");
        if (hours_need_holidays(self->hours) && !self->has_holidays)
            return why_set(why, EINVAL,
                           "place: opening_hours speak of PH or SH: say whose, holidays: FR");
        if (hours_need_position(self->hours) && !place->has_location)
            return why_set(why, EINVAL,
                           "place: opening_hours speak of the sun: say where, lat: … lon: …");
    }
    return 0;
}

void opening_stop(struct opening *self)
{
    free(self->school);
    hours_free(self->hours);
    zonetime_free(self->zonetime);
}

int opening_school(struct opening *self, const struct holidays_range *ranges, size_t count)
{
    struct holidays_range *copy = calloc(count + 1, sizeof *copy);
    if (!copy)
        return -ENOMEM;
    memcpy(copy, ranges, count * sizeof *copy);
    free(self->school);
    self->school = copy;
    self->school_count = count;
    /* Where no public holidays are told, the hours speak of none: any will do. */
    struct why why;
    if (!self->has_holidays)
        self->has_holidays = holidays_init(&self->holidays, "FR", &why) == 0;
    struct holidays_school *school = &self->holidays.school;
    *school = (struct holidays_school){.known = {0, -1}, .ranges = copy, .count = count};
    for (size_t i = 0; i < count; i++) {
        if (i == 0 || copy[i].first > school->known.last + OPENING_TERM_DAYS)
            school->known = copy[i];
        if (copy[i].last > school->known.last)
            school->known.last = copy[i].last;
    }
    return 0;
}

bool opening_school_note(const struct opening *self, int64_t now_ms, struct why *note)
{
    if (!self->hours || !hours_need_school_holidays(self->hours))
        return false;
    const char *zone = self->place->school_holidays;
    const struct holidays_range *known = &self->holidays.school.known;
    struct zonetime_local now;
    zonetime_local(self->zonetime, now_ms, &now);
    if (!zone)
        why_set(note, EINVAL,
                "opening_hours speak of SH: say whose, school_holidays: FR-B; until then it is "
                "unknown whether they hold");
    else if (!self->school_count)
        why_set(note, EINVAL,
                "no school holidays of %s are known: lampion import holidays FILE.csv; until then "
                "SH in opening_hours is unknown",
                zone);
    else if (known->last - now.days < OPENING_SCHOOL_NOTE_DAYS) {
        struct civil last = civil_from_days(known->last);
        why_set(note, EINVAL,
                "the school holidays of %s %s known until %04d-%02d-%02d only: lampion import "
                "holidays FILE.csv; after that SH in opening_hours is unknown",
                zone, known->last < now.days ? "were" : "are", last.year, last.month, last.day);
    } else {
        return false;
    }
    return true;
}

void opening_read(struct opening *self, const struct reading *reading)
{
    self->switch_reading = *reading;
}

static struct snapshot_open by_switch(const struct reading *reading)
{
    struct snapshot_open open = {OPEN_UNKNOWN, SNAPSHOT_NEVER};
    if (reading->reason == READING_KNOWN && reading->has_value)
        open.state = reading->value ? OPEN_OPEN : OPEN_CLOSED;
    return open;
}

static struct hours_context context_of(const struct opening *self)
{
    return (struct hours_context){.zone = self->zonetime,
                                  .holidays = self->has_holidays ? &self->holidays : NULL,
                                  .has_position = self->place->has_location,
                                  .lat = self->place->lat,
                                  .lon = self->place->lon};
}

size_t opening_lint(const struct opening *self, int year, struct why *notes, size_t max)
{
    struct hours_context context = context_of(self);
    return self->hours ? hours_lint(self->hours, &context, year, notes, max) : 0;
}

static struct snapshot_open by_hours(const struct opening *self, int64_t at_ms)
{
    struct hours_context context = context_of(self);
    struct hours_answer answer;
    hours_at(self->hours, &context, at_ms, &answer);
    return (struct snapshot_open){answer.state == HOURS_OPEN     ? OPEN_OPEN
                                  : answer.state == HOURS_CLOSED ? OPEN_CLOSED
                                                                 : OPEN_UNKNOWN,
                                  answer.until_ms};
}

/* Whether the fact speaks of the zone (ZONE_NONE: of the whole place), or of what contains it. */
static bool is_about(const struct place *place, const struct fact *fact, size_t zone)
{
    if (fact->retracted_ms || (fact->kind != FACT_CLOSED && fact->kind != FACT_OPEN))
        return false;
    if (!fact->zone[0])
        return true;
    for (; zone != ZONE_NONE; zone = place->zones[zone].parent)
        if (!strcmp(place->zones[zone].id, fact->zone))
            return true;
    return false;
}

/* The newest fact that holds (they come by id), and when another may. */
static const struct fact *find_fact(const struct opening *self, size_t zone, int64_t at_ms,
                                    int64_t *until_ms)
{
    const struct fact *newest = NULL;
    for (size_t i = 0; self->facts && i < self->facts->count; i++) {
        const struct fact *fact = &self->facts->all[i];
        if (!is_about(self->place, fact, zone))
            continue;
        if (fact->from_ms > at_ms && fact->from_ms < *until_ms)
            *until_ms = fact->from_ms;
        if (fact->to_ms > at_ms && fact->to_ms < *until_ms)
            *until_ms = fact->to_ms;
        if (fact_holds(fact, at_ms) && (!newest || fact->made_ms >= newest->made_ms))
            newest = fact;
    }
    return newest;
}

/* The state at a moment, and until when it holds at the least. */
static struct snapshot_open piece_at(const struct opening *self, size_t zone, int64_t at_ms)
{
    int64_t until_ms = INT64_MAX;
    const struct fact *fact = find_fact(self, zone, at_ms, &until_ms);
    struct snapshot_open open = {fact && fact->kind == FACT_OPEN ? OPEN_OPEN : OPEN_CLOSED,
                                 SNAPSHOT_NEVER};
    if (!fact)
        open = self->hours ? by_hours(self, at_ms) : by_switch(&self->switch_reading);
    if (until_ms < open.until_ms)
        open.until_ms = until_ms;
    return open;
}

struct snapshot_open opening_zone_at(const struct opening *self, size_t zone, int64_t now_ms)
{
    struct snapshot_open open = piece_at(self, zone, now_ms);
    /* A closure that ends at night goes over into hours that are closed as well. */
    for (int i = 0; i < PIECES_MAX && open.until_ms < now_ms + PIECES_MS; i++) {
        struct snapshot_open next = piece_at(self, zone, open.until_ms);
        if (next.state != open.state)
            break;
        open.until_ms = next.until_ms;
    }
    return open;
}

bool opening_has_zones(const struct opening *self)
{
    for (size_t i = 0; self->facts && i < self->facts->count; i++) {
        const struct fact *fact = &self->facts->all[i];
        if (fact->zone[0] && (fact->kind == FACT_CLOSED || fact->kind == FACT_OPEN))
            return true;
    }
    return false;
}

struct snapshot_open opening_at(const struct opening *self, int64_t now_ms)
{
    return opening_zone_at(self, ZONE_NONE, now_ms);
}
