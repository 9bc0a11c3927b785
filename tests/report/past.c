/* A past to write reports of, made by hand or by chance: hours and days of a hall and its zones.
 *
 * usage: report_past FILE hesa|SEED MINIMUM [late]
 *        report_past export STORE PERIOD FORMAT OUT whole|naive
 *
 * hesa: the test vector of the Space Management Group (20 places, empty 9-13 h, 10 people 13-17 h)
 * in the week of 2026-03-23, whose Sunday has 23 hours. SEED: six weeks from 2026-03-02, small
 * counts, silent sensors. MINIMUM: of the small-number rule; 1 tells everything. "naive" writes
 * without complementary suppression, for the attack that must succeed then. "late": the same before
 * the board of one of the desks came back, silent on 2026-03-11 and 12. */
#include "dashboard/history/calendar.h"
#include "dashboard/history/description.h"
#include "dashboard/history/facts.h"
#include "dashboard/history/settled.h"
#include "dashboard/history/slots.h"
#include "dashboard/report/formats.h"
#include "dashboard/report/gather.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ZONES 5
#define HOUSE 0
#define DESKS 1
#define LATE_FIRST civil_days(2026, 3, 11)

static struct why why;

static void check(int error)
{
    if (error) {
        fprintf(stderr, "report_past: %s\n", why.text);
        exit(1);
    }
}

struct past {
    bool hesa, late;
    uint64_t seed;
    struct zonetime *zonetime;
    struct slots *slots;
};

struct made_zone {
    const char *id;
    int64_t places; /* of the hall: persons */
    bool seats;
};
static const struct made_zone made[ZONES] = {{"house", 60, false},
                                             {"desks", 20, true},
                                             {"lab", 12, false},
                                             {"nook", 6, true},
                                             {"annex", 2, true}};

static uint64_t mix(uint64_t x)
{
    x ^= x >> 30;
    x *= 0xbf58476d1ce4e5b9u;
    x ^= x >> 27;
    x *= 0x94d049bb133111ebu;
    return x ^ x >> 31;
}

static uint64_t chance(const struct past *self, size_t zone, int64_t day, int hour, int what)
{
    return mix(mix(self->seed * 1000003 + (uint64_t)day) + zone * 100003 + (uint64_t)hour * 101 +
               (uint64_t)what);
}

static bool is_open(int64_t day, int hour)
{
    return civil_weekday(day) < 6 && hour >= 9 && hour < 17;
}

static int64_t people(const struct past *self, size_t zone, int64_t day, int hour)
{
    if (self->hesa)
        return zone == 1 && is_open(day, hour) && hour >= 13 ? 10 : 0;
    uint64_t roll = chance(self, zone, day, hour, 0), how_many = roll >> 32;
    bool awake = hour >= 8 && hour <= 19 && civil_weekday(day) < 7;
    if (roll % 100 >= (awake ? 70 : 3))
        return 0;
    int64_t most = roll % 5 < 2 ? 3 : made[zone].places;
    return 1 +
           (int64_t)(how_many % (uint64_t)(most < made[zone].places ? most : made[zone].places));
}

static bool is_silent(const struct past *self, size_t zone, int64_t day, int hour)
{
    return !self->hesa && zone != HOUSE && chance(self, zone, day, hour, 1) % 40 == 0;
}

/* Somebody sits at the desk that comes late; whoever is alone does not. */
static bool is_late_taken(const struct past *self, int64_t day, int hour)
{
    return people(self, DESKS, day, hour) > 4 && chance(self, DESKS, day, hour, 2) % 2;
}

static void fill(const struct past *self, struct slot *slot, size_t zone, int64_t day, int hour)
{
    int64_t present = 0, span = slot->length_s;
    for (size_t z = 1; z < ZONES; z++)
        present += zone == HOUSE || zone == z ? people(self, z, day, hour) : 0;
    slot->all[SLOT_SENSORS] = span;
    slot->all[SLOT_SEATS] = made[zone].seats ? made[zone].places * span : 0;
    if (is_silent(self, zone, day, hour)) {
        slot->all[SLOT_SILENT] = slot->all[SLOT_USE_UNKNOWN] = slot->all[SLOT_UNCOUNTED] = span;
        slot->all[SLOT_SEATS_UNKNOWN] = slot->all[SLOT_SEATS];
    } else {
        slot->all[SLOT_IN_USE] = present ? span : 0;
        slot->all[SLOT_USED] = made[zone].seats ? present * span : 0;
        slot->all[SLOT_FULL] = 10 * present >= 8 * made[zone].places ? span : 0;
        slot->all[SLOT_PERSON] = slot->all[SLOT_RAW] = present * span;
        slot->all[SLOT_LOW] = slot->all[SLOT_HIGH] = present * span;
        slot->all[SLOT_IN] = zone == HOUSE ? present : 0;
        slot->all[SLOT_OUT] = slot->all[SLOT_IN];
        slot->peak = present;
        slot->peak_at_s = slot->start_s;
    }
    if (self->late && zone == DESKS && (day == LATE_FIRST || day == LATE_FIRST + 1) &&
        !is_silent(self, zone, day, hour)) {
        slot->all[SLOT_SEATS_UNKNOWN] += span;
        slot->all[SLOT_SILENT] += span / made[zone].places;
        slot->all[SLOT_USED] -= is_late_taken(self, day, hour) ? span : 0;
    }
    slot->open_s = is_open(day, hour) ? span : 0;
    for (int i = 0; slot->open_s && i < SLOT_SUMS; i++)
        slot->open[i] = slot->all[i];
}

static void put_day(const struct past *self, size_t zone, int64_t id, int64_t revision, int64_t day)
{
    struct slot whole;
    int64_t at_s = zonetime_day_start_ms(self->zonetime, day) / 1000, local_day = 0;
    int64_t end_s = zonetime_day_start_ms(self->zonetime, day + 1) / 1000;
    slot_start(&whole, at_s);
    for (struct calendar_span span; at_s < end_s; at_s = span.end_s) {
        struct slot slot;
        calendar_hour(self->zonetime, at_s, &span);
        slot_start(&slot, at_s);
        slot.length_s = span.end_s - at_s;
        slot.revision = revision;
        fill(self, &slot, zone, day, (int)(span.local % 100));
        local_day = span.local / 100;
        slot_add(&whole, &slot);
        check(slots_put(self->slots, STEP_HOUR, id, &slot, span.local, &why));
    }
    check(slots_put(self->slots, STEP_DAY, id, &whole, local_day, &why));
}

static void put_zone(const struct past *self, size_t zone)
{
    int64_t id, first = civil_days(2026, 3, self->hesa ? 23 : 2);
    struct slot_revision revision = {.source = SLOT_MEASURED,
                                     .description = 1,
                                     .sensors = 1,
                                     .seats = made[zone].seats ? made[zone].places : 0,
                                     .capacity = made[zone].places};
    check(slots_zone(self->slots, made[zone].id, &id, &why));
    check(slots_revision(self->slots, id, &revision, &why));
    for (int64_t day = first; day < first + (self->hesa ? 7 : 42); day++)
        put_day(self, zone, id, revision.id, day);
}

static void put_facts(struct store *store)
{
    int64_t id, at_ms = (civil_days(2026, 3, 27) * 24 + 12) * 3600000;
    struct fact facts[] = {
        {.kind = FACT_EVENT,
         .from_ms = at_ms,
         .to_ms = at_ms + 7200000,
         .text = "=Repair; \"café\""},
        {.kind = FACT_NOTE, .from_ms = at_ms, .to_ms = at_ms + 1, .text = "Ana was here"},
        {.kind = FACT_DECLARED,
         .key = "members",
         .has_value = true,
         .value = 120.5,
         .from_ms = at_ms,
         .to_ms = FACT_NO_END},
        {.kind = FACT_CORRECTION,
         .zone = "house",
         .has_value = true,
         .value = -3,
         .from_ms = at_ms,
         .to_ms = at_ms + 3600000,
         .made_ms = at_ms,
         .text = "Zoe counted"},
    };
    for (size_t i = 0; i < sizeof facts / sizeof facts[0]; i++)
        check(store_fact_put(store, &facts[i], &id, &why));
}

static void describe(char *text, size_t size, const char *minimum)
{
    snprintf(text, size,
             "place: {id: gare, uri: https://gare.example/lampion, name: La Gare, timezone: "
             "Europe/Paris, licence: etalab-2.0, opening_hours: \"Mo-Fr 09:00-17:00\"}\n"
             "privacy: {minimum_count: %s}\n"
             "zones:\n"
             "  - {id: desks, name: D, kind: room, capacity: 20, sensors: [a/s1]}\n"
             "  - {id: lab, name: L, kind: room, capacity: 12, sensors: [a/s2]}\n"
             "  - {id: nook, name: N, kind: room, capacity: 6, sensors: [a/s3]}\n"
             "  - {id: annex, name: A, kind: room, capacity: 2, sensors: [a/s4]}\n"
             "  - {id: house, name: {fr: Maison, en: House}, kind: hall, capacity: 60, contains: "
             "[desks, lab, nook, annex]}\n"
             "doors:\n  - {sensor: a/door, from: outside, to: house}\n",
             minimum);
}

static void make(const char *path, const char *kind, const char *minimum, bool late)
{
    char text[2000];
    int64_t version;
    struct past past = {
        .hesa = strcmp(kind, "hesa") == 0, .late = late, .seed = strtoull(kind, NULL, 10)};
    struct store *store = store_open(path, STORE_WRITE, &why);
    check(store ? 0 : -1);
    past.zonetime = zonetime_load("Europe/Paris", &why);
    past.slots = slots_open(store, &why);
    check(past.zonetime && past.slots ? 0 : -1);
    describe(text, sizeof text, minimum);
    check(store_description_put(store, text, 0, 0, &version, &why));
    put_facts(store);
    check(settled_begin(store, &why));
    for (size_t zone = 0; zone < ZONES; zone++)
        put_zone(&past, zone);
    check(settled_commit(store, &why));
    slots_close(past.slots);
    store_close(store);
    zonetime_free(past.zonetime);
}

static void write_export(char **of)
{
    char sha256[DIGEST_TEXT];
    struct gather_request request = {.language = LANGUAGE_EN,
                                     .without_complement = strcmp(of[4], "naive") == 0};
    check(period_parse(of[1], &request.period, &why));
    request.compared = period_previous(&request.period);
    struct store *store = store_open(of[0], STORE_READ, &why);
    check(store ? 0 : -1);
    struct report *report = report_gather(store, &request, &why);
    check(report ? 0 : -1);
    check(report_write(report, report_format_find(of[2]), of[3], sha256, &why));
    report_free(report);
    store_close(store);
}

int main(int argc, char **argv)
{
    if (argc == 7 && strcmp(argv[1], "export") == 0)
        write_export(argv + 2);
    else if (argc == 4 || argc == 5)
        make(argv[1], argv[2], argv[3], argc == 5);
    else
        return 2;
    return 0;
}
