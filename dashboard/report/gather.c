#include "dashboard/report/gather.h"
#include "dashboard/history/description.h"
#include "dashboard/history/facts.h"
#include "dashboard/history/snapshot.h"
#include "dashboard/report/events.h"
#include "dashboard/report/gather_rows.h"
#include "dashboard/report/settings.h"
#include "dashboard/report/suppress.h"
#include "dashboard/report/walks.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void report_free(struct report *self)
{
    if (!self)
        return;
    for (size_t i = 0; i < self->zone_count; i++) {
        free(self->zones[i].days);
        free(self->zones[i].compared_days);
        free(self->zones[i].hours);
        free(self->zones[i].gaps);
    }
    free(self->zones);
    free(self->events);
    free(self->settings);
    facts_clear(&self->facts);
    zonetime_free(self->zonetime);
    for (size_t i = 0; i < self->description_count; i++)
        place_free(self->descriptions[i]);
    free(self->descriptions);
    free(self);
}

/* ---- Descriptions */

static int add_description(struct report *self, struct store_description *text, struct why *why)
{
    char name[48];
    snprintf(name, sizeof name, "description %" PRId64, text->version);
    struct place **more = realloc(self->descriptions, (self->description_count + 1) * sizeof *more);
    if (!more)
        return why_set(why, ENOMEM, "out of memory");
    self->descriptions = more;
    struct place *place = place_parse(name, text->text, strlen(text->text), why);
    if (!place)
        return -EINVAL;
    self->descriptions[self->description_count++] = place;
    return 0;
}

/* All versions from the newest down to the one in force when the earlier period begins; the place
 * is the one in force at `at_ms`, or the oldest that there is. */
static int read_descriptions(struct report *self, struct store *store, int64_t from_day,
                             int64_t last_day, struct why *why)
{
    struct store_description text = {0};
    struct digest *digest = digest_new();
    int error = digest ? store_description_get(store, INT64_MAX, &text, why) : -ENOMEM;
    if (error == -ENOENT)
        why_set(why, ENOENT, "the store has no description of a place yet; lampion place apply");
    /* Local days lie within a day of UTC ones. */
    int64_t from_ms = (from_day - 1) * 86400000, at_ms = (last_day + 1) * 86400000;
    for (bool found = false; !error;) {
        int64_t version = text.version, since_ms = text.from_ms;
        error = add_description(self, &text, why);
        if (!error && !found)
            self->place = self->descriptions[self->description_count - 1];
        found = found || since_ms <= at_ms;
        if (!error && found) { /* those before it count for their time */
            digest_add_number(digest, since_ms);
            digest_add_text(digest, text.text);
        }
        store_description_clear(&text);
        if (error || since_ms <= from_ms || version <= 1)
            break;
        error = store_description_read(store, version - 1, &text, why);
    }
    if (digest)
        digest_end(digest, self->config_hash);
    return error;
}

/* ---- Zones */

static struct report_zone *find_zone(const struct report *self, const char *id)
{
    for (size_t i = 0; i < self->zone_count; i++)
        if (strcmp(self->zones[i].id, id) == 0)
            return &self->zones[i];
    return NULL;
}

static bool has_door(const struct place *place, size_t zone)
{
    for (size_t i = 0; i < place->door_count; i++)
        if (place->doors[i].from == zone || place->doors[i].to == zone)
            return true;
    return false;
}

static void set_zone(struct report_zone *zone, const struct place *place, size_t index)
{
    const struct place_zone *from = &place->zones[index];
    snprintf(zone->id, sizeof zone->id, "%s", from->id);
    zone->name = from->name;
    zone->kind = from->kind;
    zone->counts = zone->counts || has_door(place, index);
}

/* Each once, as its newest description has it: whichever the period, a zone stands below the
 * same hall, or the small-number rule would depend on the period. */
static int add_zones(struct report *self, struct why *why)
{
    size_t room = 0;
    for (size_t i = 0; i < self->description_count; i++)
        room += self->descriptions[i]->zone_count;
    self->zones = calloc(room ? room : 1, sizeof *self->zones);
    if (!self->zones)
        return why_set(why, ENOMEM, "out of memory");
    for (size_t i = 0; i < self->description_count; i++) {
        const struct place *place = self->descriptions[i];
        size_t before = self->zone_count;
        for (size_t z = 0; z < place->zone_count; z++)
            if (!find_zone(self, place->zones[z].id))
                set_zone(&self->zones[self->zone_count++], place, z);
            else if (has_door(place, z))
                find_zone(self, place->zones[z].id)->counts = true;
        for (size_t n = before; n < self->zone_count; n++) {
            size_t own = place_find_zone(place, self->zones[n].id);
            size_t parent = place->zones[own].parent;
            self->zones[n].parent = ZONE_NONE;
            if (parent != ZONE_NONE)
                self->zones[n].parent =
                    (size_t)(find_zone(self, place->zones[parent].id) - self->zones);
        }
    }
    return 0;
}

/* ---- Figures */

/* The days that are there; of those that are compared only the given ones. */
static size_t indicator_days(const struct report_day *days, size_t count, bool given_only,
                             struct indicator_day *into)
{
    size_t n = 0;
    for (size_t i = 0; i < count; i++)
        if (days[i].given == GIVEN || (days[i].given == GIVEN_WITHHELD && !given_only))
            into[n++] = (struct indicator_day){days[i].day, days[i].slot, days[i].capacity};
    return n;
}

/* Passages of days that are withheld, and of hours that their day leaves out, are in no sum, and
 * their sensors did see them. */
static void judge_visits(struct report_zone *zone, const struct indicator_rules *rules)
{
    static const enum indicator by_line[] = {INDICATOR_VISITS, INDICATOR_MEAN_STAY};
    double share = zone->day_count ? 1 - (double)zone->days_withheld / (double)zone->day_count : 1;
    if (zone->hour_count)
        share -= (double)zone->hours_left_out / (double)zone->hour_count;
    for (size_t i = 0; share < 1 && i < 2; i++) {
        struct figure *figure = &zone->figures[by_line[i]];
        if (figure->state > INDICATOR_FLAGGED)
            continue;
        figure->coverage *= share;
        figure->has_interval = false;
        if (figure->coverage < rules->flag_below)
            figure->state = INDICATOR_FLAGGED;
        if (figure->coverage < rules->withhold_below)
            *figure = (struct figure){.state = INDICATOR_WITHHELD, .coverage = figure->coverage};
    }
}

static int make_figures(struct report *self, struct report_zone *zone, struct why *why)
{
    struct indicator_rules rules = self->rules;
    struct indicator_day *now = calloc(zone->day_count + 1, sizeof *now);
    struct indicator_day *before = calloc(zone->compared_count + 1, sizeof *before);
    int error = now && before ? 0 : why_set(why, ENOMEM, "out of memory");
    if (!error) {
        size_t count = indicator_days(zone->days, zone->day_count, false, now);
        rules.passages = walks_error(&self->facts, self->place, zone->id);
        indicator_figures(now, count, NULL, zone->day_count, zone->counts, &rules, zone->figures);
        judge_visits(zone, &self->rules);
        count = indicator_days(zone->days, zone->day_count, true, now);
        size_t earlier = indicator_days(zone->compared_days, zone->compared_count, true, before);
        struct compare_side sides[2] = {
            {self->period.first, self->period.last, now, count},
            {self->compared.first, self->compared.last, before, earlier}};
        error = compare(&sides[0], &sides[1], zone->counts, &self->rules, &zone->comparison);
    }
    free(now);
    free(before);
    return error;
}

static void make_week(struct report_zone *zone)
{
    double used[7][24] = {{0}};
    for (size_t d = 0; d < zone->day_count; d++)
        for (size_t i = 0; i < zone->days[d].hour_count; i++) {
            const struct report_hour *hour = &zone->hours[zone->days[d].hour_first + i];
            int weekday = civil_weekday(zone->days[d].day) - 1, at = (int)(hour->local % 100);
            bool seats = hour->seats_s > 0;
            double known =
                seats ? (double)hour->seats_s - hour->seats_unknown_s
                      : (double)zone->days[d].capacity * (hour->length_s - hour->uncounted_s);
            if (hour->given != GIVEN || hour->open_s == 0 || at > 23)
                continue;
            zone->week[weekday][at].known_s += known;
            used[weekday][at] += seats ? hour->used_s : hour->person_s;
        }
    for (int day = 0; day < 7; day++)
        for (int at = 0; at < 24; at++)
            if (zone->week[day][at].known_s > 0)
                zone->week[day][at].use = used[day][at] / zone->week[day][at].known_s;
}

struct gaps {
    struct report_zone *zone;
    bool failed;
};

static void take_gap(void *context, const struct gap *gap)
{
    struct gaps *gaps = context;
    struct report_zone *zone = gaps->zone;
    if (zone->gap_count % 16 == 0) {
        struct gap *more = realloc(zone->gaps, (zone->gap_count + 16) * sizeof *more);
        gaps->failed = gaps->failed || !more;
        if (!more)
            return;
        zone->gaps = more;
    }
    zone->gaps[zone->gap_count++] = *gap;
}

static int find_gaps(struct report *self, struct report_zone *zone, struct why *why)
{
    struct gaps gaps = {zone, false};
    struct gap_finder finder;
    int64_t end_s = self->settled_until_ms / 1000;
    end_s = end_s < self->to_s ? end_s : self->to_s; /* what is to come is no gap */
    gap_finder_start(&finder, self->from_s, take_gap, &gaps);
    for (size_t d = 0; d < zone->day_count; d++) {
        const struct report_day *day = &zone->days[d];
        for (size_t i = 0; i < day->hour_count; i++) {
            struct slot slot = gather_rows_slot(&zone->hours[day->hour_first + i]);
            gap_finder_take(&finder, &slot);
        }
        if (day->hour_count == 0 && day->source == SLOT_IMPORTED) /* given whole */
            gap_finder_take(&finder, &day->slot);
    }
    gap_finder_end(&finder, end_s);
    return gaps.failed ? why_set(why, ENOMEM, "out of memory") : 0;
}

/* ---- Facts */

static int take_facts(struct report *self, struct store *store, struct digest *digest,
                      struct why *why)
{
    int error =
        store_facts_get(store, 0, self->from_s * 1000, self->to_s * 1000, &self->facts, why);
    if (error)
        return error;
    self->events = calloc(self->facts.count + 1, sizeof *self->events);
    if (!self->events)
        return why_set(why, ENOMEM, "out of memory");
    for (size_t i = 0; i < self->facts.count; i++) {
        const struct fact *fact = &self->facts.all[i];
        digest_add_number(digest, fact->id);
        digest_add_number(digest, fact->retracted_ms);
        if (fact->retracted_ms == 0 && fact->kind == FACT_CORRECTION)
            self->corrections++;
        if (fact->retracted_ms == 0 && fact->kind == FACT_EVENT)
            self->events[self->event_count++].fact = fact;
    }
    return 0;
}

/* ---- All */

/* With hours: those of the compared period decide what is withheld in it, and go again. */
static int read_rows(struct report *self, struct store *store, bool compared, struct digest *digest,
                     struct why *why)
{
    struct gather_rows rows = {.zonetime = self->zonetime, .digest = digest, .why = why};
    rows.slots = slots_open(store, why);
    int error = rows.slots ? 0 : -EIO;
    for (size_t i = 0; !error && i < self->zone_count; i++) {
        struct report_zone *zone = &self->zones[i];
        error = compared ? gather_rows_read(&rows, zone, &self->compared, &zone->compared_days,
                                            &zone->compared_count, true)
                         : gather_rows_read(&rows, zone, &self->period, &zone->days,
                                            &zone->day_count, true);
        for (size_t d = 0; !error && d < zone->day_count; d++)
            if (zone->days[d].given == GIVEN && zone->days[d].source > zone->source)
                zone->source = zone->days[d].source;
    }
    slots_close(rows.slots);
    self->settled_until_ms = rows.last_s * 1000;
    return error;
}

/* The days that are compared, by the same rule as if they were asked for. */
static void suppress_compared(struct report *self, bool complementary)
{
    for (size_t i = 0; i < self->zone_count; i++) {
        struct report_zone *zone = &self->zones[i];
        zone->days = zone->compared_days;
        zone->day_count = zone->compared_count;
    }
    suppress(self->zones, self->zone_count, self->minimum_count, complementary);
    for (size_t i = 0; i < self->zone_count; i++) {
        struct report_zone *zone = &self->zones[i];
        free(zone->hours);
        zone->hours = NULL;
        zone->days = NULL;
        zone->day_count = zone->hour_count = 0;
        zone->days_withheld = zone->hours_withheld = zone->hours_left_out = 0;
    }
}

/* Zones of which nothing is known then, and that were not there, are no part of the report. */
static bool is_wanted(const struct report *self, const struct report_zone *zone)
{
    bool settled = false;
    for (size_t i = 0; i < zone->day_count; i++)
        settled = settled || zone->days[i].given != GIVEN_NOT_SETTLED;
    return settled || place_find_zone(self->place, zone->id) != ZONE_NONE;
}

/* Zones that stay close ranks. */
static size_t new_index(const struct report *self, size_t zone)
{
    size_t index = 0;
    if (zone == ZONE_NONE || !is_wanted(self, &self->zones[zone]))
        return ZONE_NONE;
    for (size_t i = 0; i < zone; i++)
        index += is_wanted(self, &self->zones[i]);
    return index;
}

static int drop_unwanted(struct report *self, struct why *why)
{
    struct report_zone *zones = calloc(self->zone_count + 1, sizeof *zones);
    size_t kept = 0;
    if (!zones)
        return why_set(why, ENOMEM, "out of memory");
    for (size_t i = 0; i < self->zone_count; i++) {
        struct report_zone *zone = &self->zones[i];
        if (is_wanted(self, zone)) {
            zones[kept] = *zone;
            zones[kept++].parent = new_index(self, zone->parent);
        } else {
            free(zone->compared_days);
        }
    }
    for (size_t i = 0; i < self->zone_count; i++)
        if (!is_wanted(self, &self->zones[i])) {
            free(self->zones[i].days);
            free(self->zones[i].hours);
        }
    free(self->zones);
    self->zones = zones;
    self->zone_count = kept;
    return 0;
}

static int work_out(struct report *self, struct why *why)
{
    int error = 0;
    for (size_t i = 0; !error && i < self->zone_count; i++) {
        error = make_figures(self, &self->zones[i], why);
        if (!error)
            error = find_gaps(self, &self->zones[i], why);
        make_week(&self->zones[i]);
    }
    for (size_t i = 0; i < self->event_count; i++)
        events_judge(self, &self->events[i]);
    return error;
}

static int gather(struct report *self, struct store *store, const struct gather_request *request,
                  struct why *why)
{
    bool complementary = !request->without_complement;
    int64_t first =
        self->compared.first < self->period.first ? self->compared.first : self->period.first;
    int error = read_descriptions(self, store, first, self->period.last, why);
    if (!error)
        self->zonetime = zonetime_load(self->place->timezone, why);
    if (error || !self->zonetime)
        return error ? error : -EINVAL;
    self->from_s = zonetime_day_start_ms(self->zonetime, self->period.first) / 1000;
    self->to_s = zonetime_day_start_ms(self->zonetime, self->period.last + 1) / 1000;
    /* By the newest description: the rule must not depend on the period. */
    self->minimum_count = self->descriptions[0]->privacy.minimum_count;
    error = settings_list(self, request->installation, request->installation_count, why);
    if (error)
        return error;
    struct digest *digest = digest_new();
    if (!digest)
        return why_set(why, ENOMEM, "out of memory");
    error = add_zones(self, why);
    if (!error)
        error = read_rows(self, store, true, digest, why);
    if (!error)
        suppress_compared(self, complementary);
    if (!error)
        error = read_rows(self, store, false, digest, why);
    if (!error)
        error = take_facts(self, store, digest, why);
    digest_end(digest, self->revision);
    if (error)
        return error;
    suppress(self->zones, self->zone_count, self->minimum_count, complementary);
    error = drop_unwanted(self, why);
    return error ? error : work_out(self, why);
}

struct report *report_gather(struct store *store, const struct gather_request *request,
                             struct why *why)
{
    struct report *self = calloc(1, sizeof *self);
    if (!self) {
        why_set(why, ENOMEM, "out of memory");
        return NULL;
    }
    self->period = request->period;
    self->compared = request->compared;
    self->language = request->language;
    self->notes = request->notes;
    self->version = LAMPION_VERSION;
    self->rules = (struct indicator_rules){INDICATOR_FLAG_BELOW, INDICATOR_WITHHOLD_BELOW, {0}};
    int error = snapshot_begin(store, why);
    if (!error) {
        error = gather(self, store, request, why);
        snapshot_end(store);
    }
    if (!error)
        return self;
    report_free(self);
    return NULL;
}
