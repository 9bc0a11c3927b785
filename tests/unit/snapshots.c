#include "tests/unit/snapshots.h"

#include <string.h>

static const struct snapshot_present nobody_knows = {SNAPSHOT_NULL, SNAPSHOT_NULL, SNAPSHOT_NULL};

static struct place_text text_of(char *fr, char *en)
{
    return (struct place_text){.in = {[LANGUAGE_FR] = fr, [LANGUAGE_EN] = en}};
}

static void place_fill(struct sample *sample)
{
    sample->house_contains[0] = SAMPLE_OPENSPACE;
    sample->house_contains[1] = SAMPLE_MEETING;
    sample->place = (struct place){
        .uri = "https://gare.example/lampion",
        .id = "gare",
        .name = text_of("La Gare", "La Gare"),
        .kind = "coworking",
        .timezone = "Europe/Paris",
        .languages = {LANGUAGE_FR, LANGUAGE_EN},
        .language_count = 2,
        .zones = sample->place_zones,
        .zone_count = SAMPLE_ZONES,
    };
    sample->place_zones[SAMPLE_HOUSE] = (struct place_zone){
        .id = "house",
        .name = text_of("Toute la maison", "The whole house"),
        .kind = ZONE_HALL,
        .capacity = 60,
        .contains = sample->house_contains,
        .contain_count = 2,
        .parent = ZONE_NONE,
    };
    sample->place_zones[SAMPLE_OPENSPACE] = (struct place_zone){
        .id = "openspace",
        .name = text_of("Plateau", "Open space"),
        .kind = ZONE_SEATS,
        .capacity = 40,
        .parent = SAMPLE_HOUSE,
    };
    sample->place_zones[SAMPLE_MEETING] = (struct place_zone){
        .id = "meeting",
        .name = text_of("Salle Jaurès", "Jaurès room"),
        .kind = ZONE_ROOM,
        .capacity = 8,
        .parent = SAMPLE_HOUSE,
    };
}

static void zone_fill(struct sample *sample, size_t index, enum zone_state state, int sensors)
{
    sample->zones[index] = (struct snapshot_zone){
        .zone = &sample->place_zones[index],
        .state = state,
        .since_ms = SAMPLE_NOW_MS - 22 * 60000,
        .as_of_ms = SAMPLE_NOW_MS - 8000,
        .seats = SNAPSHOT_NULL,
        .free = SNAPSHOT_NULL,
        .held = SNAPSHOT_NULL,
        .unknown = SNAPSHOT_NULL,
        .taken = SNAPSHOT_NULL,
        .present = nobody_knows,
        .sensors_ok = sensors,
        .sensors_total = sensors,
    };
}

void sample_seats(struct sample *sample, int free, int held, int unknown)
{
    struct snapshot_zone *zone = &sample->zones[SAMPLE_OPENSPACE];
    zone->seats = sample->snapshot.seats = 24;
    zone->free = sample->snapshot.free = free;
    zone->held = sample->snapshot.held = held;
    zone->unknown = sample->snapshot.unknown = unknown;
    zone->taken = 24 - free - held - unknown;
    zone->sensors_ok = 24 - unknown;
    zone->state = free >= 3            ? STATE_FREE
                  : free > 0           ? STATE_BUSY
                  : unknown + held > 0 ? STATE_UNKNOWN
                                       : STATE_FULL;
    zone->present = (struct snapshot_present){zone->taken, zone->taken, zone->taken + unknown};
}

void sample_fill(struct sample *sample)
{
    *sample = (struct sample){0};
    place_fill(sample);
    zone_fill(sample, SAMPLE_HOUSE, STATE_FREE, 26);
    zone_fill(sample, SAMPLE_OPENSPACE, STATE_FREE, 24);
    zone_fill(sample, SAMPLE_MEETING, STATE_BUSY, 1);
    sample->snapshot = (struct snapshot){
        .references = 1,
        .place = &sample->place,
        .as_of_ms = SAMPLE_NOW_MS,
        .until_ms = SAMPLE_NOW_MS + 30000,
        .open = {OPEN_OPEN, SAMPLE_NOW_MS + 8 * 3600000 + 3318000},
        .zones = sample->zones,
        .zone_count = SAMPLE_ZONES,
    };
    sample->zones[SAMPLE_HOUSE].present = (struct snapshot_present){10, 12, 14};
    sample->snapshot.present = sample->zones[SAMPLE_HOUSE].present;
    sample_seats(sample, 12, 1, 1);
    sample->whys[0] = (struct snapshot_why){
        .agent = "desks",
        .sensor = "seat-07",
        .sensors = 1,
        .reason = READING_SILENT,
        .since_ms = SAMPLE_NOW_MS - (3600000 + 52 * 60000),
    };
    sample->zones[SAMPLE_OPENSPACE].whys = sample->whys;
    sample->zones[SAMPLE_OPENSPACE].why_count = 1;
}

void sample_copy(struct sample *to, const struct sample *from)
{
    *to = *from;
    to->place.zones = to->place_zones;
    to->place_zones[SAMPLE_HOUSE].contains = to->house_contains;
    to->snapshot.references = 1;
    to->snapshot.place = &to->place;
    to->snapshot.zones = to->zones;
    for (size_t i = 0; i < SAMPLE_ZONES; i++) {
        to->zones[i].zone = &to->place_zones[i];
        if (from->zones[i].whys) {
            to->zones[i].whys = to->whys + (from->zones[i].whys - from->whys);
        }
    }
}

void sample_unknown(struct sample *sample)
{
    sample_seats(sample, 0, 0, 24);
    for (size_t i = 0; i < SAMPLE_ZONES; i++) {
        struct snapshot_zone *zone = &sample->zones[i];
        zone->state = STATE_UNKNOWN;
        zone->present = nobody_knows;
        zone->since_ms = 0;
        zone->as_of_ms = 0;
        zone->sensors_ok = 0;
        zone->whys = &sample->whys[i];
        zone->why_count = 1;
    }
    sample->whys[SAMPLE_HOUSE] = (struct snapshot_why){.agent = "entrance",
                                                       .sensor = "door",
                                                       .sensors = 1,
                                                       .reason = READING_FAULTED,
                                                       .since_ms = SAMPLE_NOW_MS - 90000,
                                                       .fault = "obstructed"};
    sample->whys[SAMPLE_OPENSPACE] = (struct snapshot_why){
        .agent = "desks", .sensors = 24, .reason = READING_LOST, .since_ms = SAMPLE_NOW_MS - 90000};
    sample->whys[SAMPLE_MEETING] = (struct snapshot_why){
        .agent = "desks", .sensor = "meeting", .sensors = 1, .reason = READING_NEVER};
    sample->snapshot.open = (struct snapshot_open){OPEN_UNKNOWN, SNAPSHOT_NEVER};
    sample->snapshot.present = nobody_knows;
    sample->snapshot.until_ms = SNAPSHOT_NEVER;
}

void sample_closed(struct sample *sample, int64_t until_ms)
{
    sample->snapshot.open = (struct snapshot_open){OPEN_CLOSED, until_ms};
}
