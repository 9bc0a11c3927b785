#include "dashboard/settle_day.h"
#include "dashboard/history/rollup.h"
#include "dashboard/presence/presence.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct zone_roll {
    struct settle_day *day;
    const char *name;
    struct slot_revision revision;
    struct rollup_word word;
    struct rollup rollup;
};

/* What the estimators know at the end of a stretch. */
struct known {
    char *text;      /* of presence_save; NULL: nothing */
    int64_t version; /* of the description that it was known under; 0: none */
};

/* A stretch under one version of the description. */
struct stretch {
    struct settle_day *day;
    struct settle_version *version;
    const struct place *place;
    struct presence *presence;
    int64_t *ids;  /* of the place's sensors in the store; 0: it never spoke */
    bool *is_door; /* by the place's sensors */
    struct zone_roll *zones;
    bool rolling;
    struct snapshot_open open;
    int64_t facts_ms; /* when a fact begins or ends */
    int64_t now_ms;
};

/* Whether the time after each event is known, looking ahead to the agent's next. */
static bool *look_ahead(const struct settle_day *day)
{
    size_t *next = calloc(day->heard->agent_max + 1, sizeof *next);
    bool *follows = calloc(day->count + 1, sizeof *follows);
    if (!next || !follows) {
        free(next);
        free(follows);
        return NULL;
    }
    for (size_t i = day->count; i-- > 0;) {
        const struct past_event *event = &day->events[i];
        if ((size_t)event->agent > day->heard->agent_max)
            continue;
        size_t after = next[event->agent];
        follows[i] = after && heard_follows(event, &day->events[after - 1]);
        next[event->agent] = i + 1;
    }
    /* And after what was heard before. */
    for (size_t a = 1; a <= day->heard->agent_max; a++) {
        struct heard_agent *agent = &day->heard->agents[a];
        const struct past_event last = {.at_ms = agent->last_ms};
        agent->alive = agent->stream && next[a] && heard_follows(&last, &day->events[next[a] - 1]);
    }
    free(next);
    return follows;
}

static void read_sensor(struct stretch *self, size_t i)
{
    struct reading reading;
    heard_reading(self->day->heard, self->ids[i], self->is_door[i], self->now_ms, &reading);
    presence_read(self->presence, i, &reading, self->now_ms);
    if (i == self->place->open_sensor) {
        opening_read(&self->version->opening, &reading);
        self->open.until_ms = self->now_ms; /* to be asked again */
    }
}

/* All sensors of an agent (0: of all), or only those whose word is refreshed by a beat. */
static void read_agent(struct stretch *self, int64_t agent, bool beat)
{
    for (size_t i = 0; i < self->place->sensor_count; i++) {
        int64_t of = self->ids[i] ? self->day->heard->sensors[self->ids[i]].agent : 0;
        if ((!agent || of == agent) && (!beat || self->is_door[i]))
            read_sensor(self, i);
    }
}

static void read_one(struct stretch *self, int64_t id)
{
    for (size_t i = 0; i < self->place->sensor_count; i++)
        if (self->ids[i] == id)
            read_sensor(self, i);
}

static enum rollup_open zone_open(const struct stretch *self, size_t z)
{
    struct snapshot_open open = self->open;
    if (opening_has_zones(&self->version->opening))
        open = opening_zone_at(&self->version->opening, z, self->now_ms);
    return open.state == OPEN_OPEN     ? ROLLUP_OPEN
           : open.state == OPEN_CLOSED ? ROLLUP_CLOSED
                                       : ROLLUP_OPEN_UNKNOWN;
}

static struct rollup_word word_of(const struct stretch *self, size_t z)
{
    const struct zone_estimate *estimate = presence_zone(self->presence, z);
    const struct present *present = &estimate->present;
    struct rollup_word word = {
        .open = zone_open(self, z),
        .sensors = estimate->sensors_total,
        .silent = estimate->sensors_total - estimate->sensors_ok,
        .seats = estimate->seats,
        .seats_unknown = estimate->unknown,
        .used = estimate->taken,
        .held = estimate->held,
        .capacity = self->place->zones[z].capacity,
        .low = present->low,
        .best = present->best,
        .high = present->high,
        .raw = estimate->raw == RAW_UNKNOWN ? ROLLUP_UNKNOWN
               : estimate->raw > 0          ? estimate->raw
                                            : 0,
    };
    return word;
}

static void emit(void *context, const struct slot *slot)
{
    struct zone_roll *zone = context;
    zone->day->each(zone->day->context, zone->name, &zone->revision, slot);
}

static void start_rolling(struct stretch *self)
{
    self->rolling = true;
    for (size_t z = 0; z < self->place->zone_count; z++) {
        struct zone_roll *zone = &self->zones[z];
        zone->word = word_of(self, z);
        zone->day = self->day;
        zone->name = self->place->zones[z].id;
        zone->revision = (struct slot_revision){.source = SLOT_MEASURED,
                                                .description = self->version->version,
                                                .method = SETTLE_METHOD,
                                                .sensors = zone->word.sensors,
                                                .seats = zone->word.seats,
                                                .capacity = zone->word.seats ? zone->word.seats
                                                                             : zone->word.capacity};
        rollup_start(&zone->rollup, &zone->word, 0, self->now_ms, emit, zone);
    }
}

static void keep_anchors(struct stretch *self)
{
    struct door_fact fact;
    while (presence_next_anchor(self->presence, &fact))
        if (self->ids[fact.sensor] && heard_keep_anchor(self->day->heard, self->ids[fact.sensor],
                                                        self->place->zones[fact.zone].id, &fact))
            presence_repeat_anchor(self->presence, fact.sensor, fact.zone); /* at the next turn */
}

/* A person counted, or corrects, at this very moment; a count from before is in the doors' anchors.
 */
static void take_counts(struct stretch *self)
{
    const struct facts *facts = self->day->facts;
    for (size_t i = 0; i < facts->count; i++) {
        const struct fact *fact = &facts->all[i];
        bool now = (fact->kind == FACT_COUNT || fact->kind == FACT_CORRECTION) &&
                   fact->from_ms == self->now_ms && !fact->retracted_ms;
        size_t zone = now ? place_find_zone(self->place, fact->zone) : ZONE_NONE;
        if (zone == ZONE_NONE)
            continue;
        if (fact->kind == FACT_COUNT)
            (void)presence_count(self->presence, zone, (int64_t)fact->value, fact->from_ms);
        else
            (void)presence_correct(self->presence, zone, (int64_t)fact->value, fact->from_ms,
                                   self->now_ms);
    }
}

/* What begins or ends now of what people know. */
static void take_facts(struct stretch *self)
{
    const struct facts *facts = self->day->facts;
    self->facts_ms = facts_next_ms(facts, self->now_ms);
    take_counts(self);
    for (size_t z = 0; facts->count && z < self->place->zone_count; z++) {
        const struct place_zone *zone = &self->place->zones[z];
        for (size_t i = 0; i < zone->seat_count; i++) {
            const char *seat = zone->seats[i].id;
            presence_seat_facts(
                self->presence, z, i,
                facts_hold_seat(facts, FACT_LENT, zone->id, seat, self->now_ms),
                facts_hold_seat(facts, FACT_OUT_OF_SERVICE, zone->id, seat, self->now_ms));
        }
    }
    self->open.until_ms = self->now_ms; /* to be asked again */
}

/* Every estimate is made anew, and what changed is said. */
static void update(struct stretch *self)
{
    if (self->now_ms >= self->facts_ms)
        take_facts(self);
    presence_update(self->presence, self->now_ms);
    keep_anchors(self);
    if (self->now_ms >= self->open.until_ms)
        self->open = opening_at(&self->version->opening, self->now_ms);
    for (size_t z = 0; self->rolling && z < self->place->zone_count; z++) {
        struct zone_roll *zone = &self->zones[z];
        struct rollup_word word = word_of(self, z);
        if (memcmp(&word, &zone->word, sizeof word) == 0)
            continue;
        zone->word = word;
        rollup_say(&zone->rollup, &word, self->now_ms);
    }
}

/* Whether the estimates may be others now. */
static bool take(struct stretch *self, const struct past_event *event, bool follows)
{
    struct heard *heard = self->day->heard;
    if ((size_t)event->agent > heard->agent_max)
        return false;
    struct heard_agent *agent = &heard->agents[event->agent];
    bool opens = event->kind == PAST_BEAT && event->value == 1, was_alive = agent->alive;
    heard_take(heard, event, true);
    if (opens || !was_alive)
        read_agent(self, event->agent, false);
    else if (event->kind == PAST_BEAT)
        read_agent(self, event->agent, true);
    else
        read_one(self, event->sensor);
    if (!follows) {
        read_agent(self, event->agent, false); /* as live: a board's last word is of all it has */
        agent->alive = false;
        read_agent(self, event->agent, false);
    }
    return opens || !was_alive || !follows || event->kind != PAST_BEAT;
}

/* People through a door, seen from the zones on both sides. */
static void pass(struct stretch *self, const struct past_event *event)
{
    int64_t in = event->value > 0 ? event->value : 0, out = event->value < 0 ? -event->value : 0;
    for (size_t d = 0; d < self->place->door_count; d++) {
        const struct place_door *door = &self->place->doors[d];
        if (self->ids[door->sensor] != event->sensor)
            continue;
        if (door->to < self->place->zone_count)
            rollup_pass(&self->zones[door->to].rollup, in, out);
        if (door->from < self->place->zone_count)
            rollup_pass(&self->zones[door->from].rollup, out, in);
    }
}

static void pass_all(struct stretch *self, size_t first, size_t end)
{
    if (!self->rolling)
        return;
    for (size_t i = first; i < end; i++) {
        if (self->day->events[i].kind != PAST_PASS)
            continue;
        for (size_t z = 0; z < self->place->zone_count; z++)
            rollup_advance(&self->zones[z].rollup, self->now_ms);
        pass(self, &self->day->events[i]);
    }
}

static void stretch_stop(struct stretch *self)
{
    presence_free(self->presence);
    free(self->ids);
    free(self->is_door);
    free(self->zones);
}

static int64_t find_id(const struct past *past, const struct place_sensor *sensor)
{
    for (size_t i = 0; i < past_sensor_count(past); i++)
        if (!strcmp(past_sensor(past, i)->agent_name, sensor->agent) &&
            !strcmp(past_sensor(past, i)->name, sensor->sensor))
            return past_sensor(past, i)->id;
    return 0;
}

static void restore_anchors(struct stretch *self, size_t sensor)
{
    const struct heard *heard = self->day->heard;
    for (size_t i = 0; i < heard->anchor_count; i++) {
        const struct heard_anchor *anchor = &heard->anchors[i];
        struct door_fact fact = anchor->fact;
        fact.sensor = sensor;
        fact.zone = place_find_zone(self->place, anchor->zone);
        if (anchor->sensor == self->ids[sensor] && (fact.zone != ZONE_NONE || !anchor->zone[0]))
            presence_restore_anchor(self->presence, &fact);
    }
}

/* Where nothing is known, what was heard before tells the little that it can. */
static void restore_heard(struct stretch *self)
{
    for (size_t i = 0; i < self->place->sensor_count; i++) {
        const struct heard_sensor *sensor = &self->day->heard->sensors[self->ids[i]];
        if (!self->ids[i])
            continue;
        if (self->is_door[i])
            restore_anchors(self, i);
        if (!self->is_door[i] && sensor->spoke && (sensor->value || sensor->has_since))
            presence_restore_seat(self->presence, i, sensor->value, sensor->since_ms);
    }
}

/* Goes on as if it had not stopped. Under another version every sensor is read anew, for some may
 * not have been part of the place. */
static void restore(struct stretch *self, const struct known *known)
{
    bool loaded = known->text && presence_load(self->presence, known->text, PRESENCE_WHOLE);
    size_t open = self->place->open_sensor;
    if (!loaded)
        restore_heard(self);
    if (!loaded || known->version != self->version->version) {
        read_agent(self, 0, false);
    } else if (open < self->place->sensor_count) {
        struct reading reading;
        heard_reading(self->day->heard, self->ids[open], self->is_door[open], self->now_ms,
                      &reading);
        opening_read(&self->version->opening, &reading);
    }
}

static int stretch_start(struct stretch *self, struct settle_day *day,
                         struct settle_version *version, const struct known *known, int64_t now_ms)
{
    const struct place *place = version->place;
    *self = (struct stretch){.day = day, .version = version, .place = place, .now_ms = now_ms};
    self->presence = presence_new(place);
    self->ids = calloc(place->sensor_count + 1, sizeof *self->ids);
    self->is_door = calloc(place->sensor_count + 1, sizeof *self->is_door);
    self->zones = calloc(place->zone_count + 1, sizeof *self->zones);
    if (!self->presence || !self->ids || !self->is_door || !self->zones) {
        stretch_stop(self);
        return -ENOMEM;
    }
    for (size_t i = 0; i < place->sensor_count; i++)
        self->ids[i] = find_id(day->past, &place->sensors[i]);
    for (size_t d = 0; d < place->door_count; d++)
        self->is_door[place->doors[d].sensor] = true;
    self->facts_ms = self->open.until_ms = now_ms;
    restore(self, known);
    update(self);
    return 0;
}

static int64_t least(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

/* When something may be different next, by time alone; after now. */
static int64_t deadline(const struct stretch *self)
{
    const struct settle_day *day = self->day;
    int64_t next_ms = least(presence_deadline(self->presence, self->now_ms), self->open.until_ms);
    next_ms = least(next_ms, self->facts_ms);
    if (next_ms <= self->now_ms) /* due already, and nothing came of it */
        next_ms = INT64_MAX;
    if (day->start_ms > self->now_ms)
        next_ms = least(next_ms, day->start_ms);
    /* Estimators that change with time and do not say when are asked once a slot. */
    return least(next_ms, (self->now_ms / SLOT_MS + 1) * SLOT_MS);
}

static void stretch_run(struct stretch *self, size_t *next, const bool *follows, int64_t end_ms)
{
    struct settle_day *day = self->day;
    for (;;) {
        if (!self->rolling && self->now_ms >= day->start_ms)
            start_rolling(self);
        size_t first = *next;
        bool changed = false;
        for (; *next < day->count && day->events[*next].at_ms <= self->now_ms; ++*next)
            changed |= take(self, &day->events[*next], follows[*next]);
        if (changed)
            update(self);
        pass_all(self, first, *next);
        int64_t by_time_ms = deadline(self), at_ms = by_time_ms;
        if (*next < day->count)
            at_ms = least(at_ms, day->events[*next].at_ms);
        if (at_ms >= end_ms)
            break;
        self->now_ms = at_ms;
        if (at_ms >= by_time_ms)
            update(self);
    }
    for (size_t z = 0; self->rolling && z < self->place->zone_count; z++)
        rollup_advance(&self->zones[z].rollup, end_ms);
}

/* The version in force at a time, and the time at which another is. */
static struct settle_version *version_at(const struct settle_day *day, int64_t at_ms,
                                         int64_t *end_ms)
{
    struct settle_version *found = NULL;
    *end_ms = day->until_ms;
    for (size_t i = 0; i < day->version_count; i++)
        if (day->versions[i].from_ms <= at_ms)
            found = &day->versions[i];
    for (size_t i = 0; i < day->version_count; i++) {
        struct settle_version *version = &day->versions[i];
        if (version->from_ms > at_ms && (!found || version->version > found->version))
            *end_ms = least(*end_ms, version->from_ms);
    }
    return found;
}

/* Before there was any description: what was heard counts, and nothing is said. */
static void only_hear(struct settle_day *day, size_t *next, const bool *follows, int64_t end_ms)
{
    for (; *next < day->count && day->events[*next].at_ms < end_ms; ++*next)
        heard_take(day->heard, &day->events[*next], follows[*next]);
}

/* One after the other. `known`: at the beginning, and then at the end. */
static int run_stretches(struct settle_day *self, const bool *follows, struct known *known)
{
    size_t next = 0;
    for (int64_t now_ms = self->from_ms, end_ms; now_ms < self->until_ms; now_ms = end_ms) {
        struct stretch stretch;
        struct settle_version *version = version_at(self, now_ms, &end_ms);
        if (!version) {
            only_hear(self, &next, follows, end_ms);
            continue;
        }
        if (stretch_start(&stretch, self, version, known, now_ms))
            return -ENOMEM;
        stretch_run(&stretch, &next, follows, end_ms);
        free(known->text);
        *known = (struct known){presence_save(stretch.presence), version->version};
        stretch_stop(&stretch);
        if (!known->text)
            return -ENOMEM;
    }
    return 0;
}

#define VERSION_LINE "version %" PRId64 "\n"

static int read_known(const char *state, struct known *known)
{
    const char *text = state ? settle_day_known(state) : NULL;
    *known = (struct known){0};
    if (!text || sscanf(text, "version %" SCNd64, &known->version) != 1)
        return 0;
    known->text = strdup(strchr(text, '\n') + 1);
    return known->text ? 0 : -ENOMEM;
}

static char *write_state(const struct heard *heard, const struct known *known)
{
    char *text = heard_write(heard), *whole = NULL;
    if (!text || !known->text)
        return text;
    if (asprintf(&whole, "%s" VERSION_LINE "%s", text, known->version, known->text) < 0)
        whole = NULL;
    free(text);
    return whole;
}

const char *settle_day_known(const char *state)
{
    const char *line = state;
    while (line && strncmp(line, "version ", 8) != 0)
        line = (line = strchr(line, '\n')) ? line + 1 : NULL;
    return line && strchr(line, '\n') ? line : NULL;
}

int settle_day_run(struct settle_day *self)
{
    struct known known;
    self->state = NULL;
    bool *follows = look_ahead(self);
    int error = follows ? read_known(self->before, &known) : -ENOMEM;
    if (error) {
        free(follows);
        return error;
    }
    error = run_stretches(self, follows, &known);
    if (!error && self->writes_state)
        self->state = write_state(self->heard, &known);
    if (!error && self->writes_state && !self->state)
        error = -ENOMEM;
    free(known.text);
    free(follows);
    return error;
}
