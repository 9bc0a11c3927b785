#include "dashboard/forecast_subject.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define WEEK_MS (7 * 86400000LL)
#define KNOWN_SHARE 0.5 /* less known is not known; reports withhold the same */

static float quotient(int64_t part, int64_t unknown, int64_t whole)
{
    int64_t known = whole - unknown;
    return whole > 0 && (double)known >= KNOWN_SHARE * (double)whole ? (float)part / (float)known
                                                                     : NAN;
}

void forecast_quarter_of(struct forecast_quarter *self, const struct slot *slot, bool always)
{
    const int64_t *sums = always ? slot->all : slot->open;
    int64_t open_s = always ? slot->length_s : slot->open_s;
    *self = (struct forecast_quarter){
        slot->start_s * 1000, 2 * open_s >= SLOT_S, NAN, NAN, NAN, NAN, NAN};
    if (!self->open)
        return;
    if (sums[SLOT_SEATS] > 0) {
        self->seats = (float)sums[SLOT_SEATS] / (float)open_s;
        self->unknown = (float)sums[SLOT_SEATS_UNKNOWN] / (float)open_s;
        self->taken = (float)(sums[SLOT_USED] + sums[SLOT_HELD]) / (float)open_s;
    }
    self->people = quotient(sums[SLOT_PERSON], sums[SLOT_UNCOUNTED], open_s);
    self->use = quotient(sums[SLOT_IN_USE], sums[SLOT_USE_UNKNOWN], open_s);
}

void forecast_quarter_join(struct forecast_quarter *self, const struct forecast_quarter *zone)
{
    self->open = self->open || zone->open;
    self->seats += zone->seats; /* NAN stays */
    self->unknown += zone->unknown;
    self->taken += zone->taken;
}

static bool is_known(const struct forecast_quarter *quarter)
{
    return quarter->unknown <= (1 - KNOWN_SHARE) * quarter->seats; /* false for NAN */
}

double subject_free(const struct subject *self, const struct forecast_quarter *quarter)
{
    if (!is_known(quarter))
        return NAN;
    double free = fmax(quarter->seats - quarter->unknown - quarter->taken, 0);
    return free < 0.5 ? free : fmax(free + self->seats - quarter->seats, 0);
}

double subject_level(const struct subject *self, const struct forecast_quarter *quarter)
{
    if (self->measure == OUTLOOK_PEOPLE)
        return quarter->people;
    if (self->measure == OUTLOOK_USE)
        return quarter->use;
    if (!is_known(quarter))
        return NAN;
    /* Of the seats that are not known as many will be taken as of the others. */
    return quarter->taken * quarter->seats / (quarter->seats - quarter->unknown);
}

/* A day's number, and the slot in it. Moves on by open quarters, in order. */
bool calendar_locate(struct subject_calendar *self, const struct forecast *forecast,
                     int64_t start_ms, int64_t *day, int *slot)
{
    struct zonetime_local local;
    zonetime_local(forecast->opening->zonetime, start_ms, &local);
    bool goes_on = self->opened_ms && (self->open_until_ms == start_ms || self->day == local.days);
    if (!goes_on) {
        self->day = local.days;
        self->opened_ms = start_ms;
    }
    self->open_until_ms = start_ms + OUTLOOK_QUARTER_MS;
    *day = self->by == USUAL_BY_OPENING ? self->day : local.days;
    *slot = self->by == USUAL_BY_OPENING ? (int)((start_ms - self->opened_ms) / OUTLOOK_QUARTER_MS)
                                         : local.hour * 4 + local.minute / 15;
    return *slot < SUBJECT_SLOTS;
}

static bool is_about(const struct place *place, const struct fact *fact, size_t zone)
{
    if (!fact->zone[0] || zone == place->zone_count) /* what is on in a zone moves the place's */
        return true;
    for (; zone != ZONE_NONE; zone = place->zones[zone].parent)
        if (strcmp(place->zones[zone].id, fact->zone) == 0)
            return true;
    return false;
}

bool forecast_is_special(const struct forecast *self, size_t subject, int64_t start_ms, int64_t day)
{
    const struct opening *opening = self->opening;
    if (self->place->holidays && holidays_public(&opening->holidays, day) == HOLIDAYS_YES)
        return true;
    bool rare = self->subjects[subject].calendar.by == USUAL_BY_OPENING;
    for (size_t i = 0; !rare && opening->facts && i < opening->facts->count; i++) {
        const struct fact *fact = &opening->facts->all[i];
        if (fact->kind == FACT_EVENT && !fact->retracted_ms && fact->to_ms > start_ms &&
            fact->from_ms < start_ms + OUTLOOK_QUARTER_MS && is_about(self->place, fact, subject))
            return true;
    }
    return false;
}

struct forecast *forecast_new(const struct place *place, const struct opening *opening)
{
    struct forecast *self = calloc(1, sizeof *self);
    if (!self)
        return NULL;
    *self = (struct forecast){.place = place, .opening = opening};
    self->always = !place->opening_hours && place->open_sensor == SENSOR_NONE;
    self->subjects = calloc(place->zone_count + 1, sizeof *self->subjects);
    if (!self->subjects) {
        free(self);
        return NULL;
    }
    for (size_t i = 0; i <= place->zone_count; i++) {
        struct subject *subject = &self->subjects[i];
        enum zone_kind kind = i < place->zone_count ? place->zones[i].kind : ZONE_SEATS;
        subject->measure = kind == ZONE_SEATS  ? OUTLOOK_TAKEN
                           : kind == ZONE_HALL ? OUTLOOK_PEOPLE
                                               : OUTLOOK_USE;
    }
    return self;
}

static void forget(struct subject *self)
{
    usual_free(self->free);
    usual_free(self->level);
    *self = (struct subject){.measure = self->measure};
}

void forecast_free(struct forecast *self)
{
    if (!self)
        return;
    for (size_t i = 0; i <= self->place->zone_count; i++)
        forget(&self->subjects[i]);
    free(self->subjects);
    free(self);
}

/* Whether it opened on no more than one day a week. */
static enum usual_by how_often(const struct forecast *self, const struct forecast_quarter *past,
                               size_t count)
{
    int64_t days = 0, day = INT64_MIN, first_ms = 0, last_ms = 0;
    for (size_t i = 0; i < count; i++) {
        struct zonetime_local local;
        if (!past[i].open)
            continue;
        zonetime_local(self->opening->zonetime, past[i].start_ms, &local);
        first_ms = days ? first_ms : past[i].start_ms;
        last_ms = past[i].start_ms;
        days += local.days != day;
        day = local.days;
    }
    int64_t weeks = (last_ms - first_ms) / WEEK_MS + 1;
    return days && days <= weeks ? USUAL_BY_OPENING : USUAL_BY_WEEK;
}

static void put(struct forecast *self, size_t index, const struct forecast_quarter *quarter)
{
    struct subject *subject = &self->subjects[index];
    int64_t day;
    int slot;
    if (!quarter->open ||
        !calendar_locate(&subject->calendar, self, quarter->start_ms, &day, &slot) ||
        forecast_is_special(self, index, quarter->start_ms, day))
        return;
    double free = subject_free(subject, quarter), level = subject_level(subject, quarter);
    if (subject->free && !isnan(free))
        usual_put(subject->free, day, slot, free);
    if (!isnan(level))
        usual_put(subject->level, day, slot, level);
}

int forecast_learn(struct forecast *self, size_t index, const struct forecast_quarter *past,
                   size_t count)
{
    struct subject *subject = &self->subjects[index];
    forget(subject);
    subject->calendar.by = how_often(self, past, count);
    for (size_t i = 0; i < count; i++)
        if (past[i].seats > 0)
            subject->seats = past[i].seats;
    subject->level = usual_new(subject->calendar.by, SUBJECT_SLOTS);
    if (subject->measure == OUTLOOK_TAKEN)
        subject->free = usual_new(subject->calendar.by, SUBJECT_SLOTS);
    if (!subject->level || (subject->measure == OUTLOOK_TAKEN && !subject->free))
        return -ENOMEM;
    for (size_t i = 0; i < count; i++)
        put(self, index, &past[i]);
    return 0;
}
