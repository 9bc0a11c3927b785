#include "dashboard/forecast_past.h"

#include "dashboard/history/facts.h"
#include "dashboard/history/settled.h"
#include "dashboard/history/slots.h"
#include "dashboard/school_calendar.h"
#include <errno.h>
#include <limits.h>
#include <math.h>
#include <stdlib.h>

#define AHEAD_MS (2 * 86400000LL) /* of facts: longer than an outlook */

struct forecast_past {
    const struct place *place;
    bool always;
    struct opening opening;
    struct facts facts;
    struct forecast *forecast;
    int64_t learned_ms; /* the midnight until which the past is learned */
    bool whole;         /* it was settled up to there */
};

/* Quarters of a time, of one subject after the other. */
struct sheet {
    int64_t from_ms, to_ms;
    bool always;
    struct forecast_quarter *zone; /* in order, `count` of them */
    size_t count, room;
    struct forecast_quarter *place; /* by quarter from from_ms on */
    unsigned char *joined;          /* zones with seats that say something of it */
};

struct forecast_past *forecast_past_new(const struct place *place, struct why *why)
{
    struct forecast_past *self = calloc(1, sizeof *self);
    if (!self) {
        why_set(why, ENOMEM, "out of memory");
        return NULL;
    }
    self->place = place;
    self->always = !place->opening_hours && place->open_sensor == SENSOR_NONE;
    if (opening_start(&self->opening, place, why)) {
        forecast_past_free(self);
        return NULL;
    }
    self->opening.facts = &self->facts;
    self->forecast = forecast_new(place, &self->opening);
    if (self->forecast)
        return self;
    why_set(why, ENOMEM, "out of memory");
    forecast_past_free(self);
    return NULL;
}

void forecast_past_free(struct forecast_past *self)
{
    if (!self)
        return;
    forecast_free(self->forecast);
    facts_clear(&self->facts);
    opening_stop(&self->opening);
    free(self);
}

static int sheet_start(struct sheet *self, int64_t from_ms, int64_t to_ms, bool always)
{
    *self = (struct sheet){.from_ms = from_ms, .to_ms = to_ms, .always = always};
    self->room = (size_t)((to_ms - from_ms) / OUTLOOK_QUARTER_MS);
    self->zone = calloc(self->room + 1, sizeof *self->zone);
    self->place = calloc(self->room + 1, sizeof *self->place);
    self->joined = calloc(self->room + 1, sizeof *self->joined);
    return self->zone && self->place && self->joined ? 0 : -ENOMEM;
}

static void sheet_stop(struct sheet *self)
{
    free(self->zone);
    free(self->place);
    free(self->joined);
}

static bool take(void *context, const struct slot *slot, int64_t local)
{
    struct sheet *self = context;
    (void)local;
    if (self->count < self->room)
        forecast_quarter_of(&self->zone[self->count++], slot, self->always);
    return true;
}

static int read_zone(struct sheet *self, struct slots *slots, const char *zone, struct why *why)
{
    int64_t id = 0;
    int error = slots_zone_find(slots, zone, &id, why);
    self->count = 0;
    if (error || id == 0)
        return error;
    return slots_read(slots, STEP_SLOT, id, self->from_ms / 1000, self->to_ms / 1000, take, self,
                      why);
}

static void join(struct sheet *self)
{
    for (size_t i = 0; i < self->count; i++) {
        size_t at = (size_t)((self->zone[i].start_ms - self->from_ms) / OUTLOOK_QUARTER_MS);
        if (self->joined[at] == 0)
            self->place[at] = (struct forecast_quarter){
                .start_ms = self->zone[i].start_ms, .people = NAN, .use = NAN};
        forecast_quarter_join(&self->place[at], &self->zone[i]);
        self->joined[at] += self->joined[at] < UCHAR_MAX;
    }
}

/* Those of the whole place, closed up; where a zone is missing its seats are not known. */
static size_t close_up(struct sheet *self, size_t zones)
{
    size_t count = 0;
    for (size_t i = 0; i < self->room; i++) {
        if (self->joined[i] == 0)
            continue;
        if (self->joined[i] < zones)
            self->place[i].seats = NAN;
        self->place[count++] = self->place[i];
    }
    return count;
}

/* Calls `each` with the quarters of every subject. */
typedef int sheet_each(struct forecast_past *self, size_t subject,
                       const struct forecast_quarter *quarters, size_t count, void *context);

static int read_all(struct forecast_past *self, struct store *store, int64_t from_ms, int64_t to_ms,
                    sheet_each *each, void *context, struct why *why)
{
    struct sheet sheet;
    size_t with_seats = 0;
    struct slots *slots = slots_open(store, why);
    if (!slots)
        return -ENOMEM;
    int error = sheet_start(&sheet, from_ms, to_ms, self->always);
    for (size_t z = 0; !error && z < self->place->zone_count; z++) {
        error = read_zone(&sheet, slots, self->place->zones[z].id, why);
        if (!error && self->place->zones[z].seat_count) {
            join(&sheet);
            with_seats++;
        }
        if (!error)
            error = each(self, z, sheet.zone, sheet.count, context);
    }
    if (!error)
        error =
            each(self, self->place->zone_count, sheet.place, close_up(&sheet, with_seats), context);
    sheet_stop(&sheet);
    slots_close(slots);
    return error == -ENOMEM ? why_set(why, ENOMEM, "out of memory") : error;
}

static int learn(struct forecast_past *self, size_t subject,
                 const struct forecast_quarter *quarters, size_t count, void *context)
{
    (void)context;
    return forecast_learn(self->forecast, subject, quarters, count);
}

static int note_today(struct forecast_past *self, size_t subject,
                      const struct forecast_quarter *quarters, size_t count, void *context)
{
    struct forecast_today *today = context;
    (void)self;
    for (size_t i = 0; i < count && i < OUTLOOK_QUARTERS; i++)
        today[subject].quarters[today[subject].count++] = quarters[i];
    return 0;
}

static int read_facts(struct forecast_past *self, struct store *store, int64_t now_ms,
                      struct why *why)
{
    facts_clear(&self->facts);
    self->facts = (struct facts){0};
    int error =
        store_facts_get(store, 0, now_ms - FORECAST_BACK_MS, now_ms + AHEAD_MS, &self->facts, why);
    return error ? error : school_calendar_read(&self->opening, store, why);
}

static int64_t floor_to_quarter(int64_t ms)
{
    return ms - ms % OUTLOOK_QUARTER_MS;
}

/* When it is time: all that is usual, anew. */
static int learn_past(struct forecast_past *self, struct store *store, int64_t midnight_ms,
                      bool *all_read, struct why *why)
{
    struct settled settled;
    int error = settled_get(store, &settled, why);
    if (error)
        return error;
    bool whole = settled.begun && settled.until_ms >= midnight_ms;
    *all_read = self->learned_ms != midnight_ms || (whole && !self->whole);
    if (!*all_read)
        return 0;
    self->learned_ms = 0; /* until it is done */
    error = read_all(self, store, floor_to_quarter(midnight_ms - FORECAST_BACK_MS), midnight_ms,
                     learn, NULL, why);
    self->whole = whole;
    self->learned_ms = error ? 0 : midnight_ms;
    return error;
}

struct outlook *forecast_past_make(struct forecast_past *self, struct store *store,
                                   const struct forecast_live *live, bool *all_read,
                                   struct why *why)
{
    struct zonetime_local local;
    struct outlook *outlook = NULL;
    zonetime_local(self->opening.zonetime, live->now_ms, &local);
    int64_t midnight_ms = zonetime_day_start_ms(self->opening.zonetime, local.days);
    struct forecast_today *today = calloc(self->place->zone_count + 1, sizeof *today);
    *all_read = false;
    if (!today) {
        why_set(why, ENOMEM, "out of memory");
        return NULL;
    }
    opening_read(&self->opening, &live->open_switch);
    for (size_t i = 0; i <= self->place->zone_count; i++) {
        today[i].seats = live->seats[i].seats;
        today[i].free = live->seats[i].free;
        today[i].unknown = live->seats[i].unknown;
    }
    int error = read_facts(self, store, live->now_ms, why);
    if (!error)
        error = learn_past(self, store, midnight_ms, all_read, why);
    if (!error)
        error =
            read_all(self, store, midnight_ms, floor_to_quarter(live->now_ms) + OUTLOOK_QUARTER_MS,
                     note_today, today, why);
    if (!error && !(outlook = forecast_make(self->forecast, today, live->now_ms)))
        why_set(why, ENOMEM, "out of memory");
    free(today);
    return outlook;
}
