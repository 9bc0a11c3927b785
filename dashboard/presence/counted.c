#include "dashboard/presence/counted.h"
#include "dashboard/presence/estimate.h"

static bool is_counter(const struct reading *reading)
{
    return reading->reason == READING_KNOWN && reading->has_count && !reading->has_totals;
}

int64_t counted_end_ms(const struct reading *reading)
{
    return is_counter(reading) ? reading->count_until_ms : INT64_MAX;
}

void counted_age(struct reading *reading, int64_t now_ms)
{
    int64_t end_ms = counted_end_ms(reading);
    if (end_ms < reading->until_ms)
        reading->until_ms = end_ms;
    if (end_ms > now_ms)
        return;
    reading->reason = READING_SILENT;
    reading->unknown_since_ms = end_ms;
}

struct reading counted_seen(const struct reading *reading)
{
    struct reading seen = *reading;
    if (!reading->has_count || reading->has_totals)
        return seen;
    seen.kind = SENSOR_MMWAVE;
    seen.has_value = true;
    seen.value = reading->count > 0;
    /* When it was counted, which is no change: counters repeat themselves. */
    seen.has_since = false;
    return seen;
}

struct counted counted_of(const struct reading *readings, const struct place_zone *zone)
{
    struct counted counted = {PRESENT_UNKNOWN, 0, 0};
    for (size_t i = 0; i < zone->sensor_count; i++) {
        const struct reading *reading = &readings[zone->sensors[i]];
        if (!is_counter(reading))
            continue;
        bool newer = counted.people == PRESENT_UNKNOWN || reading->since_ms > counted.since_ms;
        bool more = reading->since_ms == counted.since_ms && reading->count > counted.people;
        if (newer || more)
            counted = (struct counted){reading->count, reading->since_ms, reading->count_until_ms};
    }
    return counted;
}

bool counted_alone(const struct reading *readings, const struct place_zone *zone)
{
    for (size_t i = 0; i < zone->sensor_count; i++)
        if (!readings[zone->sensors[i]].has_count)
            return false;
    return zone->sensor_count > 0;
}

void counted_nobody_knows(struct zone_estimate *estimate)
{
    estimate->present = (struct present){PRESENT_UNKNOWN, PRESENT_UNKNOWN, PRESENT_UNKNOWN};
    estimate->account = (struct room_account){0};
    estimate->state = STATE_UNKNOWN;
}

/* Rooms that one party has to itself. */
static bool is_shared(enum zone_purpose purpose)
{
    return purpose != PURPOSE_MEETING && purpose != PURPOSE_PHONE && purpose != PURPOSE_TOILET;
}

void counted_room(const struct counted *self, const struct place_zone *zone,
                  struct zone_estimate *estimate)
{
    bool another_sees = estimate->state == STATE_BUSY && zone->sensor_count > 1;
    if (!self->people && another_sees)
        return;
    estimate->present = (struct present){self->people, self->people, self->people};
    estimate->account = (struct room_account){ROOM_COUNTED, self->since_ms, -1};
    if (!self->people)
        estimate->state = STATE_FREE;
    else if (zone->capacity > 0 && is_shared(zone->purpose))
        estimate->state = estimate_count_state(&estimate->present, zone->capacity);
    else
        estimate->state = STATE_BUSY;
}

void counted_hall(const struct counted *self, int64_t at_least, int64_t capacity,
                  struct zone_estimate *estimate)
{
    if (self->people == PRESENT_UNKNOWN)
        return;
    int64_t people = self->people > at_least ? self->people : at_least;
    estimate->present = (struct present){people, people, people};
    estimate->raw = self->people;
    estimate->state = estimate_count_state(&estimate->present, capacity);
}
