/* From what is usual, and today so far, to the outlook. */
#include "dashboard/forecast_subject.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define CLOSED_SLOT (-1)
#define NOT_USUAL_SLOT (-2)
/* Where nobody says when it closes: as long as it was open on so many of the days. */
#define STILL_OPEN_SHARE 0.75

/* Whether it will be open, quarter by quarter from local midnight on. */
struct grid {
    int64_t start_ms, now_ms;
    size_t count;
    enum open_state open[OUTLOOK_QUARTERS];
    bool apart[OUTLOOK_QUARTERS]; /* of the place: one of its zones with seats is not open */
};

/* A subject's quarters of the grid. */
struct day {
    const struct grid *grid;
    int64_t days[OUTLOOK_QUARTERS];
    int64_t openings[OUTLOOK_QUARTERS]; /* the civil day on which it opened */
    int slots[OUTLOOK_QUARTERS];        /* of what is usual; or CLOSED_SLOT, NOT_USUAL_SLOT */
};

static int64_t quarter_ms(const struct grid *grid, size_t i)
{
    return grid->start_ms + (int64_t)i * OUTLOOK_QUARTER_MS;
}

/* Open is a quarter that is so from end to end. */
static void fill(const struct forecast *forecast, size_t zone, struct grid *grid)
{
    int64_t end_ms = quarter_ms(grid, OUTLOOK_QUARTERS);
    for (size_t i = 0; i < OUTLOOK_QUARTERS; i++)
        grid->open[i] = OPEN_OPEN;
    for (int64_t at_ms = grid->start_ms; at_ms < end_ms;) {
        struct snapshot_open open = opening_zone_at(forecast->opening, zone, at_ms);
        int64_t until_ms = open.until_ms > end_ms ? end_ms : open.until_ms;
        size_t first = (size_t)((at_ms - grid->start_ms) / OUTLOOK_QUARTER_MS);
        if (open.state != OPEN_OPEN && !(forecast->always && open.state == OPEN_UNKNOWN))
            for (size_t i = first; i < OUTLOOK_QUARTERS && quarter_ms(grid, i) < until_ms; i++)
                grid->open[i] = grid->open[i] == OPEN_CLOSED ? OPEN_CLOSED : open.state;
        at_ms = until_ms > at_ms ? until_ms : at_ms + OUTLOOK_QUARTER_MS;
    }
}

static void grid_start(const struct forecast *forecast, int64_t now_ms, struct grid *grid)
{
    const struct zonetime *zonetime = forecast->opening->zonetime;
    struct zonetime_local local;
    zonetime_local(zonetime, now_ms, &local);
    *grid =
        (struct grid){.start_ms = zonetime_day_start_ms(zonetime, local.days), .now_ms = now_ms};
    int64_t end_ms = zonetime_day_start_ms(zonetime, local.days + 1);
    grid->count = (size_t)((end_ms - grid->start_ms) / OUTLOOK_QUARTER_MS);
    if (grid->count > OUTLOOK_QUARTERS)
        grid->count = OUTLOOK_QUARTERS;
    fill(forecast, ZONE_NONE, grid);
    /* The night after belongs to an evening that goes on; where nobody says when it ends, it does
     * at midnight. */
    while (forecast->place->opening_hours && grid->count < OUTLOOK_QUARTERS &&
           grid->open[grid->count - 1] == OPEN_OPEN && grid->open[grid->count] == OPEN_OPEN)
        grid->count++;
}

static bool has_seats(const struct forecast *forecast, size_t zone)
{
    return forecast->place->zones[zone].seat_count > 0;
}

/* Of every zone, where facts are about some alone. */
static void grid_apart(const struct forecast *forecast, struct grid *place, struct grid *zones)
{
    for (size_t z = 0; z < forecast->place->zone_count; z++) {
        zones[z] = *place;
        if (!opening_has_zones(forecast->opening))
            continue;
        fill(forecast, z, &zones[z]);
        for (size_t i = 0; has_seats(forecast, z) && i < place->count; i++)
            place->apart[i] = place->apart[i] || zones[z].open[i] != place->open[i];
    }
}

static void put_free(struct subject *self, const struct day *day, size_t i,
                     const struct forecast_quarter *quarter)
{
    double free = subject_free(self, quarter);
    if (!self->free || isnan(free) || day->slots[i] < 0 || day->days[i] < self->begun)
        return;
    self->begun = day->days[i];
    usual_put(self->free, day->days[i], day->slots[i], free);
}

/* Where each quarter belongs, and what is known of those that are over. */
static void day_start(struct day *day, const struct forecast *forecast, size_t index,
                      const struct grid *grid, const struct forecast_today *today)
{
    struct subject *subject = &forecast->subjects[index];
    struct subject_calendar calendar = subject->calendar;
    day->grid = grid;
    for (size_t i = 0, next = 0; i < grid->count; i++) {
        int64_t start_ms = quarter_ms(grid, i);
        while (next < today->count && today->quarters[next].start_ms < start_ms)
            next++;
        bool settled = next < today->count && today->quarters[next].start_ms == start_ms;
        bool open = settled ? today->quarters[next].open : grid->open[i] == OPEN_OPEN;
        day->slots[i] = CLOSED_SLOT;
        if (!open ||
            !calendar_locate(&calendar, forecast, start_ms, &day->days[i], &day->slots[i])) {
            day->slots[i] = CLOSED_SLOT;
            continue;
        }
        day->openings[i] = calendar.day;
        bool special = forecast_is_special(forecast, index, start_ms, day->days[i]);
        if (special || grid->apart[i])
            day->slots[i] = NOT_USUAL_SLOT;
        if (settled && start_ms >= subject->put_ms) {
            put_free(subject, day, i, &today->quarters[next]);
            subject->put_ms = start_ms + OUTLOOK_QUARTER_MS;
        }
    }
}

/* What is now, in the quarter under way; it is said again when it is settled. */
static void put_now(const struct forecast *forecast, size_t index, const struct day *day,
                    const struct forecast_today *today)
{
    int64_t i = (day->grid->now_ms - day->grid->start_ms) / OUTLOOK_QUARTER_MS;
    struct forecast_quarter quarter = {.seats = (float)today->seats,
                                       .unknown = (float)today->unknown,
                                       .taken =
                                           (float)(today->seats - today->unknown - today->free)};
    if (today->seats > 0 && today->free >= 0 && today->unknown >= 0 && (size_t)i < day->grid->count)
        put_free(&forecast->subjects[index], day, (size_t)i, &quarter);
}

/* The days before take part from the first open quarter to come on. */
static void begin_day(struct subject *self, const struct day *day)
{
    for (size_t i = 0; i < day->grid->count; i++) {
        bool later = quarter_ms(day->grid, i) + OUTLOOK_QUARTER_MS > day->grid->now_ms;
        if (!later || day->slots[i] < 0)
            continue;
        if (day->days[i] >= self->begun) {
            self->begun = day->days[i];
            usual_begin(self->level, self->begun);
            if (self->free)
                usual_begin(self->free, self->begun);
        }
        return;
    }
}

static float rounded(const struct forecast *forecast, const struct outlook_zone *out, double value)
{
    const struct place_privacy *privacy =
        out->zone ? &out->zone->privacy : &forecast->place->privacy;
    enum outlook_measure measure = out->measure;
    if (measure == OUTLOOK_USE)
        return value >= 0 ? (float)(round(value * 100) / 100) : OUTLOOK_UNKNOWN;
    return outlook_count(privacy, value);
}

static void write_usual_day(const struct forecast *forecast, const struct subject *subject,
                            const struct day *day, struct outlook_zone *out)
{
    for (size_t i = 0; i < out->quarter_count; i++) {
        struct outlook_quarter *quarter = &out->quarters[i];
        struct usual_level level;
        *quarter =
            (struct outlook_quarter){quarter_ms(day->grid, i), day->grid->open[i] == OPEN_OPEN,
                                     OUTLOOK_UNKNOWN,          OUTLOOK_UNKNOWN,
                                     OUTLOOK_UNKNOWN,          OUTLOOK_UNKNOWN,
                                     OUTLOOK_UNKNOWN};
        if (day->slots[i] < 0 || !usual_at(subject->level, day->days[i], day->slots[i], &level))
            continue;
        quarter->p10 = rounded(forecast, out, level.p10);
        quarter->p50 = rounded(forecast, out, level.p50);
        quarter->p90 = rounded(forecast, out, level.p90);
    }
}

/* The opening under way, or the next: chances go to its end. */
static int64_t opening_to_come(const struct day *day)
{
    for (size_t i = 0; i < day->grid->count; i++)
        if (quarter_ms(day->grid, i) + OUTLOOK_QUARTER_MS > day->grid->now_ms &&
            day->grid->open[i] == OPEN_OPEN && day->slots[i] != CLOSED_SLOT)
            return day->openings[i];
    return INT64_MIN;
}

/* How many days the quarter to come `i` rests on; 0: not to be told. */
static int days_behind(const struct forecast *forecast, const struct subject *subject,
                       const struct day *day, size_t i)
{
    struct usual_level level, most;
    if (quarter_ms(day->grid, i) <= day->grid->now_ms || day->slots[i] < 0 ||
        day->grid->open[i] != OPEN_OPEN ||
        !usual_at(subject->free, day->days[i], day->slots[i], &level))
        return 0;
    if (forecast->place->opening_hours || forecast->always)
        return level.days;
    for (int slot = 0; slot < SUBJECT_SLOTS; slot++) { /* a switch says nothing of the end */
        (void)usual_at(subject->free, day->days[i], slot, &most);
        if (level.days < STILL_OPEN_SHARE * most.days)
            return 0;
    }
    return level.days;
}

static void write_chances(const struct forecast *forecast, const struct subject *subject,
                          const struct forecast_today *today, const struct day *day,
                          struct outlook_zone *out)
{
    double chances[SUBJECT_SLOTS];
    int64_t of_day = INT64_MIN, opening = opening_to_come(day);
    if (!subject->free || subject->seats <= 0 || today->seats == 0)
        return;
    /* Seats that were taken out of service since must be free beside one more. */
    double gone = today->seats > 0 ? fmax(subject->seats - (double)today->seats, 0) : 0;
    for (size_t i = 0; i < out->quarter_count; i++) {
        int days = days_behind(forecast, subject, day, i);
        if (days == 0 || day->openings[i] != opening)
            continue;
        if (day->days[i] != of_day)
            usual_chances(subject->free, of_day = day->days[i], 1 + gone, chances);
        out->quarters[i].chance = (float)chances[day->slots[i]];
        out->days = out->days && out->days < days ? out->days : days;
    }
}

/* Today so far, by whole steps of the policy. */
static void write_today(const struct forecast *forecast, const struct subject *subject,
                        const struct forecast_today *today, const struct grid *grid,
                        int64_t step_ms, struct outlook_zone *out)
{
    size_t step = (size_t)(step_ms / OUTLOOK_QUARTER_MS), next = 0;
    int64_t until_ms =
        today->count ? today->quarters[today->count - 1].start_ms + OUTLOOK_QUARTER_MS : 0;
    for (size_t i = 0; i < out->quarter_count; i += step) {
        double sum = 0;
        int count = 0;
        if (quarter_ms(grid, i + step) > until_ms)
            return;
        for (; next < today->count && today->quarters[next].start_ms < quarter_ms(grid, i + step);
             next++) {
            double level =
                today->quarters[next].open ? subject_level(subject, &today->quarters[next]) : NAN;
            sum += isnan(level) ? 0 : level;
            count += !isnan(level);
        }
        if (count)
            out->quarters[i].today = rounded(forecast, out, sum / count);
    }
}

static float usual_hour(const struct subject *subject, int64_t day, int hour, int *days)
{
    double sum = 0;
    int count = 0;
    for (int slot = 4 * hour; slot < 4 * hour + 4; slot++) {
        struct usual_level level;
        if (!usual_at(subject->level, day, slot, &level))
            continue;
        sum += level.p50;
        count++;
        *days = level.days > *days ? level.days : *days;
    }
    return count >= 2 ? (float)(sum / count) : NAN;
}

static void write_week(const struct forecast *forecast, const struct subject *subject,
                       struct outlook_zone *out)
{
    if (out->by_opening)
        return;
    for (int weekday = 0; weekday < 7; weekday++)
        for (int hour = 0; hour < 24; hour++) {
            /* 1970-01-05 was a Monday. */
            float median = usual_hour(subject, 4 + weekday, hour, &out->week_days);
            out->week[weekday][hour] = rounded(forecast, out, (double)median);
        }
}

static enum outlook_says say(const struct day *day, const struct outlook_zone *out)
{
    bool open = false, unknown = false, not_usual = false;
    for (size_t i = 0; i < out->quarter_count; i++) {
        const struct outlook_quarter *quarter = &out->quarters[i];
        if (quarter->from_ms + OUTLOOK_QUARTER_MS <= day->grid->now_ms)
            continue;
        if (quarter->chance > 0 ||
            (out->measure != OUTLOOK_TAKEN && quarter->p50 != OUTLOOK_UNKNOWN))
            return OUTLOOK_SAYS;
        open = open || quarter->open;
        unknown = unknown || day->grid->open[i] == OPEN_UNKNOWN;
        not_usual = not_usual || day->slots[i] == NOT_USUAL_SLOT;
    }
    return not_usual ? OUTLOOK_NOT_USUAL
           : open    ? OUTLOOK_TOO_LITTLE
           : unknown ? OUTLOOK_OPEN_UNKNOWN
                     : OUTLOOK_NOT_OPEN;
}

static int write_zone(const struct forecast *forecast, size_t index, const struct grid *grid,
                      const struct forecast_today *today, int64_t step_ms, struct outlook_zone *out)
{
    struct subject *subject = &forecast->subjects[index];
    struct day day;
    if (!subject->level)
        return 0;
    out->quarters = calloc(grid->count, sizeof *out->quarters);
    if (!out->quarters)
        return -1;
    out->quarter_count = grid->count;
    out->by_opening = subject->calendar.by == USUAL_BY_OPENING;
    out->seats = (int64_t)lround(subject->seats);
    day_start(&day, forecast, index, grid, today);
    begin_day(subject, &day);
    put_now(forecast, index, &day, today);
    write_usual_day(forecast, subject, &day, out);
    write_chances(forecast, subject, today, &day, out);
    write_today(forecast, subject, today, grid, step_ms, out);
    write_week(forecast, subject, out);
    out->says = say(&day, out);
    return 0;
}

struct outlook *forecast_make(struct forecast *self, const struct forecast_today *today,
                              int64_t now_ms)
{
    size_t zones = self->place->zone_count;
    struct outlook *outlook = outlook_new(self->place, now_ms);
    struct grid *grids = calloc(zones + 1, sizeof *grids);
    int error = outlook && grids ? 0 : -1;
    if (!error) {
        grid_start(self, now_ms, &grids[zones]);
        grid_apart(self, &grids[zones], grids);
    }
    for (size_t i = 0; !error && i <= zones; i++)
        error = write_zone(self, i, &grids[i], &today[i], outlook->step_ms,
                           i < zones ? &outlook->zones[i] : &outlook->place);
    free(grids);
    if (!error) {
        outlook_veil(outlook, self->place);
        return outlook;
    }
    outlook_unref(outlook);
    return NULL;
}
