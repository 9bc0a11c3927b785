#include "dashboard/present_look.h"

#include <stdio.h>
#include <string.h>

static void look_at_boards(struct desk_present *self, const struct live *live)
{
    for (size_t i = 0; i < self->board_count; i++) {
        struct present_board *board = &self->boards[i];
        struct live_agent agent;
        live_agent_at(live, i, &agent);
        *board = (struct present_board){.online = agent.online,
                                        .in_place = agent.in_place,
                                        .contested = agent.other_boot[0] != '\0',
                                        .last_word_ms = agent.last_word_ms,
                                        .clock = -1};
        snprintf(board->name, sizeof board->name, "%s", agent.name);
        snprintf(board->version, sizeof board->version, "%s", agent.version);
        snprintf(board->boot, sizeof board->boot, "%s", agent.boot);
    }
}

static void look_at_seats(struct desk_present *self, const struct collector *collector, size_t z)
{
    const struct place_zone *zone = &self->place->zones[z];
    const struct facts *facts = &collector->facts.facts;
    for (size_t i = 0; i < zone->seat_count; i++) {
        const struct place_seat *seat = &zone->seats[i];
        bool lent = facts_hold_seat(facts, FACT_LENT, zone->id, seat->id, self->at_ms);
        bool out = seat->out_of_service ||
                   facts_hold_seat(facts, FACT_OUT_OF_SERVICE, zone->id, seat->id, self->at_ms);
        bool shared = seat->policy == SEAT_SHARED || (seat->policy == SEAT_DEDICATED && lent);
        self->zones[z].seats_now[i] = (struct seat_now){
            shared && !out, presence_seat(collector->presence, z, i, self->at_ms)};
    }
}

static void look_at_zones(struct desk_present *self, const struct collector *collector)
{
    for (size_t z = 0; z < self->place->zone_count; z++) {
        const struct zone_estimate *estimate = presence_zone(collector->presence, z);
        struct present_zone *zone = &self->zones[z];
        bool seats = self->place->zones[z].kind == ZONE_SEATS;
        zone->state = estimate->state;
        zone->people = (struct snapshot_present){estimate->present.low, estimate->present.best,
                                                 estimate->present.high};
        zone->seats = seats ? estimate->seats : SNAPSHOT_NULL;
        zone->taken = estimate->taken;
        zone->free = estimate->free;
        zone->held = estimate->held;
        zone->unknown = estimate->unknown;
        zone->sensors_ok = estimate->sensors_ok;
        zone->sensors_total = estimate->sensors_total;
        look_at_seats(self, collector, z);
    }
}

struct desk_present *present_look(const struct collector *collector)
{
    const struct caretaker *caretaker = &collector->caretaker;
    size_t boards = live_agent_count(collector->ingest.live);
    size_t findings = health_findings(caretaker->health, NULL, 0);
    struct desk_present *self = desk_present_new(collector->place, boards, findings);
    if (!self)
        return NULL;
    self->zonetime = collector->opening.zonetime;
    self->at_ms = clock_wall_ms(&collector->clock);
    self->board_count = boards;
    self->finding_count = findings;
    health_findings(caretaker->health, self->findings, findings);
    memcpy(self->readings, caretaker->readings, self->place->sensor_count * sizeof *self->readings);
    look_at_boards(self, collector->ingest.live);
    look_at_zones(self, collector);
    return self;
}
