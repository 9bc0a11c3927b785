#include "dashboard/snapshot_veil.h"

#include <string.h>

static void tell_nothing(struct snapshot_zone *zone)
{
    zone->state = STATE_UNKNOWN;
    zone->since_ms = zone->as_of_ms = 0;
    zone->free = zone->held = zone->unknown = zone->taken = SNAPSHOT_NULL;
    zone->present = (struct snapshot_present){SNAPSHOT_NULL, SNAPSHOT_NULL, SNAPSHOT_NULL};
    zone->account = (struct room_account){0};
}

/* Missing words say nothing of people; what a sensor that speaks says may. */
static void keep_silent_sensors(struct snapshot_zone *zone)
{
    size_t kept = 0;
    int sensors = 0;
    for (size_t i = 0; i < zone->why_count; i++) {
        enum reading_reason reason = zone->whys[i].reason;
        if (reason == READING_NEVER || reason == READING_SILENT || reason == READING_LOST ||
            reason == READING_ABSENT) {
            sensors += zone->whys[i].sensors;
            zone->whys[kept++] = zone->whys[i];
        }
    }
    zone->why_count = kept;
    zone->sensors_ok = zone->sensors_total > sensors ? zone->sensors_total - sensors : 0;
}

static bool hides_now(const struct snapshot_zone *zone, const struct place *place)
{
    return zone->zone->privacy.hide_outside_hours &&
           (zone->open == OPEN_CLOSED ||
            (zone->open == OPEN_UNKNOWN && place->open_sensor != SENSOR_NONE));
}

static int64_t floor_to(int64_t n, int64_t bucket)
{
    return n - n % bucket;
}

/* As many as there are at least; some stay some. */
static int64_t bucketed(int64_t free, int64_t bucket)
{
    int64_t whole = free > 0 ? floor_to(free, bucket) : free;
    return free > 0 && whole == 0 ? 1 : whole;
}

static void bucket_seats(struct snapshot_zone *zone, int64_t bucket)
{
    if (bucket <= 1 || zone->seats == SNAPSHOT_NULL)
        return;
    zone->free = bucketed(zone->free, bucket);
    zone->held = zone->unknown = zone->taken = SNAPSHOT_NULL;
}

static void add(int64_t *sum, int64_t more)
{
    *sum += more == SNAPSHOT_NULL ? 0 : more;
}

static void group_add(struct veil_group *small, const struct snapshot_zone *zone)
{
    if (zone->free == SNAPSHOT_NULL)
        return;
    small->zones++;
    add(&small->seats, zone->seats);
    add(&small->free, zone->free);
    add(&small->held, zone->held);
    add(&small->unknown, zone->unknown);
}

void veil_present(struct snapshot_present *present, const struct place_privacy *privacy)
{
    int64_t least = privacy->live_minimum, bucket = privacy->bucket;
    if (least > 1) {
        present->low = present->low > 0 && present->low < least ? 0 : present->low;
        present->best = present->best < least ? SNAPSHOT_NULL : present->best;
        present->high = present->high >= 0 && present->high < least ? least - 1 : present->high;
    }
    if (bucket <= 1)
        return;
    present->low = present->low > 0 ? floor_to(present->low, bucket) : present->low;
    present->high = present->high >= 0 ? floor_to(present->high, bucket) + bucket - 1 : -1;
    present->best = present->best > 0 ? floor_to(present->best + bucket / 2, bucket) : -1;
    if (present->high >= 0 && present->best > present->high)
        present->best = present->high;
}

/* A minute is fine enough to be as it is; see the step. */
static int64_t moment_veiled(int64_t at_ms, const struct place *place)
{
    int64_t step_ms = place->privacy.step_ms;
    return step_ms > 60000 && at_ms > 0 ? floor_to(at_ms, step_ms) : at_ms;
}

void veil_zone(struct snapshot_zone *zone, const struct place *place, struct veil_group *small)
{
    const struct place_privacy *privacy = &zone->zone->privacy;
    zone->veil = VEIL_NONE;
    if (privacy->visibility == VISIBILITY_PRIVATE &&
        place->privacy.visibility != VISIBILITY_PRIVATE) {
        tell_nothing(zone);
        zone->veil = VEIL_PRIVATE;
        zone->seats = SNAPSHOT_NULL;
        zone->why_count = 0;
        zone->sensors_ok = zone->sensors_total = 0;
    } else if (hides_now(zone, place)) {
        tell_nothing(zone);
        keep_silent_sensors(zone);
        zone->veil = VEIL_HOURS;
    } else if (zone->seats != SNAPSHOT_NULL && zone->seats < privacy->live_minimum) {
        group_add(small, zone);
        tell_nothing(zone);
        keep_silent_sensors(zone);
        zone->veil = VEIL_SMALL;
        zone->seats = SNAPSHOT_NULL;
    } else {
        bucket_seats(zone, privacy->bucket);
        veil_present(&zone->present, privacy);
        zone->since_ms = moment_veiled(zone->since_ms, place);
        zone->account.since_ms = moment_veiled(zone->account.since_ms, place);
    }
}

void veil_halls(struct snapshot *self)
{
    for (size_t z = 0; z < self->zone_count; z++) {
        enum veil veil = self->zones[z].veil;
        if (veil == VEIL_NONE || veil == VEIL_AROUND)
            continue;
        for (size_t up = self->zones[z].zone->parent; up != ZONE_NONE;
             up = self->zones[up].zone->parent) {
            if (self->zones[up].veil == VEIL_NONE) {
                tell_nothing(&self->zones[up]);
                keep_silent_sensors(&self->zones[up]);
                self->zones[up].veil = VEIL_AROUND;
            }
        }
    }
}

bool veil_tells_group(const struct place_privacy *privacy, struct veil_group *small)
{
    if (small->zones < 2 || small->seats < privacy->live_minimum)
        return false;
    if (privacy->bucket > 1) {
        small->free = bucketed(small->free, privacy->bucket);
        small->held = small->unknown = SNAPSHOT_NULL;
    }
    return true;
}

/* Nothing may be said later than it is true: none free, not known, closed. */
static bool is_worse(const struct snapshot_zone *now, const struct snapshot_zone *before)
{
    return now->open != before->open || now->veil != before->veil || now->seats != before->seats ||
           (now->state == STATE_UNKNOWN && before->state != STATE_UNKNOWN) ||
           (now->state == STATE_FULL && before->state != STATE_FULL) ||
           (now->free <= 0 && before->free > 0);
}

static bool keep_zone(struct snapshot_zone *now, const struct snapshot_zone *before)
{
    if (is_worse(now, before))
        return false;
    now->state = before->state;
    now->since_ms = before->since_ms;
    now->as_of_ms = before->as_of_ms;
    now->free = before->free;
    now->held = before->held;
    now->unknown = before->unknown;
    now->taken = before->taken;
    now->present = before->present;
    now->account = before->account;
    return true;
}

void veil_keep_step(struct snapshot *now, const struct snapshot *before)
{
    int64_t step_ms = now->place->privacy.step_ms;
    bool whole = true;
    if (step_ms <= 60000 || !before || before->place != now->place ||
        before->open.state != now->open.state ||
        now->as_of_ms / step_ms != before->as_of_ms / step_ms)
        return;
    for (size_t z = 0; z < now->zone_count; z++)
        whole = keep_zone(&now->zones[z], &before->zones[z]) && whole;
    if (whole) {
        now->seats = before->seats;
        now->free = before->free;
        now->held = before->held;
        now->unknown = before->unknown;
        now->present = before->present;
    } else {
        snapshot_sum(now);
    }
    now->as_of_ms = before->as_of_ms;
}
