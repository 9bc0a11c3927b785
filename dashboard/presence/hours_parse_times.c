#include <string.h>

#include "dashboard/presence/hours_parse.h"

/* HH:MM; a closing time may count on past midnight. */
static int take_time(struct hours_scan *scan, int max, int *minutes)
{
    struct hours_scan before = *scan;
    int digits = hours_scan_digits_at(scan);
    if (digits == 0) {
        return hours_scan_refuse(scan, "a time like 09:00 belongs here, or sunrise or sunset");
    }
    if (digits != 2 || scan->at[2] != ':') {
        return hours_scan_refuse(scan, "times are written with two digits for the hour and a "
                                       "colon: 09:00");
    }
    int hour = hours_scan_take_number(scan);
    scan->at++;
    if (hours_scan_digits_at(scan) != 2) {
        return hours_scan_refuse(scan, "the minutes belong here, with two digits: 09:00");
    }
    int minute = hours_scan_take_number(scan);
    *minutes = hour * 60 + minute;
    if (minute > 59 || *minutes > max) {
        return hours_scan_refuse(&before, "there is no such time%s",
                                 max < HOURS_DAY ? " to begin at" : "");
    }
    return 0;
}

static int take_sun(struct hours_scan *scan, struct hours_clock *clock)
{
    clock->minutes = 0;
    if (hours_scan_take(scan, "sunrise")) {
        clock->base = HOURS_SUNRISE;
    } else if (hours_scan_take(scan, "sunset")) {
        clock->base = HOURS_SUNSET;
    } else {
        return hours_scan_refuse(scan, "sunrise or sunset belongs here");
    }
    return 0;
}

/* "sunset", "(sunset-01:30)" or HH:MM. */
static int take_clock(struct hours_scan *scan, int max, struct hours_clock *clock)
{
    *clock = (struct hours_clock){.base = HOURS_MIDNIGHT};
    if (!hours_scan_is(scan, "(")) {
        return hours_scan_is(scan, "sunrise") || hours_scan_is(scan, "sunset")
                   ? take_sun(scan, clock)
                   : take_time(scan, max, &clock->minutes);
    }
    hours_scan_take(scan, "(");
    int err = take_sun(scan, clock);
    if (err) {
        return err;
    }
    int sign = hours_scan_take(scan, "-") ? -1 : 1;
    if (sign > 0 && !hours_scan_take(scan, "+")) {
        return hours_scan_refuse(scan, "a \"+\" or \"-\" belongs here: (sunset-01:00)");
    }
    if ((err = take_time(scan, 3 * 60, &clock->minutes)) < 0) {
        return err;
    }
    clock->minutes *= sign;
    return hours_scan_take(scan, ")") ? 0 : hours_scan_refuse(scan, "a \")\" belongs here");
}

/* Whether a span with the sun goes over midnight is decided once, with sunrise at 6 and sunset at
 * 18 hours; a fixed one does when it does not end after it began. */
static void settle_span(struct hours_span *span)
{
    static const int usual[] = {[HOURS_SUNRISE] = 6 * 60, [HOURS_SUNSET] = 18 * 60};
    bool fixed = span->from.base == HOURS_MIDNIGHT && span->to.base == HOURS_MIDNIGHT;
    int from = usual[span->from.base] + span->from.minutes;
    int to = usual[span->to.base] + span->to.minutes;
    if (to > HOURS_DAY) {
        span->to.minutes -= HOURS_DAY;
        span->past_midnight = true;
    } else if (to < from || (fixed && to == from)) {
        span->past_midnight = to > 0; /* 00:00 is the end of the day itself */
        span->to.minutes += to > 0 ? 0 : HOURS_DAY;
    }
}

int hours_take_spans(struct hours_scan *scan, struct hours_rule *rule)
{
    struct hours_scan after_comma;
    do {
        if (rule->span_count == HOURS_SPANS_MAX) {
            return hours_scan_refuse(scan, "more than %d times in one rule", HOURS_SPANS_MAX);
        }
        struct hours_span *span = &rule->spans[rule->span_count++];
        int err = take_clock(scan, HOURS_DAY - 1, &span->from);
        if (err) {
            return err;
        }
        if (!hours_scan_take(scan, "-")) {
            return *scan->at && strchr("+:/\xe2", *scan->at)
                       ? hours_scan_refuse_here(scan)
                       : hours_scan_refuse(scan, "a \"-\" and the closing time belong here");
        }
        if ((err = take_clock(scan, 2 * HOURS_DAY, &span->to)) < 0) {
            return err;
        }
        settle_span(span);
        after_comma = *scan;
        if (!hours_scan_take(&after_comma, ",") || !hours_scan_clock_at(&after_comma)) {
            return 0;
        }
        *scan = after_comma;
    } while (true);
}
