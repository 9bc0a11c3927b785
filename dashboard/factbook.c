#include "dashboard/factbook.h"

#include "agent/common/log.h"
#include "dashboard/history/reader.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* `before` gets what there was. */
static int reload(struct factbook *self, int64_t now_ms, struct facts *before, struct why *why)
{
    struct facts facts = {0};
    struct store_facts_mark mark;
    int error = store_facts_mark(self->reading, &mark, why);
    if (!error)
        error =
            store_facts_get(self->reading, 0, now_ms - FACTBOOK_BACK_MS, INT64_MAX, &facts, why);
    if (error) {
        facts_clear(&facts);
        return error;
    }
    *before = self->facts;
    self->facts = facts;
    self->mark = mark;
    return 0;
}

/* A door that was anchored later than a count knows better. */
static void note_anchor(void *context, const struct reader_anchor *anchor)
{
    struct factbook *self = context;
    size_t sensor = place_find_sensor(self->place, anchor->agent, anchor->sensor);
    for (size_t i = 0; i < self->place->door_count; i++) {
        const struct place_door *door = &self->place->doors[i];
        for (size_t z = 0; door->sensor == sensor && z < self->place->zone_count; z++)
            if (presence_door_sign(self->place, door, z) &&
                (!anchor->zone[0] || !strcmp(anchor->zone, self->place->zones[z].id)) &&
                anchor->at_ms > self->since_ms[z])
                self->since_ms[z] = anchor->at_ms;
    }
}

int factbook_start(struct factbook *self, const char *path, const struct place *place,
                   int64_t now_ms, struct why *why)
{
    *self = (struct factbook){.place = place, .next_ms = INT64_MIN};
    self->since_ms = calloc(place->zone_count + 1, sizeof *self->since_ms);
    if (!self->since_ms)
        return why_set(why, ENOMEM, "out of memory");
    for (size_t z = 0; z < place->zone_count; z++)
        self->since_ms[z] = now_ms - FACTBOOK_COUNT_BACK_MS;
    self->reading = store_open(path, STORE_READ, why);
    if (!self->reading)
        return -EIO;
    int error = reader_anchors(self->reading, note_anchor, self, why);
    struct facts none;
    return error ? error : reload(self, now_ms, &none, why);
}

void factbook_stop(struct factbook *self)
{
    store_close(self->reading);
    facts_clear(&self->facts);
    free(self->since_ms);
}

static bool stood(const struct facts *before, int64_t id)
{
    for (size_t i = 0; i < before->count; i++)
        if (before->all[i].id == id)
            return !before->all[i].retracted_ms;
    return false;
}

/* Corrections that were retracted since: the number goes back, unless it was known anew. */
static void take_back(const struct factbook *self, const struct facts *before,
                      struct presence *presence, int64_t now_ms)
{
    for (size_t i = 0; i < self->facts.count; i++) {
        const struct fact *fact = &self->facts.all[i];
        size_t zone = place_find_zone(self->place, fact->zone);
        if (fact->kind != FACT_CORRECTION || !fact->retracted_ms || fact->id > self->counted ||
            !stood(before, fact->id) || zone == ZONE_NONE)
            continue;
        if (!presence_correct(presence, zone, -(int64_t)fact->value, fact->from_ms, now_ms))
            log_info("facts", "the correction of %s by %lld is taken back", fact->zone,
                     (long long)fact->value);
    }
}

/* A reading that fails is not the end: what was known stays, and the next look may do. */
static bool look(struct factbook *self, struct presence *presence, int64_t now_ms)
{
    struct store_facts_mark mark;
    struct facts before = {0};
    struct why why;
    int error = store_facts_mark(self->reading, &mark, &why);
    if (!error && !memcmp(&mark, &self->mark, sizeof mark))
        return false;
    if (!error)
        error = reload(self, now_ms, &before, &why);
    if (!error)
        take_back(self, &before, presence, now_ms);
    facts_clear(&before);
    if (error && !self->failed)
        log_error("facts", "new facts cannot be read, the former ones stay in force: %s", why.text);
    self->failed = error != 0;
    return !error;
}

static void take_count(struct factbook *self, struct presence *presence, const struct fact *fact,
                       int64_t now_ms)
{
    size_t zone = place_find_zone(self->place, fact->zone);
    self->counted = fact->id;
    if (zone == ZONE_NONE || fact->retracted_ms || fact->from_ms <= self->since_ms[zone])
        return;
    if (fact->kind == FACT_CORRECTION) {
        if (!presence_correct(presence, zone, (int64_t)fact->value, fact->from_ms, now_ms))
            log_info("facts", "a person corrects %s by %lld", fact->zone, (long long)fact->value);
        return;
    }
    int error = presence_count(presence, zone, (int64_t)fact->value, fact->from_ms);
    if (error == -EAGAIN)
        log_warning("facts", "count %lld of %s: people passed its doors since; count once more",
                    (long long)fact->id, fact->zone);
    else if (!error)
        log_info("facts", "a person counted %lld in %s", (long long)fact->value, fact->zone);
}

static void take_counts(struct factbook *self, struct presence *presence, int64_t now_ms)
{
    for (size_t i = 0; i < self->facts.count; i++) {
        const struct fact *fact = &self->facts.all[i];
        bool counts = fact->kind == FACT_COUNT || fact->kind == FACT_CORRECTION;
        if (counts && fact->id > self->counted && fact->from_ms <= now_ms)
            take_count(self, presence, fact, now_ms);
    }
}

static void take_seats(struct factbook *self, struct presence *presence, int64_t now_ms)
{
    for (size_t z = 0; z < self->place->zone_count; z++) {
        const struct place_zone *zone = &self->place->zones[z];
        for (size_t i = 0; i < zone->seat_count; i++) {
            const char *seat = zone->seats[i].id;
            presence_seat_facts(
                presence, z, i, facts_hold_seat(&self->facts, FACT_LENT, zone->id, seat, now_ms),
                facts_hold_seat(&self->facts, FACT_OUT_OF_SERVICE, zone->id, seat, now_ms));
        }
    }
}

bool factbook_turn(struct factbook *self, struct presence *presence, struct unshared *unshared,
                   int64_t now_real_ms, int64_t now_ms)
{
    bool first = self->next_ms == INT64_MIN, news = first;
    if (!self->reading)
        return false;
    if (!first && now_real_ms >= self->looked_real_ms + FACTBOOK_PERIOD_REAL_MS)
        news = look(self, presence, now_ms);
    if (first || now_real_ms >= self->looked_real_ms + FACTBOOK_PERIOD_REAL_MS)
        self->looked_real_ms = now_real_ms;
    if (news && unshared_lend(unshared, self->place, &self->facts))
        log_error("facts", "out of memory: no seat counts as lent");
    if (!news && now_ms < self->next_ms)
        return false;
    take_counts(self, presence, now_ms);
    take_seats(self, presence, now_ms);
    self->next_ms = facts_next_ms(&self->facts, now_ms);
    return true;
}
