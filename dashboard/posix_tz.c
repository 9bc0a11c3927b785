#include "dashboard/posix_tz.h"

#include <ctype.h>
#include <errno.h>
#include <stddef.h>

#include "dashboard/civil.h"

enum { DAY_S = 86400 };

static const char *skip_name(const char *at)
{
    const char *start = at;
    if (*at == '<') {
        while (*at && *at != '>') {
            at++;
        }
        return *at == '>' ? at + 1 : NULL;
    }
    while (isalpha((unsigned char)*at)) {
        at++;
    }
    return at - start >= 3 ? at : NULL;
}

static const char *read_number(const char *at, int max, int *out)
{
    if (!isdigit((unsigned char)*at)) {
        return NULL;
    }
    int number = 0;
    while (isdigit((unsigned char)*at)) {
        number = number * 10 + (*at++ - '0');
        if (number > max) {
            return NULL;
        }
    }
    *out = number;
    return at;
}

/* [+-]hh[:mm[:ss]] */
static const char *read_time(const char *at, int32_t *out_s)
{
    int sign = *at == '-' ? -1 : 1;
    if (*at == '-' || *at == '+') {
        at++;
    }
    int parts[3] = {0, 0, 0};
    for (int i = 0; i < 3; i++) {
        if (i > 0 && *at++ != ':') {
            at--;
            break;
        }
        at = read_number(at, i == 0 ? 167 : 59, &parts[i]);
        if (!at) {
            return NULL;
        }
    }
    *out_s = sign * (parts[0] * 3600 + parts[1] * 60 + parts[2]);
    return at;
}

static const char *read_month_week_day(const char *at, struct posix_tz_date *date)
{
    date->kind = POSIX_TZ_MONTH_WEEK_DAY;
    at = read_number(at + 1, 12, &date->month);
    if (!at || *at != '.') {
        return NULL;
    }
    at = read_number(at + 1, 5, &date->week);
    if (!at || *at != '.') {
        return NULL;
    }
    at = read_number(at + 1, 6, &date->weekday);
    return at && date->month >= 1 && date->week >= 1 ? at : NULL;
}

/* ,date[/time] */
static const char *read_date(const char *at, struct posix_tz_date *date)
{
    if (*at++ != ',') {
        return NULL;
    }
    if (*at == 'M') {
        at = read_month_week_day(at, date);
    } else if (*at == 'J') {
        date->kind = POSIX_TZ_JULIAN;
        at = read_number(at + 1, 365, &date->day);
    } else {
        date->kind = POSIX_TZ_DAY_OF_YEAR;
        at = read_number(at, 365, &date->day);
    }
    date->time_s = 2 * 3600;
    return at && *at == '/' ? read_time(at + 1, &date->time_s) : at;
}

int posix_tz_parse(struct posix_tz *rule, const char *text)
{
    *rule = (struct posix_tz){0};
    int32_t west_s;
    const char *at = skip_name(text);
    if (!at || !(at = read_time(at, &west_s))) {
        return -EINVAL;
    }
    rule->std_s = rule->dst_s = -west_s;
    if (!*at) {
        return 0;
    }
    rule->has_dst = true;
    rule->dst_s = rule->std_s + 3600;
    if (!(at = skip_name(at))) {
        return -EINVAL;
    }
    if (*at != ',') {
        if (!(at = read_time(at, &west_s))) {
            return -EINVAL;
        }
        rule->dst_s = -west_s;
    }
    at = read_date(at, &rule->to_dst);
    at = at ? read_date(at, &rule->to_std) : NULL;
    return at && !*at ? 0 : -EINVAL;
}

/* Days since 1970 of the change in that year. */
static int64_t date_days(const struct posix_tz_date *date, int year)
{
    if (date->kind == POSIX_TZ_JULIAN) {
        int leap_day_passed = civil_leap(year) && date->day >= 60;
        return civil_days(year, 1, 1) + date->day - 1 + leap_day_passed;
    }
    if (date->kind == POSIX_TZ_DAY_OF_YEAR) {
        return civil_days(year, 1, 1) + date->day;
    }
    int64_t first = civil_days(year, date->month, 1);
    int first_weekday = civil_weekday(first) % 7; /* Sunday 0 */
    int day = (date->weekday - first_weekday + 7) % 7 + (date->week - 1) * 7;
    while (day >= civil_month_days(year, date->month)) {
        day -= 7;
    }
    return first + day;
}

static int64_t to_dst_s(const struct posix_tz *rule, int year)
{
    return date_days(&rule->to_dst, year) * DAY_S + rule->to_dst.time_s - rule->std_s;
}

static int64_t to_std_s(const struct posix_tz *rule, int year)
{
    return date_days(&rule->to_std, year) * DAY_S + rule->to_std.time_s - rule->dst_s;
}

static int year_of(const struct posix_tz *rule, int64_t utc_s)
{
    int64_t local = utc_s + rule->std_s;
    int64_t days = local >= 0 ? local / DAY_S : -((-local + DAY_S - 1) / DAY_S);
    return civil_from_days(days).year;
}

int32_t posix_tz_offset_s(const struct posix_tz *rule, int64_t utc_s)
{
    if (!rule->has_dst) {
        return rule->std_s;
    }
    int year = year_of(rule, utc_s);
    int64_t start = to_dst_s(rule, year);
    int64_t end = to_std_s(rule, year);
    bool dst = start < end ? utc_s >= start && utc_s < end : utc_s >= start || utc_s < end;
    return dst ? rule->dst_s : rule->std_s;
}

int64_t posix_tz_next_s(const struct posix_tz *rule, int64_t utc_s)
{
    if (!rule->has_dst || rule->std_s == rule->dst_s) {
        return INT64_MAX;
    }
    int64_t next = INT64_MAX;
    int year = year_of(rule, utc_s);
    for (int y = year - 1; y <= year + 1; y++) {
        int64_t moments[2] = {to_dst_s(rule, y), to_std_s(rule, y)};
        for (int i = 0; i < 2; i++) {
            if (moments[i] > utc_s && moments[i] < next) {
                next = moments[i];
            }
        }
    }
    return next;
}
