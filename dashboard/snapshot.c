#include "dashboard/snapshot.h"

#include "dashboard/snapshot_veil.h"

#include <stdlib.h>
#include <string.h>

static int64_t most(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

static bool joins(const struct snapshot_why *why, const struct zone_why *more, const char *agent)
{
    /* Two boards of one name are one reason, whatever was unknown before. */
    bool since = why->since_ms == more->since_ms || more->reason == READING_CONTESTED;
    return why->reason == more->reason && since && !strcmp(why->agent, agent) &&
           !strcmp(why->fault, more->fault ? more->fault : "");
}

/* Sensors of one agent that fell silent together are one reason, not twenty. */
static int copy_whys(struct snapshot_zone *out, const struct place *place,
                     const struct zone_estimate *estimate)
{
    free(out->whys);
    out->why_count = 0;
    out->whys = calloc(estimate->why_count + 1, sizeof *out->whys);
    if (!out->whys)
        return -1;
    for (size_t i = 0; i < estimate->why_count; i++) {
        const struct zone_why *from = &estimate->whys[i];
        const struct place_sensor *sensor = &place->sensors[from->sensor];
        struct snapshot_why *to = out->whys;
        while (to < out->whys + out->why_count && !joins(to, from, sensor->agent))
            to++;
        if (to == out->whys + out->why_count) {
            out->why_count++;
            to->reason = from->reason;
            to->since_ms = from->since_ms;
            strcpy(to->agent, sensor->agent);
            strcpy(to->sensor, sensor->sensor);
            strncpy(to->fault, from->fault ? from->fault : "", sizeof to->fault - 1);
        } else {
            to->sensor[0] = 0;
        }
        to->sensors++;
    }
    return 0;
}

static void copy_counts(struct snapshot_zone *out, const struct zone_estimate *estimate,
                        bool closed)
{
    bool seats = out->zone->kind == ZONE_SEATS && estimate->seats > 0;
    bool nothing_known = estimate->unknown == estimate->seats;
    out->seats = seats ? estimate->seats : SNAPSHOT_NULL;
    out->free = !seats || nothing_known || closed ? SNAPSHOT_NULL : estimate->free;
    out->held = !seats || nothing_known ? SNAPSHOT_NULL : estimate->held;
    out->taken = !seats || nothing_known ? SNAPSHOT_NULL : estimate->taken;
    out->unknown = seats ? estimate->unknown : SNAPSHOT_NULL;
}

static void copy_state(struct snapshot_zone *out, const struct zone_estimate *estimate,
                       enum open_state open)
{
    out->open = open;
    /* Behind a closed door nothing is free, whatever the sensors say. */
    out->state = open == OPEN_CLOSED ? STATE_UNKNOWN : estimate->state;
    out->account = open == OPEN_CLOSED ? (struct room_account){0} : estimate->account;
    copy_counts(out, estimate, open == OPEN_CLOSED);
}

static int copy_zone(struct snapshot_zone *out, const struct snapshot *snapshot, size_t z,
                     const struct zone_estimate *estimate)
{
    out->zone = &snapshot->place->zones[z];
    copy_state(out, estimate, out->open);
    out->since_ms = estimate->since_ms;
    out->as_of_ms = estimate->as_of_ms;
    out->present = (struct snapshot_present){estimate->present.low, estimate->present.best,
                                             estimate->present.high};
    out->sensors_ok = estimate->sensors_ok;
    out->sensors_total = estimate->sensors_total;
    out->unprotected = (int)place_unprotected(snapshot->place, z);
    return copy_whys(out, snapshot->place, estimate);
}

static void add(int64_t *sum, int64_t more)
{
    if (more != SNAPSHOT_NULL)
        *sum = *sum == SNAPSHOT_NULL ? more : *sum + more;
}

/* People of the whole place: the zones that nothing contains, each end known only if all are. */
static void sum_present(struct snapshot *self)
{
    struct snapshot_present sum = {0, 0, 0};
    for (size_t z = 0; z < self->zone_count; z++) {
        const struct snapshot_present *zone = &self->zones[z].present;
        if (self->zones[z].zone->parent != ZONE_NONE)
            continue;
        sum.low += most(zone->low, 0);
        sum.best = sum.best < 0 || zone->best < 0 ? SNAPSHOT_NULL : sum.best + zone->best;
        sum.high = sum.high < 0 || zone->high < 0 ? SNAPSHOT_NULL : sum.high + zone->high;
    }
    if (sum.low == 0 && sum.best == SNAPSHOT_NULL)
        sum.low = SNAPSHOT_NULL; /* nothing is known, which is not "at least nobody" */
    self->present = sum;
}

static void sum_seats(struct snapshot *self)
{
    self->seats = self->free = self->held = self->unknown = SNAPSHOT_NULL;
    for (size_t z = 0; z < self->zone_count; z++) {
        add(&self->seats, self->zones[z].seats);
        add(&self->free, self->zones[z].free);
        add(&self->held, self->zones[z].held);
        add(&self->unknown, self->zones[z].unknown);
    }
}

void snapshot_sum(struct snapshot *self)
{
    sum_seats(self);
    sum_present(self);
    veil_present(&self->present, &self->place->privacy);
}

/* How long the numbers hold that are told. */
static int64_t holds_until(const struct snapshot *self, const struct presence *presence)
{
    int64_t until_ms = SNAPSHOT_NEVER;
    bool tells = false;
    for (size_t z = 0; z < self->zone_count; z++) {
        const struct zone_estimate *estimate = presence_zone(presence, z);
        if (self->zones[z].veil == VEIL_HOURS || self->zones[z].veil == VEIL_PRIVATE)
            continue;
        tells = true;
        if (estimate->sensors_ok && estimate->until_ms < until_ms)
            until_ms = estimate->until_ms;
    }
    if (!tells)
        until_ms = self->as_of_ms + VEIL_HOLDS_MS;
    /* What is free now is not when the door is closed. */
    if (self->open.state == OPEN_OPEN && self->open.until_ms < until_ms)
        until_ms = self->open.until_ms;
    return until_ms == SNAPSHOT_NEVER ? self->as_of_ms : most(until_ms, self->as_of_ms);
}

/* From the presence through the policy, by what each zone's `open` says. */
static int fill(struct snapshot *self, const struct presence *presence)
{
    struct veil_group small = {0};
    for (size_t z = 0; z < self->zone_count; z++) {
        if (copy_zone(&self->zones[z], self, z, presence_zone(presence, z)))
            return -1;
        veil_zone(&self->zones[z], self->place, &small);
    }
    veil_halls(self);
    snapshot_sum(self);
    if (veil_tells_group(&self->place->privacy, &small)) {
        add(&self->seats, small.seats);
        add(&self->free, small.free);
        add(&self->held, small.held);
        add(&self->unknown, small.unknown);
    }
    self->until_ms = holds_until(self, presence);
    return 0;
}

static struct snapshot *snapshot_alloc(const struct place *place)
{
    struct snapshot *self = calloc(1, sizeof *self);
    if (!self)
        return NULL;
    self->references = 1;
    self->place = place;
    self->zone_count = place->zone_count;
    self->zones = calloc(place->zone_count + 1, sizeof *self->zones);
    if (!self->zones) {
        free(self);
        return NULL;
    }
    return self;
}

struct snapshot *snapshot_new(const struct place *place, const struct presence *presence,
                              struct snapshot_open open, int64_t now_ms)
{
    struct snapshot *self = snapshot_alloc(place);
    if (!self)
        return NULL;
    self->as_of_ms = now_ms;
    self->open = open;
    for (size_t z = 0; z < self->zone_count; z++)
        self->zones[z].open = open.state;
    if (fill(self, presence)) {
        snapshot_unref(self);
        return NULL;
    }
    return self;
}

int snapshot_zone_open(struct snapshot *self, size_t zone, const struct presence *presence,
                       enum open_state open)
{
    self->zones[zone].open = open;
    return fill(self, presence);
}

struct snapshot *snapshot_ref(struct snapshot *self)
{
    self->references++;
    return self;
}

void snapshot_unref(struct snapshot *self)
{
    if (!self || --self->references > 0)
        return;
    for (size_t z = 0; z < self->zone_count; z++)
        free(self->zones[z].whys);
    free(self->zones);
    outlook_unref(self->outlook);
    free(self);
}

static bool same_present(const struct snapshot_present *a, const struct snapshot_present *b)
{
    return a->low == b->low && a->best == b->best && a->high == b->high;
}

static bool same_why(const struct snapshot_why *a, const struct snapshot_why *b)
{
    return a->sensors == b->sensors && a->reason == b->reason && a->since_ms == b->since_ms &&
           !strcmp(a->agent, b->agent) && !strcmp(a->sensor, b->sensor) &&
           !strcmp(a->fault, b->fault);
}

static bool same_account(const struct room_account *a, const struct room_account *b)
{
    return a->basis == b->basis && a->since_ms == b->since_ms && a->percent == b->percent;
}

static bool same_zone(const struct snapshot_zone *a, const struct snapshot_zone *b)
{
    if (a->state != b->state || a->open != b->open || a->veil != b->veil ||
        a->since_ms != b->since_ms || a->free != b->free || a->held != b->held ||
        a->unknown != b->unknown || a->seats != b->seats || a->sensors_ok != b->sensors_ok ||
        a->why_count != b->why_count || !same_present(&a->present, &b->present) ||
        !same_account(&a->account, &b->account))
        return false;
    for (size_t i = 0; i < a->why_count; i++)
        if (!same_why(&a->whys[i], &b->whys[i]))
            return false;
    return true;
}

bool snapshot_same(const struct snapshot *a, const struct snapshot *b)
{
    if (a->place != b->place || a->outlook != b->outlook || a->open.state != b->open.state ||
        a->open.until_ms != b->open.until_ms || !same_present(&a->present, &b->present))
        return false;
    for (size_t z = 0; z < a->zone_count; z++)
        if (!same_zone(&a->zones[z], &b->zones[z]))
            return false;
    return true;
}
