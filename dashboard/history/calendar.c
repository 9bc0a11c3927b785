#include "dashboard/history/calendar.h"
#include "dashboard/history/slot.h"
#include <stdbool.h>

/* Rounded up to the beginning of a slot. */
static int64_t slot_from(int64_t ms)
{
    int64_t s = ms / 1000;
    int64_t over = ((s % SLOT_S) + SLOT_S) % SLOT_S;
    return over ? s + SLOT_S - over : s;
}

static void local_at(const struct zonetime *zone, int64_t start_s, struct zonetime_local *local)
{
    zonetime_local(zone, start_s * 1000, local);
}

/* Whether the wall's clock shows another hour at this slot than at the one before, or jumped. */
static bool begins_hour(const struct zonetime *zone, int64_t start_s)
{
    struct zonetime_local now, before;
    local_at(zone, start_s, &now);
    local_at(zone, start_s - SLOT_S, &before);
    return now.hour != before.hour || now.offset_s != before.offset_s || now.days != before.days;
}

void calendar_hour(const struct zonetime *zone, int64_t start_s, struct calendar_span *span)
{
    struct zonetime_local local;
    span->start_s = start_s;
    while (!begins_hour(zone, span->start_s))
        span->start_s -= SLOT_S;
    span->end_s = start_s + SLOT_S;
    while (!begins_hour(zone, span->end_s))
        span->end_s += SLOT_S;
    local_at(zone, span->start_s, &local);
    span->local = ((local.year * 100LL + local.month) * 100 + local.day) * 100 + local.hour;
}

void calendar_day(const struct zonetime *zone, int64_t start_s, struct calendar_span *span)
{
    struct zonetime_local local;
    local_at(zone, start_s, &local);
    int64_t day = local.days + 1;
    /* A clock set back over midnight shows the day before once more. */
    while (slot_from(zonetime_day_start_ms(zone, day)) > start_s)
        day--;
    while (slot_from(zonetime_day_start_ms(zone, day + 1)) <= start_s)
        day++;
    span->start_s = slot_from(zonetime_day_start_ms(zone, day));
    span->end_s = slot_from(zonetime_day_start_ms(zone, day + 1));
    struct civil date = civil_from_days(day);
    span->local = (date.year * 100LL + date.month) * 100 + date.day;
}
