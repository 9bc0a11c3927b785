#include "dashboard/report/period.h"
#include "dashboard/civil.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

enum { FIRST_YEAR = 1973, LAST_YEAR = 2200 };

/* Monday of week 1: the week with 4 January in it (ISO 8601). */
static int64_t first_monday(int year)
{
    int64_t fourth = civil_days(year, 1, 4);
    return fourth - (civil_weekday(fourth) - 1);
}

void period_week_of(int64_t day, int *year, int *week)
{
    int64_t thursday = day - (civil_weekday(day) - 1) + 3;
    *year = civil_from_days(thursday).year;
    *week = (int)((thursday - first_monday(*year)) / 7) + 1;
}

static int weeks_of(int year)
{
    return (int)((first_monday(year + 1) - first_monday(year)) / 7);
}

static struct period make_week(int year, int week)
{
    int64_t monday = first_monday(year) + 7 * (week - 1);
    return (struct period){PERIOD_WEEK, monday, monday + 6, year, week};
}

/* `count` months from month `month` (1..12) of a year on. */
static struct period make_months(enum period_kind kind, int year, int month, int count, int number)
{
    int end = month + count, end_year = year + (end - 1) / 12;
    return (struct period){kind, civil_days(year, month, 1),
                           civil_days(end_year, (end - 1) % 12 + 1, 1) - 1, year, number};
}

static struct period make(enum period_kind kind, int year, int number)
{
    switch (kind) {
    case PERIOD_WEEK:
        return make_week(year, number);
    case PERIOD_MONTH:
        return make_months(kind, year, number, 1, number);
    case PERIOD_QUARTER:
        return make_months(kind, year, 3 * number - 2, 3, number);
    case PERIOD_SCHOOL_YEAR:
        return make_months(kind, year, 9, 12, 0);
    default:
        return make_months(PERIOD_YEAR, year, 1, 12, 0);
    }
}

static bool is_whole(const char *text, int read)
{
    return read > 0 && text[read] == '\0';
}

static bool has_year(int year)
{
    return year >= FIRST_YEAR && year <= LAST_YEAR;
}

static bool read_one(const char *text, struct period *period)
{
    int year, month, day, number, end;
    size_t length = strlen(text);
    if (strspn(text, "0123456789-QW") != length)
        return false;
    if (length == 4 && sscanf(text, "%4d%n", &year, &end) == 1 && is_whole(text, end))
        *period = make(PERIOD_YEAR, year, 0);
    else if (length == 7 && sscanf(text, "%4d-Q%1d%n", &year, &number, &end) == 2 &&
             is_whole(text, end) && number >= 1 && number <= 4)
        *period = make(PERIOD_QUARTER, year, number);
    else if (length == 8 && sscanf(text, "%4d-W%2d%n", &year, &number, &end) == 2 &&
             is_whole(text, end) && has_year(year) && number >= 1 && number <= weeks_of(year))
        *period = make(PERIOD_WEEK, year, number);
    else if (length == 7 && text[5] != '-' && sscanf(text, "%4d-%2d%n", &year, &month, &end) == 2 &&
             is_whole(text, end) && month >= 1 && month <= 12)
        *period = make(PERIOD_MONTH, year, month);
    else if (length == 9 && sscanf(text, "%4d-%4d%n", &year, &number, &end) == 2 &&
             is_whole(text, end) && number == year + 1)
        *period = make(PERIOD_SCHOOL_YEAR, year, 0);
    else if (length == 10 && sscanf(text, "%4d-%2d-%2d%n", &year, &month, &day, &end) == 3 &&
             is_whole(text, end) && civil_valid(year, month, day))
        *period = (struct period){PERIOD_DAYS, civil_days(year, month, day),
                                  civil_days(year, month, day), year, 0};
    else
        return false;
    return has_year(year);
}

static bool read_two(const char *text, const char *dots, struct period *period)
{
    char first[PERIOD_TEXT_MAX];
    struct period from, to;
    size_t length = (size_t)(dots - text);
    if (length >= sizeof first)
        return false;
    memcpy(first, text, length);
    first[length] = '\0';
    if (!read_one(first, &from) || !read_one(dots + 2, &to) || to.last < from.first ||
        from.kind == PERIOD_SCHOOL_YEAR || to.kind == PERIOD_SCHOOL_YEAR)
        return false;
    *period = (struct period){PERIOD_DAYS, from.first, to.last, from.year, 0};
    return true;
}

int period_parse(const char *text, struct period *period, struct why *why)
{
    const char *dots = strstr(text, "..");
    if (dots ? read_two(text, dots, period) : read_one(text, period))
        return 0;
    return why_set(why, EINVAL,
                   "%.40s is no period: write 2026-10 (a month), 2026-Q3, 2026, 2026-W12 (a week), "
                   "2026-2027 (a school year), or 2026-10-05..2026-10-18",
                   text);
}

static void format_day(int64_t day, char text[11])
{
    struct civil date = civil_from_days(day);
    snprintf(text, 11, "%04u-%02u-%02u", (unsigned)date.year % 10000, (unsigned)date.month % 100,
             (unsigned)date.day % 100);
}

void period_format(const struct period *period, char text[PERIOD_TEXT_MAX])
{
    static const char *const formats[] = {
        [PERIOD_WEEK] = "%04d-W%02d", [PERIOD_MONTH] = "%04d-%02d", [PERIOD_QUARTER] = "%04d-Q%d"};
    char from[11], to[11];
    format_day(period->first, from);
    format_day(period->last, to);
    if (period->kind == PERIOD_YEAR)
        snprintf(text, PERIOD_TEXT_MAX, "%04d", period->year);
    else if (period->kind == PERIOD_SCHOOL_YEAR)
        snprintf(text, PERIOD_TEXT_MAX, "%04d-%04d", period->year, period->year + 1);
    else if (period->kind != PERIOD_DAYS)
        snprintf(text, PERIOD_TEXT_MAX, formats[period->kind], period->year, period->number);
    else if (period->first == period->last)
        snprintf(text, PERIOD_TEXT_MAX, "%s", from);
    else
        snprintf(text, PERIOD_TEXT_MAX, "%s..%s", from, to);
}

int64_t period_days(const struct period *period)
{
    return period->last - period->first + 1;
}

static struct period shifted(const struct period *period, int64_t days)
{
    struct period moved = *period;
    moved.first += days;
    moved.last += days;
    moved.year = civil_from_days(moved.first).year;
    return moved;
}

struct period period_previous(const struct period *period)
{
    static const int last_number[] = {[PERIOD_MONTH] = 12, [PERIOD_QUARTER] = 4};
    switch (period->kind) {
    case PERIOD_DAYS:
        return shifted(period, -(period_days(period) + 6) / 7 * 7);
    case PERIOD_WEEK: {
        int year, week;
        period_week_of(period->first - 7, &year, &week);
        return make_week(year, week);
    }
    case PERIOD_MONTH:
    case PERIOD_QUARTER:
        if (period->number > 1)
            return make(period->kind, period->year, period->number - 1);
        return make(period->kind, period->year - 1, last_number[period->kind]);
    default:
        return make(period->kind, period->year - 1, 0);
    }
}

struct period period_year_before(const struct period *period)
{
    int years = civil_from_days(period->last).year - civil_from_days(period->first).year + 1;
    int weeks = weeks_of(period->year - 1);
    switch (period->kind) {
    case PERIOD_DAYS:
        return shifted(period, -364 * years);
    case PERIOD_WEEK:
        return make_week(period->year - 1, period->number > weeks ? weeks : period->number);
    default:
        return make(period->kind, period->year - 1, period->number);
    }
}
