#include "dashboard/civil.h"

/* Years begin in March here, so that the leap day is the last of its year. */
int64_t civil_days(int year, int month, int day)
{
    int64_t y = (int64_t)year - (month <= 2);
    int64_t era = (y >= 0 ? y : y - 399) / 400;
    int64_t year_of_era = y - era * 400;
    int64_t day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
    int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146097 + day_of_era - 719468;
}

struct civil civil_from_days(int64_t days)
{
    int64_t z = days + 719468;
    int64_t era = (z >= 0 ? z : z - 146096) / 146097;
    int64_t day_of_era = z - era * 146097;
    int64_t year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t march_month = (5 * day_of_year + 2) / 153;

    struct civil civil;
    civil.day = (int)(day_of_year - (153 * march_month + 2) / 5 + 1);
    civil.month = (int)(march_month < 10 ? march_month + 3 : march_month - 9);
    civil.year = (int)(year_of_era + era * 400 + (civil.month <= 2));
    return civil;
}

int civil_weekday(int64_t days)
{
    int64_t since_monday = (days + 3) % 7; /* 1970-01-01 was a Thursday */
    return (int)(since_monday < 0 ? since_monday + 7 : since_monday) + 1;
}

bool civil_leap(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

int civil_month_days(int year, int month)
{
    static const int days[12] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return days[month - 1] + (month == 2 && civil_leap(year));
}

bool civil_valid(int year, int month, int day)
{
    return month >= 1 && month <= 12 && day >= 1 && day <= civil_month_days(year, month);
}
