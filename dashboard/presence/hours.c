#include "dashboard/presence/hours.h"

#include <string.h>

#include "dashboard/presence/hours_day.h"

enum { MINUTE_MS = 60000 };
static const int64_t day_ms = 86400000;

bool hours_need_holidays(const struct hours *hours)
{
    for (size_t n = 0; n < hours->count; n++) {
        if (hours->rules[n].must_ph || hours->rules[n].or_ph) {
            return true;
        }
    }
    return false;
}

bool hours_need_school_holidays(const struct hours *hours)
{
    for (size_t n = 0; n < hours->count; n++) {
        if (hours->rules[n].must_sh || hours->rules[n].or_sh) {
            return true;
        }
    }
    return false;
}

bool hours_need_position(const struct hours *hours)
{
    for (size_t n = 0; n < hours->count; n++) {
        const struct hours_rule *rule = &hours->rules[n];
        for (size_t i = 0; i < rule->span_count; i++) {
            if (rule->spans[i].from.base != HOURS_MIDNIGHT ||
                rule->spans[i].to.base != HOURS_MIDNIGHT) {
                return true;
            }
        }
    }
    return false;
}

/* A walk through time in pieces during which the offset and the civil day stay the same. */
struct walk {
    const struct hours *hours;
    const struct hours_context *context;
    int64_t at_ms, end_ms; /* the piece */
    int64_t change_ms;     /* the next change of offset */
    int64_t days;
    int64_t midnight_ms; /* when the day's 00:00 was or would have been at this offset */
    uint8_t minutes[HOURS_DAY];
};

static void walk_enter(struct walk *walk, int64_t at_ms)
{
    if (at_ms >= walk->change_ms) {
        walk->change_ms = zonetime_next_change_ms(walk->context->zone, at_ms);
    }
    struct zonetime_local local;
    zonetime_local(walk->context->zone, at_ms, &local);
    if (local.days != walk->days) {
        hours_day_states(walk->hours, walk->context, local.days, walk->minutes);
        walk->days = local.days;
    }
    walk->at_ms = at_ms;
    walk->midnight_ms = local.days * day_ms - local.offset_s * (int64_t)1000;
    walk->end_ms = walk->midnight_ms + day_ms;
    if (walk->change_ms < walk->end_ms) {
        walk->end_ms = walk->change_ms;
    }
}

static int walk_minute(const struct walk *walk)
{
    return (int)((walk->at_ms - walk->midnight_ms) / MINUTE_MS);
}

static bool is_uniform(const uint8_t *minutes, uint8_t state)
{
    return minutes[0] == state && memcmp(minutes, minutes + 1, HOURS_DAY - 1) == 0;
}

/* The first moment in the piece with another state, INT64_MAX if there is none. */
static int64_t walk_find_change(const struct walk *walk, uint8_t state)
{
    if (is_uniform(walk->minutes, state)) {
        return INT64_MAX;
    }
    for (int minute = walk_minute(walk); minute < HOURS_DAY; minute++) {
        if (walk->minutes[minute] != state) {
            int64_t at_ms = walk->midnight_ms + minute * (int64_t)MINUTE_MS;
            at_ms = at_ms > walk->at_ms ? at_ms : walk->at_ms;
            return at_ms < walk->end_ms ? at_ms : INT64_MAX;
        }
    }
    return INT64_MAX;
}

void hours_at(const struct hours *hours, const struct hours_context *context, int64_t utc_ms,
              struct hours_answer *answer)
{
    struct walk walk = {
        .hours = hours, .context = context, .change_ms = INT64_MIN, .days = INT64_MIN};
    walk_enter(&walk, utc_ms);
    uint8_t state = walk.minutes[walk_minute(&walk)];
    int64_t limit_ms = utc_ms + 366 * day_ms;
    int64_t until_ms = walk_find_change(&walk, state);
    while (until_ms == INT64_MAX && walk.end_ms < limit_ms) {
        walk_enter(&walk, walk.end_ms);
        until_ms = walk_find_change(&walk, state);
    }
    answer->state = (enum hours_state)state;
    answer->until_ms = until_ms < limit_ms ? until_ms : INT64_MAX;
}
