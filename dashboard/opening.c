#include "dashboard/opening.h"

#include <errno.h>

int opening_start(struct opening *self, const struct place *place, struct why *why)
{
    *self = (struct opening){.place = place, .switch_reading = {.reason = READING_NEVER}};
    self->zonetime = zonetime_load(place->timezone, why);
    if (!self->zonetime)
        return why_prefix(why, EINVAL, "place: timezone: ");
    if (place->holidays) {
        if (holidays_init(&self->holidays, place->holidays, why))
            return why_prefix(why, EINVAL, "place: holidays: ");
        self->has_holidays = true;
    }
    if (place->opening_hours) {
        self->hours = hours_parse(place->opening_hours, why);
        if (!self->hours)
            return why_prefix(why, EINVAL, "place: opening_hours: ");
        if (hours_need_holidays(self->hours) && !self->has_holidays)
            return why_set(why, EINVAL,
                           "place: opening_hours speak of PH or SH: say whose, holidays: FR");
        if (hours_need_position(self->hours) && !place->has_location)
            return why_set(why, EINVAL,
                           "place: opening_hours speak of the sun: say where, lat: … lon: …");
    }
    return 0;
}

void opening_stop(struct opening *self)
{
    hours_free(self->hours);
    zonetime_free(self->zonetime);
}

void opening_read(struct opening *self, const struct reading *reading)
{
    self->switch_reading = *reading;
}

static struct snapshot_open by_switch(const struct reading *reading)
{
    struct snapshot_open open = {OPEN_UNKNOWN, SNAPSHOT_NEVER};
    if (reading->reason == READING_KNOWN && reading->has_value)
        open.state = reading->value ? OPEN_OPEN : OPEN_CLOSED;
    return open;
}

static struct hours_context context_of(const struct opening *self)
{
    return (struct hours_context){.zone = self->zonetime,
                                  .holidays = self->has_holidays ? &self->holidays : NULL,
                                  .has_position = self->place->has_location,
                                  .lat = self->place->lat,
                                  .lon = self->place->lon};
}

size_t opening_lint(const struct opening *self, int year, struct why *notes, size_t max)
{
    struct hours_context context = context_of(self);
    return self->hours ? hours_lint(self->hours, &context, year, notes, max) : 0;
}

struct snapshot_open opening_at(const struct opening *self, int64_t now_ms)
{
    if (!self->hours)
        return by_switch(&self->switch_reading);
    struct hours_context context = context_of(self);
    struct hours_answer answer;
    hours_at(self->hours, &context, now_ms, &answer);
    return (struct snapshot_open){answer.state == HOURS_OPEN     ? OPEN_OPEN
                                  : answer.state == HOURS_CLOSED ? OPEN_CLOSED
                                                                 : OPEN_UNKNOWN,
                                  answer.until_ms};
}
