#include "tests/unit/test.h"

#include <errno.h>
#include <string.h>

#include "dashboard/civil.h"
#include "dashboard/presence/holidays.h"

static struct holidays holidays_of(const char *code)
{
    struct holidays holidays;
    struct why why;
    if (holidays_init(&holidays, code, &why) < 0) {
        fail_msg("%s", why.text);
    }
    return holidays;
}

/* The days of a year as "MM-DD MM-DD ...". */
static void list_year(const char *code, int year, char *text, size_t size)
{
    struct holidays holidays = holidays_of(code);
    size_t used = 0;
    text[0] = '\0';
    for (int64_t day = civil_days(year, 1, 1); day <= civil_days(year, 12, 31); day++) {
        enum holidays_answer answer = holidays_public(&holidays, day);
        assert_int_not_equal(answer, HOLIDAYS_UNKNOWN);
        if (answer == HOLIDAYS_YES) {
            struct civil civil = civil_from_days(day);
            used += (size_t)snprintf(text + used, size - used, "%s%02d-%02d", used ? " " : "",
                                     civil.month, civil.day);
        }
    }
}

/* Written down from calendars, not from the code. */
static void test_years_by_hand(void **state)
{
    (void)state;
    static const struct {
        const char *code;
        int year;
        const char *days;
    } rows[] = {
        {"FR", 1975, "01-01 03-31 05-01 05-08 05-19 07-14 08-15 11-01 11-11 12-25"}, /* Ascension */
        {"FR", 1981, "01-01 04-20 05-01 05-28 06-08 07-14 08-15 11-01 11-11 12-25"},
        {"FR", 1982, "01-01 04-12 05-01 05-08 05-20 05-31 07-14 08-15 11-01 11-11 12-25"},
        {"FR", 2008, "01-01 03-24 05-01 05-08 05-12 07-14 08-15 11-01 11-11 12-25"},
        {"FR", 2024, "01-01 04-01 05-01 05-08 05-09 05-20 07-14 08-15 11-01 11-11 12-25"},
        {"FR", 2025, "01-01 04-21 05-01 05-08 05-29 06-09 07-14 08-15 11-01 11-11 12-25"},
        {"FR", 2026, "01-01 04-06 05-01 05-08 05-14 05-25 07-14 08-15 11-01 11-11 12-25"},
        {"FR", 2027, "01-01 03-29 05-01 05-06 05-08 05-17 07-14 08-15 11-01 11-11 12-25"},
        {"FR-AM", 2026,
         "01-01 04-03 04-06 05-01 05-08 05-14 05-25 07-14 08-15 11-01 11-11 12-25 12-26"},
        {"FR-MQ", 2026, "01-01 04-06 05-01 05-08 05-14 05-22 05-25 07-14 08-15 11-01 11-11 12-25"},
        {"FR-RE", 2026, "01-01 04-06 05-01 05-08 05-14 05-25 07-14 08-15 11-01 11-11 12-20 12-25"},
        {"FR-MF", 2017, "01-01 04-17 05-01 05-08 05-25 05-27 06-05 07-14 08-15 11-01 11-11 12-25"},
        {"FR-MF", 2018, "01-01 04-02 05-01 05-08 05-10 05-21 05-28 07-14 08-15 11-01 11-11 12-25"},
        {"FR-PF", 2024,
         "01-01 03-05 03-29 04-01 05-01 05-08 05-09 05-20 06-29 07-14 08-15 11-01 11-11 12-25"},
        {"FR-PF", 2025,
         "01-01 03-05 04-18 04-21 05-01 05-08 05-29 06-09 07-14 08-15 11-01 11-11 11-20 12-25"},
        {"FR-PM", 2026, "01-01 04-06 05-01 05-08 05-14 05-25 07-14 08-15 11-01 11-11 12-25"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char text[256];
        list_year(rows[i].code, rows[i].year, text, sizeof text);
        assert_string_equal(text, rows[i].days);
    }
}

static void test_easter_of_known_years(void **state)
{
    (void)state;
    /* The earliest, the latest and some between (Bureau des longitudes). */
    static const int known[][3] = {{1818, 3, 22}, {1943, 4, 25}, {1970, 3, 29}, {2000, 4, 23},
                                   {2008, 3, 23}, {2011, 4, 24}, {2038, 4, 25}, {2049, 4, 18},
                                   {2076, 4, 19}, {2100, 3, 28}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        assert_int_equal(holidays_easter(known[i][0]),
                         civil_days(known[i][0], known[i][1], known[i][2]));
    }
    for (int year = 1970; year <= 2100; year++) {
        assert_int_equal(civil_weekday(holidays_easter(year)), 7);
    }
}

static void test_other_codes_are_refused_with_the_codes_there_are(void **state)
{
    (void)state;
    const char *const wrong[] = {"", "fr", "DE", "FR-", "FR-XX", "FRANCE"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct holidays holidays;
        struct why why;
        assert_int_equal(holidays_init(&holidays, wrong[i], &why), -EINVAL);
        assert_non_null(strstr(why.text, wrong[i]));
        assert_non_null(strstr(why.text, "FR, FR-AM, FR-GP"));
        assert_non_null(strstr(why.text, "FR-NC"));
    }
}

static void test_years_out_of_range_are_unknown(void **state)
{
    (void)state;
    struct holidays holidays = holidays_of("FR");
    assert_int_equal(holidays_public(&holidays, civil_days(1969, 12, 25)), HOLIDAYS_UNKNOWN);
    assert_int_equal(holidays_public(&holidays, civil_days(1970, 12, 25)), HOLIDAYS_YES);
    assert_int_equal(holidays_public(&holidays, civil_days(2100, 12, 25)), HOLIDAYS_YES);
    assert_int_equal(holidays_public(&holidays, civil_days(2101, 12, 25)), HOLIDAYS_UNKNOWN);
}

static void test_school_holidays_are_known_as_far_as_the_table(void **state)
{
    (void)state;
    struct holidays holidays = holidays_of("FR");
    assert_int_equal(holidays_school(&holidays, civil_days(2026, 8, 1)), HOLIDAYS_UNKNOWN);
    const struct holidays_range ranges[] = {
        {civil_days(2026, 7, 4), civil_days(2026, 8, 31)},
        {civil_days(2026, 10, 17), civil_days(2026, 11, 1)},
    };
    holidays.school =
        (struct holidays_school){{civil_days(2026, 1, 1), civil_days(2026, 12, 31)}, ranges, 2};
    assert_int_equal(holidays_school(&holidays, civil_days(2026, 7, 3)), HOLIDAYS_NO);
    assert_int_equal(holidays_school(&holidays, civil_days(2026, 7, 4)), HOLIDAYS_YES);
    assert_int_equal(holidays_school(&holidays, civil_days(2026, 11, 1)), HOLIDAYS_YES);
    assert_int_equal(holidays_school(&holidays, civil_days(2026, 11, 2)), HOLIDAYS_NO);
    assert_int_equal(holidays_school(&holidays, civil_days(2027, 1, 1)), HOLIDAYS_UNKNOWN);
    assert_int_equal(holidays_school(&holidays, civil_days(2025, 12, 31)), HOLIDAYS_UNKNOWN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_years_by_hand),
        cmocka_unit_test(test_easter_of_known_years),
        cmocka_unit_test(test_other_codes_are_refused_with_the_codes_there_are),
        cmocka_unit_test(test_years_out_of_range_are_unknown),
        cmocka_unit_test(test_school_holidays_are_known_as_far_as_the_table),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
