#include "dashboard/civil.h"
#include "dashboard/presence/hours_parse.h"

static int take_years(struct hours_scan *scan, struct hours_rule *rule)
{
    do {
        if (!hours_scan_year_at(scan)) {
            return hours_scan_refuse(scan, "a year of four digits belongs here");
        }
        if (rule->year_count == HOURS_YEARS_MAX) {
            return hours_scan_refuse(scan, "more than %d years in one rule", HOURS_YEARS_MAX);
        }
        struct hours_years *years = &rule->years[rule->year_count++];
        years->first = years->last = hours_scan_take_number(scan);
        if (hours_scan_take(scan, "-")) {
            if (!hours_scan_year_at(scan)) {
                return hours_scan_refuse(scan, "a year of four digits belongs here");
            }
            years->last = hours_scan_take_number(scan);
            if (years->last <= years->first) {
                return hours_scan_refuse(scan, "the second year must come after the first (%d)",
                                         years->first);
            }
        }
    } while (hours_scan_take(scan, ","));
    return 0;
}

/* A day of that month; year 0 lets 29 February pass. */
static int take_day(struct hours_scan *scan, int year, int month, int *day)
{
    if (!hours_scan_day_at(scan)) {
        return hours_scan_refuse(scan, "a day of the month belongs here");
    }
    struct hours_scan before = *scan;
    *day = hours_scan_take_number(scan);
    if (!civil_valid(year ? year : 2000, month, *day)) {
        return hours_scan_refuse(&before, "that month has no day %d%s", *day,
                                 year ? " in that year" : "");
    }
    return 0;
}

static int add_dates(struct hours_scan *scan, struct hours_rule *rule, int year, int from, int to)
{
    if (rule->date_count == HOURS_DATES_MAX) {
        return hours_scan_refuse(scan, "more than %d dates in one rule", HOURS_DATES_MAX);
    }
    rule->dates[rule->date_count++] =
        (struct hours_dates){.dated = year != 0, .from = from, .to = to};
    return 0;
}

/* After "Dec 20-": "Jan 5", or with years "2027 Jan 5". */
static int take_range_end(struct hours_scan *scan, struct hours_rule *rule, int year, int from)
{
    int end_year = 0;
    struct hours_scan before = *scan;
    if (year) {
        if (!hours_scan_year_at(scan)) {
            return hours_scan_refuse(scan, "after a date with its year, write the year here too");
        }
        end_year = hours_scan_take_number(scan);
    }
    int month = hours_scan_take_month(scan), day;
    if (!month) {
        return hours_scan_refuse(scan, "a month and a day belong here (Aug 20)");
    }
    int err = take_day(scan, end_year, month, &day);
    if (err) {
        return err;
    }
    int to = hours_date_key(end_year, month, day);
    if (year && to < from) {
        return hours_scan_refuse(&before, "the range ends before it begins");
    }
    return add_dates(scan, rule, year, from, to);
}

/* After the month: "14", "14-20", "14,16-18", "14-Aug 20". */
static int take_days_of_month(struct hours_scan *scan, struct hours_rule *rule, int year, int month)
{
    struct hours_scan after_comma;
    do {
        int first, last, err = take_day(scan, year, month, &first);
        if (err) {
            return err;
        }
        last = first;
        int from = hours_date_key(year, month, first);
        if (hours_scan_take(scan, "-")) {
            if (!hours_scan_day_at(scan)) {
                return take_range_end(scan, rule, year, from);
            }
            struct hours_scan before = *scan;
            if ((err = take_day(scan, year, month, &last)) < 0) {
                return err;
            }
            if (last < first) {
                return hours_scan_refuse(&before, "the range ends before it begins: name the "
                                                  "month of its end too");
            }
        }
        if ((err = add_dates(scan, rule, year, from, hours_date_key(year, month, last))) < 0) {
            return err;
        }
        after_comma = *scan;
        if (!hours_scan_take(&after_comma, ",") || !hours_scan_day_at(&after_comma)) {
            return 0;
        }
        *scan = after_comma;
    } while (true);
}

/* "Jul" or "Jul-Aug", the month taken already. */
static int take_months(struct hours_scan *scan, struct hours_rule *rule, int first)
{
    int last = first;
    if (hours_scan_take(scan, "-")) {
        last = hours_scan_take_month(scan);
        if (!last) {
            return hours_scan_refuse(scan, "a month belongs here");
        }
        if (hours_scan_day_at(scan)) {
            return hours_scan_refuse(scan, "the range begins with a whole month and ends with a "
                                           "day: give its begin a day too");
        }
    }
    return add_dates(scan, rule, 0, hours_date_key(0, first, 1), hours_date_key(0, last, 31));
}

static int take_dates(struct hours_scan *scan, struct hours_rule *rule)
{
    bool dated = hours_scan_year_at(scan);
    do {
        if (dated != hours_scan_year_at(scan)) {
            return hours_scan_refuse(scan, "dates with and without a year in one list: make two "
                                           "rules of it");
        }
        int year = dated ? hours_scan_take_number(scan) : 0;
        int month = hours_scan_take_month(scan);
        if (!month) {
            return hours_scan_weekday_at(scan) || !*scan->at || hours_scan_clock_at(scan)
                       ? hours_scan_refuse(scan, "after the \",\" another date belongs here")
                       : hours_scan_refuse_here(scan);
        }
        int err = dated || hours_scan_day_at(scan) ? take_days_of_month(scan, rule, year, month)
                                                   : take_months(scan, rule, month);
        if (err) {
            return err;
        }
    } while (hours_scan_take(scan, ","));
    return 0;
}

/* "2026" belongs to a date when a month with a day follows: 2026 Jul 14. */
static bool dated_date_at(const struct hours_scan *scan)
{
    struct hours_scan ahead = *scan;
    if (!hours_scan_year_at(&ahead)) {
        return false;
    }
    hours_scan_take_number(&ahead);
    return hours_scan_take_month(&ahead) && hours_scan_day_at(&ahead);
}

static int take_nth(struct hours_scan *scan, int *n)
{
    int sign = hours_scan_take(scan, "-") ? -1 : 1;
    if (hours_scan_digits_at(scan) != 1 || *scan->at < '1' || *scan->at > '5') {
        return hours_scan_refuse(scan, "1 to 5 belong here, or -1 for the last of the month");
    }
    *n = sign * hours_scan_take_number(scan);
    return 0;
}

/* After "Sa[": "1", "1,3", "1-2", "-1", and the bracket. */
static int take_nth_list(struct hours_scan *scan, uint16_t *bits)
{
    do {
        int first, err = take_nth(scan, &first);
        if (err) {
            return err;
        }
        int last = first;
        if (first > 0 && hours_scan_take(scan, "-")) {
            if ((err = take_nth(scan, &last)) < 0) {
                return err;
            }
            if (last < first) {
                return hours_scan_refuse(scan, "the range ends before it begins");
            }
        }
        for (int n = first; n <= last; n++) {
            *bits |= hours_nth_bit(n);
        }
    } while (hours_scan_take(scan, ","));
    return hours_scan_take(scan, "]") ? 0 : hours_scan_refuse(scan, "a \"]\" belongs here");
}

static int take_weekday_range(struct hours_scan *scan, struct hours_rule *rule)
{
    int first = hours_scan_take_weekday(scan);
    if (hours_scan_take(scan, "[")) {
        return take_nth_list(scan, &rule->nth[first]);
    }
    int last = first;
    if (hours_scan_take(scan, "-") && !(last = hours_scan_take_weekday(scan))) {
        return hours_scan_refuse(scan, "a day of the week belongs here: Mo Tu We Th Fr Sa Su");
    }
    for (int day = first;; day = day % 7 + 1) {
        rule->weekdays |= (uint8_t)(1u << day);
        if (day == last) {
            return 0;
        }
    }
}

static int take_weekdays(struct hours_scan *scan, struct hours_rule *rule)
{
    rule->has_weekdays = true;
    do {
        int err = 0;
        if (hours_scan_take(scan, "PH")) {
            rule->or_ph = true;
        } else if (hours_scan_take(scan, "SH")) {
            rule->or_sh = true;
        } else if (hours_scan_weekday_at(scan)) {
            err = take_weekday_range(scan, rule);
        } else {
            err = hours_scan_refuse(scan, "a day belongs here: Mo Tu We Th Fr Sa Su PH SH");
        }
        if (err) {
            return err;
        }
    } while (hours_scan_take(scan, ","));
    return 0;
}

/* "PH" alone or before weekdays must hold besides them; in a list it is one of them. */
static int take_days(struct hours_scan *scan, struct hours_rule *rule)
{
    struct hours_scan ahead = *scan;
    bool ph = hours_scan_take(&ahead, "PH");
    bool sh = !ph && hours_scan_take(&ahead, "SH");
    if ((ph || sh) && !hours_scan_is(&ahead, ",")) {
        rule->must_ph = ph;
        rule->must_sh = sh;
        *scan = ahead;
    } else if (ph || sh) {
        return take_weekdays(scan, rule);
    }
    return hours_scan_weekday_at(scan) ? take_weekdays(scan, rule) : 0;
}

int hours_take_days(struct hours_scan *scan, struct hours_rule *rule)
{
    int err = 0;
    if (hours_scan_year_at(scan) && !dated_date_at(scan)) {
        err = take_years(scan, rule);
    }
    if (!err && (hours_scan_month_at(scan) || hours_scan_year_at(scan))) {
        err = take_dates(scan, rule);
    }
    return err ? err : take_days(scan, rule);
}
