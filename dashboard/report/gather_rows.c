#include "dashboard/report/gather_rows.h"

#include <errno.h>
#include <stdlib.h>

/* Not as the bytes of memory lie: the same on every machine. */
static void digest_slot(struct digest *digest, const struct slot *slot)
{
    int64_t numbers[8] = {slot->start_s, slot->length_s,  slot->open_s,   slot->open_unknown_s,
                          slot->peak,    slot->peak_at_s, slot->revision, slot->flags};
    for (int i = 0; i < 8; i++)
        digest_add_number(digest, numbers[i]);
    for (int i = 0; i < SLOT_SUMS; i++) {
        digest_add_number(digest, slot->all[i]);
        digest_add_number(digest, slot->open[i]);
    }
}

static bool take_day(void *context, const struct slot *slot, int64_t local)
{
    struct gather_rows *self = context;
    int64_t day = civil_days((int)(local / 10000), (int)(local / 100 % 100), (int)(local % 100));
    if (day < self->period->first || day > self->period->last)
        return true;
    struct report_day *into = &self->days[day - self->period->first];
    struct slot_revision revision;
    self->error = slots_revision_read(self->slots, slot->revision, &revision, self->why);
    if (self->error)
        return false;
    into->slot = *slot;
    into->given = GIVEN;
    into->capacity = revision.capacity;
    into->seats = revision.seats;
    into->description = revision.description;
    into->source = revision.source;
    /* Whoever counted there was the line. */
    if (revision.source == SLOT_IMPORTED && slot->all[SLOT_SILENT] < slot->all[SLOT_SENSORS])
        self->zone->counts = true;
    digest_slot(self->digest, slot);
    digest_add_number(self->digest, revision.source);
    digest_add_number(self->digest, revision.capacity);
    int64_t end_s = slot->start_s + slot->length_s;
    if (end_s > self->last_s)
        self->last_s = end_s;
    return true;
}

static uint32_t outside(const struct slot *slot, enum slot_sum sum)
{
    return (uint32_t)(slot->all[sum] - slot->open[sum]);
}

static struct report_hour make_hour(const struct slot *slot, int64_t local)
{
    const int64_t *all = slot->all;
    return (struct report_hour){
        .start_s = slot->start_s,
        .local = (uint32_t)local,
        .length_s = (uint16_t)slot->length_s,
        .open_s = (uint16_t)slot->open_s,
        .in_use_s = (uint16_t)all[SLOT_IN_USE],
        .use_unknown_s = (uint16_t)all[SLOT_USE_UNKNOWN],
        .uncounted_s = (uint16_t)all[SLOT_UNCOUNTED],
        .seen = slot->peak != SLOT_NO_PEAK,
        .sensors_s = (uint32_t)all[SLOT_SENSORS],
        .silent_s = (uint32_t)all[SLOT_SILENT],
        .seats_s = (uint32_t)all[SLOT_SEATS],
        .seats_unknown_s = (uint32_t)all[SLOT_SEATS_UNKNOWN],
        .used_s = (uint32_t)all[SLOT_USED],
        .person_s = (uint32_t)all[SLOT_PERSON],
        .used_outside_s = outside(slot, SLOT_USED),
        .person_outside_s = outside(slot, SLOT_PERSON),
        .in_use_outside_s = outside(slot, SLOT_IN_USE),
        .in = (uint32_t)all[SLOT_IN],
        .out = (uint32_t)all[SLOT_OUT],
        .peak = slot->peak == SLOT_NO_PEAK ? 0 : (uint32_t)slot->peak,
    };
}

struct slot gather_rows_slot(const struct report_hour *hour)
{
    struct slot slot;
    slot_start(&slot, hour->start_s);
    slot.length_s = hour->length_s;
    slot.open_s = hour->open_s;
    slot.all[SLOT_SENSORS] = hour->sensors_s;
    slot.all[SLOT_SILENT] = hour->silent_s;
    return slot;
}

static bool take_hour(void *context, const struct slot *slot, int64_t local)
{
    struct gather_rows *self = context;
    struct report_zone *zone = self->zone;
    int64_t date = local / 100;
    int64_t day = civil_days((int)(date / 10000), (int)(date / 100 % 100), (int)(date % 100));
    if (day < self->period->first || day > self->period->last)
        return true;
    if (zone->hour_count == self->hour_room) {
        size_t room = 2 * self->hour_room + 32;
        struct report_hour *more = realloc(zone->hours, room * sizeof *more);
        if (!more) {
            self->error = why_set(self->why, ENOMEM, "out of memory");
            return false;
        }
        zone->hours = more;
        self->hour_room = room;
    }
    struct report_day *of = &self->days[day - self->period->first];
    if (of->hour_count++ == 0)
        of->hour_first = zone->hour_count;
    struct report_hour *hour = &zone->hours[zone->hour_count++];
    *hour = make_hour(slot, local);
    digest_add_number(self->digest, slot->start_s);
    digest_add_number(self->digest, slot->all[SLOT_PERSON]);
    digest_add_number(self->digest, slot->all[SLOT_USED] + slot->all[SLOT_IN_USE]);
    digest_add_number(self->digest, slot->all[SLOT_IN] * 65536 + slot->all[SLOT_OUT]);
    digest_add_number(self->digest, slot->peak);
    return true;
}

int gather_rows_read(struct gather_rows *self, struct report_zone *zone,
                     const struct period *period, struct report_day **days, size_t *count,
                     bool hours)
{
    int64_t id;
    int64_t from_s = zonetime_day_start_ms(self->zonetime, period->first) / 1000;
    int64_t to_s = zonetime_day_start_ms(self->zonetime, period->last + 1) / 1000;
    *count = (size_t)period_days(period);
    *days = calloc(*count, sizeof **days);
    if (!*days)
        return why_set(self->why, ENOMEM, "out of memory");
    for (size_t i = 0; i < *count; i++)
        (*days)[i] =
            (struct report_day){.day = period->first + (int64_t)i, .given = GIVEN_NOT_SETTLED};
    self->zone = zone;
    self->days = *days;
    self->period = period;
    self->error = 0;
    self->hour_room = zone->hour_count;
    digest_add_text(self->digest, zone->id);
    int error = slots_zone_find(self->slots, zone->id, &id, self->why);
    if (error || id == 0)
        return error;
    error = slots_read(self->slots, STEP_DAY, id, from_s, to_s, take_day, self, self->why);
    if (!error && !self->error && hours)
        error = slots_read_hours(self->slots, id, from_s, to_s, take_hour, self, self->why);
    return error ? error : self->error;
}
