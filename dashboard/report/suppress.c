#include "dashboard/report/suppress.h"

#include <string.h>

/* What the rules look at, of one local day. */
struct rule {
    struct report_zone *zones;
    size_t count;
    size_t at; /* the day, an index into report_zone.days */
    uint32_t minimum;
    bool complementary;
};

static struct report_day *day_of(const struct rule *rule, size_t zone)
{
    struct report_zone *self = &rule->zones[zone];
    return rule->at < self->day_count ? &self->days[rule->at] : NULL;
}

static bool is_given(const struct rule *rule, size_t zone)
{
    const struct report_day *day = day_of(rule, zone);
    return day && day->given == GIVEN;
}

static bool is_small(const struct rule *rule, int64_t people)
{
    return people > 0 && people < rule->minimum;
}

/* ---- Days */

static bool is_used(const struct slot *slot)
{
    return slot->all[SLOT_IN_USE] > 0 || slot->all[SLOT_USED] > 0 || slot->all[SLOT_PERSON] > 0 ||
           slot->all[SLOT_IN] > 0 || slot->all[SLOT_OUT] > 0;
}

static bool is_small_zone(const struct rule *rule, const struct report_day *day)
{
    return is_small(rule, day->capacity) || is_small(rule, day->seats);
}

static bool is_sensitive_day(const struct rule *rule, const struct report_day *day)
{
    const struct slot *slot = &day->slot;
    if (is_small(rule, slot->all[SLOT_IN]) || is_small(rule, slot->all[SLOT_OUT]))
        return true;
    if (slot->peak > 0 || slot->all[SLOT_USED] > 0)
        return slot->peak < rule->minimum;
    return is_used(slot) && slot->all[SLOT_IN] == 0 && is_small_zone(rule, day);
}

static bool withhold_day(const struct rule *rule, size_t zone)
{
    if (!is_given(rule, zone))
        return false;
    day_of(rule, zone)->given = GIVEN_WITHHELD;
    return true;
}

static bool is_child(const struct rule *rule, size_t zone, size_t hall)
{
    return rule->zones[zone].parent == hall;
}

/* The given zone of a hall that was used least; ZONE_NONE. */
static size_t least_child(const struct rule *rule, size_t hall)
{
    size_t least = ZONE_NONE;
    int64_t use = INT64_MAX;
    for (size_t i = 0; i < rule->count; i++) {
        if (!is_child(rule, i, hall) || !is_given(rule, i) || !is_used(&day_of(rule, i)->slot))
            continue;
        const struct slot *slot = &day_of(rule, i)->slot;
        int64_t mine = slot->all[SLOT_PERSON] + slot->all[SLOT_USED] + slot->all[SLOT_IN_USE];
        if (mine < use) {
            use = mine;
            least = i;
        }
    }
    return least;
}

/* In "hall = its zones" there are none or two that are not told. */
static bool complete_hall_day(const struct rule *rule, size_t hall)
{
    size_t withheld = 0;
    for (size_t i = 0; i < rule->count; i++)
        withheld +=
            is_child(rule, i, hall) && day_of(rule, i) && day_of(rule, i)->given == GIVEN_WITHHELD;
    const struct report_day *own = day_of(rule, hall);
    withheld += !own || own->given != GIVEN;
    bool is_hall_only = own && own->given == GIVEN_NOT_SETTLED;
    if (withheld != 1 || is_hall_only)
        return false;
    size_t least = least_child(rule, hall);
    return withhold_day(rule, least == ZONE_NONE ? hall : least);
}

static void judge_days(const struct rule *rule)
{
    for (size_t i = 0; i < rule->count; i++)
        if (is_given(rule, i) && is_sensitive_day(rule, day_of(rule, i)))
            withhold_day(rule, i);
    bool more = rule->complementary;
    while (more) {
        more = false;
        for (size_t i = 0; i < rule->count; i++)
            more = (rule->zones[i].kind == ZONE_HALL && complete_hall_day(rule, i)) || more;
    }
}

/* ---- Hours */

static struct report_hour *hours_of(const struct rule *rule, size_t zone, size_t *count)
{
    const struct report_day *day = day_of(rule, zone);
    *count = day ? day->hour_count : 0;
    return day && day->hour_count ? &rule->zones[zone].hours[day->hour_first] : NULL;
}

static bool is_hour_used(const struct report_hour *hour)
{
    return hour->in_use_s || hour->used_s || hour->person_s || hour->in || hour->out;
}

static bool is_sensitive_hour(const struct rule *rule, const struct report_hour *hour)
{
    if (is_small(rule, hour->in) || is_small(rule, hour->out))
        return true;
    return is_hour_used(hour) && (!hour->seen || hour->peak < rule->minimum);
}

static void withhold_hours(const struct rule *rule, size_t zone)
{
    size_t count;
    struct report_hour *hours = hours_of(rule, zone, &count);
    for (size_t i = 0; i < count; i++)
        hours[i].given = GIVEN_WITHHELD;
}

/* Hours of which the day's sums tell the total: opening hours, or all of a day that was closed.
 * What is withheld outside opening leaves the sums. */
static bool is_summed(const struct report_day *day, const struct report_hour *hour)
{
    return day->slot.open_s == 0 || hour->open_s > 0;
}

/* Of the hours that are summed none or two are not told. False: there is no second. */
static bool complete_hours(const struct rule *rule, size_t zone)
{
    size_t count, least = SIZE_MAX, withheld = 0;
    struct report_hour *hours = hours_of(rule, zone, &count);
    bool enough = false;
    for (size_t i = 0; i < count; i++) {
        if (!is_summed(day_of(rule, zone), &hours[i]))
            continue;
        if (hours[i].given == GIVEN_WITHHELD) {
            withheld++;
            enough = enough || !is_sensitive_hour(rule, &hours[i]);
        } else if (is_hour_used(&hours[i]) &&
                   (least == SIZE_MAX || hours[i].person_s < hours[least].person_s)) {
            least = i;
        }
    }
    if (withheld == 0 || (withheld > 1 && enough))
        return true;
    if (least != SIZE_MAX)
        hours[least].given = GIVEN_WITHHELD;
    return withheld + (least != SIZE_MAX) > 1;
}

static void judge_hours(const struct rule *rule, size_t zone)
{
    size_t count;
    struct report_hour *hours = hours_of(rule, zone, &count);
    const struct report_day *day = day_of(rule, zone);
    bool uncounted = count && day->slot.peak == SLOT_NO_PEAK && is_used(&day->slot);
    if (count && (day->given != GIVEN || uncounted || is_small_zone(rule, day)))
        withhold_hours(rule, zone);
    for (size_t i = 0; i < count; i++)
        if (is_sensitive_hour(rule, &hours[i]))
            hours[i].given = GIVEN_WITHHELD;
}

enum hour_state { HOURS_UNUSED, HOURS_ALL, HOURS_SOME, HOURS_NONE };

/* Whether a zone's hours of the day are told. */
static enum hour_state hours_state(const struct rule *rule, size_t zone)
{
    size_t count, told = 0, used = 0;
    const struct report_hour *hours = hours_of(rule, zone, &count);
    for (size_t i = 0; i < count; i++) {
        told += hours[i].given != GIVEN_WITHHELD;
        used += is_hour_used(&hours[i]);
    }
    if (used == 0)
        return HOURS_UNUSED;
    return told == count ? HOURS_ALL : told ? HOURS_SOME : HOURS_NONE;
}

/* By day only, and nothing within it tells its hours. */
static bool is_dropped(const struct rule *rule, size_t zone)
{
    if (hours_state(rule, zone) != HOURS_NONE)
        return false;
    for (size_t i = 0; i < rule->count; i++)
        if (is_child(rule, i, zone) && hours_state(rule, i) != HOURS_UNUSED && !is_dropped(rule, i))
            return false;
    return true;
}

static void drop_hours(const struct rule *rule, size_t zone)
{
    withhold_hours(rule, zone);
    for (size_t i = 0; i < rule->count; i++)
        if (is_child(rule, i, zone))
            drop_hours(rule, i);
}

/* The zones of a hall, by how much of their hours is told. */
struct hall_hours {
    size_t all, some, none;
    size_t least; /* of those told at all, the least used; ZONE_NONE */
    int64_t use;
};

static struct hall_hours look_at_hall(const struct rule *rule, size_t hall)
{
    struct hall_hours look = {.least = ZONE_NONE, .use = INT64_MAX};
    for (size_t i = 0; i < rule->count; i++) {
        enum hour_state state = is_child(rule, i, hall) ? hours_state(rule, i) : HOURS_UNUSED;
        if (state == HOURS_NONE && !is_dropped(rule, i))
            state = HOURS_SOME;
        look.all += state == HOURS_ALL;
        look.some += state == HOURS_SOME;
        look.none += state == HOURS_NONE;
        if (state != HOURS_ALL && state != HOURS_SOME)
            continue;
        int64_t use = day_of(rule, i)->slot.all[SLOT_PERSON];
        if (use < look.use) {
            look.use = use;
            look.least = i;
        }
    }
    return look;
}

/* The hall is withheld wherever one of its few zones is. */
static void withhold_with_zones(const struct rule *rule, size_t hall)
{
    size_t count, own_count;
    struct report_hour *own = hours_of(rule, hall, &own_count);
    for (size_t i = 0; i < rule->count; i++) {
        struct report_hour *hours = is_child(rule, i, hall) ? hours_of(rule, i, &count) : NULL;
        if (!hours || hours_state(rule, i) == HOURS_UNUSED)
            continue;
        for (size_t h = 0, o = 0; h < count; h++) {
            while (o < own_count && own[o].start_s < hours[h].start_s)
                o++;
            bool both = o < own_count && own[o].start_s == hours[h].start_s;
            if (both && hours[h].given == GIVEN_WITHHELD)
                own[o].given = GIVEN_WITHHELD;
        }
    }
}

static void complete_hall_hours(const struct rule *rule, size_t hall)
{
    struct hall_hours look = look_at_hall(rule, hall);
    if (look.some + look.none == 0)
        return;
    if (look.none == 0 && look.all + look.some < 3) {
        withhold_with_zones(rule, hall);
        return;
    }
    while (look.none < 2 && look.least != ZONE_NONE) {
        drop_hours(rule, look.least);
        look = look_at_hall(rule, hall);
    }
    if (look.none < 2)
        withhold_with_zones(rule, hall);
}

static size_t depth(const struct rule *rule, size_t zone)
{
    size_t up = 0;
    for (size_t at = rule->zones[zone].parent; at != ZONE_NONE && up <= rule->count; up++)
        at = rule->zones[at].parent;
    return up;
}

static struct report_hour *find_hour(const struct rule *rule, size_t zone, int64_t start_s)
{
    size_t count;
    struct report_hour *hours = hours_of(rule, zone, &count);
    for (size_t i = 0; i < count; i++)
        if (hours[i].start_s == start_s)
            return &hours[i];
    return NULL;
}

/* In "hall = its zones" of an hour there are none or two that are not told. True: one more. */
static bool complete_moment(const struct rule *rule, size_t hall, struct report_hour *own)
{
    size_t withheld = own->given == GIVEN_WITHHELD;
    struct report_hour *least = NULL;
    for (size_t i = 0; i < rule->count; i++) {
        struct report_hour *hour =
            is_child(rule, i, hall) ? find_hour(rule, i, own->start_s) : NULL;
        if (!hour)
            continue;
        if (hour->given == GIVEN_WITHHELD)
            withheld++;
        else if (is_hour_used(hour) && (!least || hour->person_s < least->person_s))
            least = hour;
    }
    if (withheld != 1)
        return false;
    if (own->given != GIVEN_WITHHELD)
        own->given = GIVEN_WITHHELD;
    else if (least)
        least->given = GIVEN_WITHHELD;
    else
        return false; /* nobody was in a zone: the hall's people belong to none */
    return true;
}

/* Where an hour has no second to hide behind, the day goes. */
static bool complete_or_withhold(const struct rule *rule, size_t zone)
{
    return is_given(rule, zone) && !complete_hours(rule, zone) && withhold_day(rule, zone);
}

/* From the innermost zones outwards: what a hall withholds follows from its zones. True: a day
 * went, which bears on other days. */
static bool judge_all_hours(const struct rule *rule)
{
    size_t deepest = 0;
    bool more = false;
    for (size_t i = 0; i < rule->count; i++) {
        judge_hours(rule, i);
        more = (rule->complementary && complete_or_withhold(rule, i)) || more;
        deepest = depth(rule, i) > deepest ? depth(rule, i) : deepest;
    }
    for (size_t level = deepest + 1; rule->complementary && level-- > 0;)
        for (size_t i = 0; i < rule->count; i++)
            if (depth(rule, i) == level && rule->zones[i].kind == ZONE_HALL) {
                complete_hall_hours(rule, i);
                more = complete_or_withhold(rule, i) || more;
                size_t count;
                struct report_hour *hours = hours_of(rule, i, &count);
                for (size_t h = 0; h < count; h++)
                    more = complete_moment(rule, i, &hours[h]) || more;
            }
    return more;
}

static void judge(const struct rule *rule)
{
    do
        judge_days(rule);
    while (judge_all_hours(rule));
}

/* ---- What is left of a day */

static void blank_sums(int64_t sums[SLOT_SUMS], int64_t length_s)
{
    int64_t sensors = sums[SLOT_SENSORS], silent = sums[SLOT_SILENT], seats = sums[SLOT_SEATS];
    memset(sums, 0, SLOT_SUMS * sizeof *sums);
    sums[SLOT_SENSORS] = sensors;
    sums[SLOT_SILENT] = silent;
    sums[SLOT_SEATS] = sums[SLOT_SEATS_UNKNOWN] = seats;
    sums[SLOT_USE_UNKNOWN] = sums[SLOT_UNCOUNTED] = length_s;
}

static void blank_day(struct report_day *day)
{
    blank_sums(day->slot.all, day->slot.length_s);
    blank_sums(day->slot.open, day->slot.open_s);
    day->slot.peak = SLOT_NO_PEAK;
    day->slot.peak_at_s = 0;
}

static void blank_hour(struct report_hour *hour)
{
    hour->in_use_s = hour->used_s = hour->person_s = hour->in = hour->out = hour->peak = 0;
    hour->used_outside_s = hour->person_outside_s = hour->in_use_outside_s = 0;
    hour->seats_unknown_s = hour->seats_s;
    hour->use_unknown_s = hour->uncounted_s = hour->length_s;
    hour->seen = 0;
}

static void take_off(int64_t *sum, int64_t less)
{
    *sum = *sum > less ? *sum - less : 0;
}

/* Passages of a few people leave the day with their hour, or the day less the given hours would
 * tell them. Those of an hour that only keeps another company stay: they are none, or enough. */
static void drop_passages(const struct rule *rule, size_t zone, const struct report_hour *hour)
{
    struct report_day *day = day_of(rule, zone);
    if (day->slot.open_s == 0 || hour->open_s > 0 || !is_sensitive_hour(rule, hour))
        return;
    take_off(&day->slot.all[SLOT_IN], hour->in);
    take_off(&day->slot.all[SLOT_OUT], hour->out);
    rule->zones[zone].hours_left_out++;
}

/* The share of an hour outside opening leaves the day's sums; they are unknown then. */
static void drop_outside(struct report_day *day, const struct report_hour *hour)
{
    int64_t outside = hour->length_s - hour->open_s, *all = day->slot.all;
    if (outside <= 0 || day->slot.open_s == 0)
        return;
    int64_t seats = hour->seats_s * outside / hour->length_s;
    int64_t counted = hour->uncounted_s < hour->length_s ? outside : 0;
    take_off(&all[SLOT_USED], hour->used_outside_s);
    take_off(&all[SLOT_PERSON], hour->person_outside_s);
    take_off(&all[SLOT_IN_USE], hour->in_use_outside_s);
    all[SLOT_LOW] = all[SLOT_HIGH] = all[SLOT_RAW] = all[SLOT_PERSON];
    all[SLOT_HELD] = day->slot.open[SLOT_HELD];
    all[SLOT_SEATS_UNKNOWN] += seats;
    all[SLOT_UNCOUNTED] += counted;
    all[SLOT_USE_UNKNOWN] += counted;
}

static void blank(const struct rule *rule, size_t zone)
{
    size_t count;
    struct report_day *day = day_of(rule, zone);
    struct report_hour *hours = hours_of(rule, zone, &count);
    if (day && day->given == GIVEN_WITHHELD) {
        blank_day(day);
        rule->zones[zone].days_withheld++;
    }
    for (size_t i = 0; i < count; i++) {
        if (hours[i].given != GIVEN_WITHHELD)
            continue;
        if (day->given == GIVEN && rule->complementary) {
            drop_outside(day, &hours[i]);
            drop_passages(rule, zone, &hours[i]);
        }
        blank_hour(&hours[i]);
        rule->zones[zone].hours_withheld++;
    }
}

void suppress(struct report_zone *zones, size_t count, int64_t minimum, bool complementary)
{
    size_t days = 0;
    for (size_t i = 0; i < count; i++)
        days = zones[i].day_count > days ? zones[i].day_count : days;
    for (size_t at = 0; minimum > 1 && at < days; at++) {
        struct rule rule = {zones, count, at, (uint32_t)minimum, complementary};
        judge(&rule);
        for (size_t i = 0; i < count; i++)
            blank(&rule, i);
    }
}
