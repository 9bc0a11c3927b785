/* Periods of a report. */
#include "tests/unit/test.h"

#include "dashboard/civil.h"
#include "dashboard/report/period.h"
#include <string.h>

static struct period parse(const char *text)
{
    struct period period;
    struct why why;
    if (period_parse(text, &period, &why))
        fail_msg("%s", why.text);
    return period;
}

static const char *text_of(struct period period)
{
    static char texts[4][PERIOD_TEXT_MAX];
    static int turn;
    char *text = texts[turn++ % 4];
    period_format(&period, text);
    return text;
}

static void test_every_form_is_read_and_written(void **state)
{
    (void)state;
    static const struct {
        const char *text, *from, *to;
    } rows[] = {
        {"2026", "2026-01-01", "2026-12-31"},
        {"2026-10", "2026-10-01", "2026-10-31"},
        {"2024-02", "2024-02-01", "2024-02-29"},
        {"2026-Q3", "2026-07-01", "2026-09-30"},
        {"2026-Q4", "2026-10-01", "2026-12-31"},
        {"2026-W01", "2025-12-29", "2026-01-04"},
        {"2026-W53", "2026-12-28", "2027-01-03"},
        {"2026-2027", "2026-09-01", "2027-08-31"},
        {"2026-10-05", "2026-10-05", "2026-10-05"},
        {"2026-10-05..2026-10-18", "2026-10-05", "2026-10-18"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct period period = parse(rows[i].text);
        assert_int_equal(period.first, parse(rows[i].from).first);
        assert_int_equal(period.last, parse(rows[i].to).last);
        assert_string_equal(text_of(period), rows[i].text);
    }
    assert_string_equal(text_of(parse("2026-Q1..2026-04")), "2026-01-01..2026-04-30");
    assert_string_equal(text_of(parse("2026-W12..2026-W13")), "2026-03-16..2026-03-29");
}

static void test_what_is_no_period_is_refused(void **state)
{
    (void)state;
    static const char *const texts[] = {"",
                                        "26",
                                        "2026-13",
                                        "2026-00",
                                        "2026-Q0",
                                        "2026-Q5",
                                        "2025-W53",
                                        "2026-W00",
                                        "2026-2028",
                                        "2026-1",
                                        "2026-02-30",
                                        "1972",
                                        "2201",
                                        "2026-10..",
                                        "..2026",
                                        "2026..2025",
                                        "+2026",
                                        "2026-10-05..2026-10-04",
                                        "2026--1",
                                        "2026-10-5",
                                        "2026-2027..2028",
                                        "2026-10 ",
                                        "2026-w12",
                                        "last month",
                                        "2026-10..2026-11..2026-12"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct period period;
        struct why why = {""};
        if (period_parse(texts[i], &period, &why) == 0)
            fail_msg("%s is taken for a period", texts[i]);
        assert_non_null(strstr(why.text, "is no period: write "));
    }
}

static void test_before_it_and_a_year_before(void **state)
{
    (void)state;
    static const char *const rows[][3] = {
        {"2026", "2025", "2025"},
        {"2026-01", "2025-12", "2025-01"},
        {"2026-Q1", "2025-Q4", "2025-Q1"},
        {"2026-W01", "2025-W52", "2025-W01"},
        {"2026-W53", "2026-W52", "2025-W52"},
        {"2027-W01", "2026-W53", "2026-W01"},
        {"2026-2027", "2025-2026", "2025-2026"},
        {"2026-10-05..2026-10-14", "2026-09-21..2026-09-30", "2025-10-06..2025-10-15"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct period period = parse(rows[i][0]);
        assert_string_equal(text_of(period_previous(&period)), rows[i][1]);
        assert_string_equal(text_of(period_year_before(&period)), rows[i][2]);
    }
}

/* Weeks as strftime's %G and %V have them, over two centuries. */
static void test_weeks_are_those_of_iso_8601(void **state)
{
    (void)state;
    for (int64_t day = civil_days(1973, 1, 1); day < civil_days(2200, 1, 1); day++) {
        int year, week;
        char text[16], expected[16];
        time_t moment = (time_t)(day * 86400);
        struct tm tm;
        gmtime_r(&moment, &tm);
        strftime(expected, sizeof expected, "%G-%V", &tm);
        period_week_of(day, &year, &week);
        snprintf(text, sizeof text, "%04d-%02d", year, week);
        assert_string_equal(text, expected);
    }
}

static void test_periods_of_a_kind_leave_no_day_out(void **state)
{
    (void)state;
    static const char *const newest[] = {"2026", "2026-12", "2026-Q4", "2026-W53", "2026-2027"};
    for (size_t i = 0; i < sizeof newest / sizeof *newest; i++) {
        struct period period = parse(newest[i]);
        while (period.year > 1974) {
            struct period before = period_previous(&period);
            assert_int_equal(before.last + 1, period.first);
            assert_string_equal(text_of(parse(text_of(before))), text_of(before));
            period = before;
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_form_is_read_and_written),
        cmocka_unit_test(test_what_is_no_period_is_refused),
        cmocka_unit_test(test_before_it_and_a_year_before),
        cmocka_unit_test(test_weeks_are_those_of_iso_8601),
        cmocka_unit_test(test_periods_of_a_kind_leave_no_day_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
