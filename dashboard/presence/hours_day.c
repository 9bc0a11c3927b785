#include "dashboard/presence/hours_day.h"

#include <string.h>

#include "dashboard/presence/sun.h"

/* The minute of that day at which a moment falls, -1 on another day. */
static int minute_of_day(const struct zonetime *zone, int64_t utc_ms, int64_t days)
{
    struct zonetime_local local;
    zonetime_local(zone, utc_ms, &local);
    return local.days == days ? local.hour * 60 + local.minute : -1;
}

/* The solar day of a place far from its zone's meridian may be the one before or after. */
static void fill_sun(struct hours_facts *facts, const struct hours_context *context)
{
    static const int tries[] = {0, -1, 1};
    facts->sunrise = facts->sunset = -1;
    for (size_t i = 0; context->has_position && i < sizeof tries / sizeof *tries; i++) {
        struct sun_times sun;
        if (!sun_times_of_day(facts->days + tries[i], context->lat, context->lon, &sun)) {
            continue;
        }
        if (facts->sunrise < 0) {
            facts->sunrise = minute_of_day(context->zone, sun.rise_ms, facts->days);
        }
        if (facts->sunset < 0) {
            facts->sunset = minute_of_day(context->zone, sun.set_ms, facts->days);
        }
        if (facts->sunrise >= 0 && facts->sunset >= 0) {
            return;
        }
    }
}

void hours_facts_fill(struct hours_facts *facts, const struct hours_context *context, int64_t days)
{
    struct civil civil = civil_from_days(days);
    const struct holidays *holidays = context->holidays;
    *facts = (struct hours_facts){
        .days = days,
        .year = civil.year,
        .month = civil.month,
        .day = civil.day,
        .month_days = civil_month_days(civil.year, civil.month),
        .weekday = civil_weekday(days),
        .ph = holidays ? holidays_public(holidays, days) : HOLIDAYS_UNKNOWN,
        .sh = holidays ? holidays_school(holidays, days) : HOLIDAYS_UNKNOWN,
    };
    fill_sun(facts, context);
}

static bool years_match(const struct hours_rule *rule, const struct hours_facts *facts)
{
    for (size_t i = 0; i < rule->year_count; i++) {
        if (facts->year >= rule->years[i].first && facts->year <= rule->years[i].last) {
            return true;
        }
    }
    return rule->year_count == 0;
}

static bool dates_match(const struct hours_rule *rule, const struct hours_facts *facts)
{
    for (size_t i = 0; i < rule->date_count; i++) {
        const struct hours_dates *dates = &rule->dates[i];
        int key = hours_date_key(dates->dated ? facts->year : 0, facts->month, facts->day);
        bool match = dates->from <= dates->to ? key >= dates->from && key <= dates->to
                                              : key >= dates->from || key <= dates->to;
        if (match) {
            return true;
        }
    }
    return rule->date_count == 0;
}

static bool weekdays_match(const struct hours_rule *rule, const struct hours_facts *facts)
{
    uint16_t nth = hours_nth_bit((facts->day - 1) / 7 + 1) |
                   hours_nth_bit(-((facts->month_days - facts->day) / 7 + 1));
    return !rule->has_weekdays || rule->weekdays & 1u << facts->weekday ||
           rule->nth[facts->weekday] & nth || (rule->or_ph && facts->ph == HOLIDAYS_YES) ||
           (rule->or_sh && facts->sh == HOLIDAYS_YES);
}

bool hours_rule_matches(const struct hours_rule *rule, const struct hours_facts *facts)
{
    return years_match(rule, facts) && dates_match(rule, facts) && weekdays_match(rule, facts) &&
           (!rule->must_ph || facts->ph == HOLIDAYS_YES) &&
           (!rule->must_sh || facts->sh == HOLIDAYS_YES);
}

/* A rule with days replaces for its days; one without, only where the rule before has none. */
static bool replaces(const struct hours *hours, size_t n)
{
    const struct hours_rule *rule = &hours->rules[n];
    if (rule->additional || rule->state == HOURS_CLOSED) {
        return false;
    }
    return hours_rule_has_days(rule) ||
           (n > 0 && rule->state == HOURS_OPEN && !hours_rule_has_days(&hours->rules[n - 1]));
}

size_t hours_first_rule(const struct hours *hours, const struct hours_facts *today)
{
    for (size_t n = hours->count; n-- > 0;) {
        if (replaces(hours, n) && hours_rule_matches(&hours->rules[n], today)) {
            return n;
        }
    }
    return 0;
}

/* -1 when it hangs on a sunrise or sunset that is not known. */
static int clock_minute(const struct hours_clock *clock, const struct hours_facts *facts)
{
    if (clock->base == HOURS_MIDNIGHT) {
        return clock->minutes;
    }
    int sun = clock->base == HOURS_SUNRISE ? facts->sunrise : facts->sunset;
    if (sun < 0) {
        return -1;
    }
    int minute = sun + clock->minutes;
    return minute < 0 ? 0 : minute > HOURS_DAY ? HOURS_DAY : minute;
}

static void paint(uint8_t *minutes, int from, int to, uint8_t value)
{
    if (from < to) {
        memset(minutes + from, value, (size_t)(to - from));
    }
}

static void paint_today(const struct hours_rule *rule, const struct hours_facts *today,
                        uint8_t value, uint8_t sunless, uint8_t *minutes)
{
    if (rule->span_count == 0) {
        paint(minutes, 0, HOURS_DAY, value);
    }
    for (size_t i = 0; i < rule->span_count; i++) {
        const struct hours_span *span = &rule->spans[i];
        int from = clock_minute(&span->from, today);
        int to = span->past_midnight ? HOURS_DAY : clock_minute(&span->to, today);
        if (from < 0 || to < 0) {
            paint(minutes, 0, HOURS_DAY, sunless);
        } else {
            paint(minutes, from, to, value);
        }
    }
}

/* What began yesterday and goes on after midnight. */
static void paint_tail(const struct hours_rule *rule, const struct hours_facts *today,
                       uint8_t value, uint8_t sunless, uint8_t *minutes)
{
    for (size_t i = 0; i < rule->span_count; i++) {
        const struct hours_span *span = &rule->spans[i];
        int to = span->past_midnight ? clock_minute(&span->to, today) : 0;
        paint(minutes, 0, to < 0 ? HOURS_DAY : to, to < 0 ? sunless : value);
    }
}

void hours_day_paint(const struct hours *hours, const struct hours_facts *today,
                     const struct hours_facts *yesterday, const uint8_t *values, uint8_t sunless,
                     uint8_t minutes[HOURS_DAY])
{
    memset(minutes, 0, HOURS_DAY);
    for (size_t n = hours_first_rule(hours, today); n < hours->count; n++) {
        const struct hours_rule *rule = &hours->rules[n];
        if (hours_rule_matches(rule, today)) {
            paint_today(rule, today, values[n], sunless, minutes);
        }
        if (hours_rule_matches(rule, yesterday)) {
            paint_tail(rule, today, values[n], sunless, minutes);
        }
    }
}

static enum holidays_answer assume(enum holidays_answer answer, bool yes)
{
    return answer != HOLIDAYS_UNKNOWN ? answer : yes ? HOLIDAYS_YES : HOLIDAYS_NO;
}

/* Once under every assumption about what is not known: where they disagree it is unknown. */
static void paint_assumed(const struct hours *hours, const struct hours_facts *today,
                          const struct hours_facts *yesterday, const uint8_t *values,
                          uint8_t *minutes)
{
    bool ph_open = hours_need_holidays(hours) &&
                   (today->ph == HOLIDAYS_UNKNOWN || yesterday->ph == HOLIDAYS_UNKNOWN);
    bool sh_open = hours_need_school_holidays(hours) &&
                   (today->sh == HOLIDAYS_UNKNOWN || yesterday->sh == HOLIDAYS_UNKNOWN);
    uint8_t other[HOURS_DAY];
    for (int n = 0; n < 4; n++) {
        bool ph = n & 1, sh = n & 2;
        if ((ph && !ph_open) || (sh && !sh_open)) {
            continue;
        }
        struct hours_facts now = *today, before = *yesterday;
        now.ph = assume(now.ph, ph), before.ph = assume(before.ph, ph);
        now.sh = assume(now.sh, sh), before.sh = assume(before.sh, sh);
        hours_day_paint(hours, &now, &before, values, HOURS_UNKNOWN, n ? other : minutes);
        for (int minute = 0; n && minute < HOURS_DAY; minute++) {
            if (other[minute] != minutes[minute]) {
                minutes[minute] = HOURS_UNKNOWN;
            }
        }
    }
}

void hours_day_states(const struct hours *hours, const struct hours_context *context, int64_t days,
                      uint8_t minutes[HOURS_DAY])
{
    uint8_t values[HOURS_RULES_MAX];
    for (size_t n = 0; n < hours->count; n++) {
        values[n] = (uint8_t)hours->rules[n].state;
    }
    struct hours_context needed = *context;
    needed.has_position = context->has_position && hours_need_position(hours);
    struct hours_facts today, yesterday;
    hours_facts_fill(&today, &needed, days);
    hours_facts_fill(&yesterday, &needed, days - 1);
    paint_assumed(hours, &today, &yesterday, values, minutes);
}
