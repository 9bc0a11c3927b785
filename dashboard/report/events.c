#include "dashboard/report/events.h"

#include <string.h>

/* Who came in meanwhile: in the hours that the event touches, of its zone, or of the zones with a
 * counted line that lie in no other. */
static bool add_visits(const struct report_zone *zone, const struct fact *fact, double *visits)
{
    for (size_t i = 0; i < zone->hour_count; i++) {
        const struct report_hour *hour = &zone->hours[i];
        if ((hour->start_s + hour->length_s) * 1000 <= fact->from_ms ||
            hour->start_s * 1000 >= fact->to_ms)
            continue;
        if (hour->given != GIVEN)
            return false;
        *visits += hour->in;
    }
    return true;
}

static bool is_of(const struct report_zone *zone, const struct fact *fact)
{
    return fact->zone[0] ? strcmp(zone->id, fact->zone) == 0 : zone->parent == ZONE_NONE;
}

/* Most people at once, of its zone; of several outermost ones nobody knows it together. */
static void judge_peak(const struct report *self, struct report_event *event)
{
    bool seen = false, given = true;
    int64_t peak = 0;
    size_t zones = 0;
    for (size_t i = 0; i < self->zone_count; i++) {
        const struct report_zone *zone = &self->zones[i];
        zones += is_of(zone, event->fact);
        for (size_t h = 0; is_of(zone, event->fact) && h < zone->hour_count; h++) {
            const struct report_hour *hour = &zone->hours[h];
            if ((hour->start_s + hour->length_s) * 1000 <= event->fact->from_ms ||
                hour->start_s * 1000 >= event->fact->to_ms)
                continue;
            bool counted = hour->seen && (hour->person_s > 0 || hour->in_use_s == 0);
            given = given && hour->given == GIVEN;
            seen = seen || counted;
            peak = counted && hour->peak > peak ? hour->peak : peak;
        }
    }
    bool small = peak > 0 && peak < self->minimum_count;
    bool is = given && !small;
    event->peak = (struct figure){.state = !seen || zones != 1 ? INDICATOR_NONE
                                           : is                ? INDICATOR_GOOD
                                                               : INDICATOR_WITHHELD,
                                  .value = seen && is ? (double)peak : 0,
                                  .coverage = 1};
}

void events_judge(const struct report *self, struct report_event *event)
{
    const struct fact *fact = event->fact;
    double visits = 0;
    bool found = false, given = true;
    for (size_t i = 0; i < self->zone_count; i++) {
        const struct report_zone *zone = &self->zones[i];
        if (!is_of(zone, fact) || !zone->counts || zone->hour_count == 0)
            continue;
        found = true;
        given = add_visits(zone, fact, &visits) && given;
    }
    bool small = visits > 0 && visits < (double)self->minimum_count;
    judge_peak(self, event);
    event->visits = (struct figure){.state = !found            ? INDICATOR_NONE
                                             : !given || small ? INDICATOR_WITHHELD
                                                               : INDICATOR_GOOD,
                                    .value = given && !small ? visits : 0,
                                    .coverage = 1};
}
