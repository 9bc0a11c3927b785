#include "dashboard/presence/holidays.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "dashboard/civil.h"

enum { FIRST_YEAR = 1970, LAST_YEAR = 2100, EXTRA_MAX = 4 };

struct fixed_day {
    int month, day;
    int since, until; /* years; 0: no bound */
};

struct holidays_zone {
    const char *code;
    bool good_friday;
    struct fixed_day extra[EXTRA_MAX];
};

static const struct fixed_day common_days[] = {
    {1, 1, 0, 0},  {5, 1, 0, 0},  {5, 8, 1982, 0}, {7, 14, 0, 0},
    {8, 15, 0, 0}, {11, 1, 0, 0}, {11, 11, 0, 0},  {12, 25, 0, 0},
};

/* From Easter Sunday: Easter Monday, Ascension, Whit Monday. */
static const int common_from_easter[] = {1, 39, 50};

static const struct holidays_zone zones[] = {
    {"FR", false, {{0}}},
    {"FR-AM", true, {{12, 26, 0, 0}}},
    {"FR-GP", false, {{5, 27, 1984, 0}}},
    {"FR-MQ", false, {{5, 22, 1984, 0}}},
    {"FR-GF", false, {{6, 10, 1984, 0}}},
    {"FR-RE", false, {{12, 20, 1983, 0}}},
    {"FR-YT", false, {{4, 27, 1984, 0}}},
    {"FR-BL", false, {{10, 9, 1984, 0}}},
    {"FR-MF", false, {{5, 27, 1984, 2017}, {5, 28, 2018, 0}}},
    {"FR-PM", false, {{0}}},
    {"FR-WF", false, {{4, 28, 0, 0}, {6, 29, 0, 0}, {7, 29, 0, 0}}},
    {"FR-PF", true, {{3, 5, 0, 0}, {6, 29, 1985, 2024}, {11, 20, 2025, 0}}},
    {"FR-NC", false, {{9, 24, 0, 0}}},
};
enum { ZONES = sizeof zones / sizeof *zones };

int holidays_init(struct holidays *holidays, const char *code, struct why *why)
{
    char codes[ZONES * 8] = "";
    for (size_t i = 0; i < ZONES; i++) {
        if (strcmp(code, zones[i].code) == 0) {
            *holidays = (struct holidays){.zone = &zones[i], .school.known = {0, -1}};
            return 0;
        }
        strcat(strcat(codes, i ? ", " : ""), zones[i].code);
    }
    return why_set(why, EINVAL, "no public holidays are known for \"%.32s\": use one of %s", code,
                   codes);
}

int64_t holidays_easter(int year)
{
    int a = year % 19, b = year / 100, c = year % 100;
    int d = b / 4, e = b % 4, f = (b + 8) / 25, g = (b - f + 1) / 3;
    int h = (19 * a + b - d - g + 15) % 30;
    int i = c / 4, k = c % 4;
    int l = (32 + 2 * e + 2 * i - h - k) % 7;
    int m = (a + 11 * h + 22 * l) / 451;
    int n = h + l - 7 * m + 114;
    return civil_days(year, n / 31, n % 31 + 1);
}

static bool is_fixed_day(const struct fixed_day *fixed, const struct civil *civil)
{
    return fixed->month == civil->month && fixed->day == civil->day &&
           (!fixed->since || civil->year >= fixed->since) &&
           (!fixed->until || civil->year <= fixed->until);
}

static bool is_easter_day(const struct holidays_zone *zone, int64_t since_easter)
{
    for (size_t i = 0; i < sizeof common_from_easter / sizeof *common_from_easter; i++) {
        if (since_easter == common_from_easter[i]) {
            return true;
        }
    }
    return zone->good_friday && since_easter == -2;
}

enum holidays_answer holidays_public(const struct holidays *holidays, int64_t days)
{
    struct civil civil = civil_from_days(days);
    if (civil.year < FIRST_YEAR || civil.year > LAST_YEAR) {
        return HOLIDAYS_UNKNOWN;
    }
    for (size_t i = 0; i < sizeof common_days / sizeof *common_days; i++) {
        if (is_fixed_day(&common_days[i], &civil)) {
            return HOLIDAYS_YES;
        }
    }
    for (size_t i = 0; i < EXTRA_MAX; i++) {
        if (is_fixed_day(&holidays->zone->extra[i], &civil)) {
            return HOLIDAYS_YES;
        }
    }
    int64_t since_easter = days - holidays_easter(civil.year);
    return is_easter_day(holidays->zone, since_easter) ? HOLIDAYS_YES : HOLIDAYS_NO;
}

enum holidays_answer holidays_school(const struct holidays *holidays, int64_t days)
{
    const struct holidays_school *school = &holidays->school;
    if (days < school->known.first || days > school->known.last) {
        return HOLIDAYS_UNKNOWN;
    }
    for (size_t i = 0; i < school->count; i++) {
        if (days >= school->ranges[i].first && days <= school->ranges[i].last) {
            return HOLIDAYS_YES;
        }
    }
    return HOLIDAYS_NO;
}
