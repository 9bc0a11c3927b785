#include "tests/unit/test.h"

#include <stdlib.h>
#include <string.h>

#include "dashboard/zonetime.h"

static const char *const zones[] = {
    "Asia/Kathmandu",    "Australia/Lord_Howe", "America/St_Johns", "Pacific/Apia",
    "Africa/Casablanca", "Europe/Paris",        "Europe/Dublin",    "UTC",
    "America/Havana",    "America/Sao_Paulo",   "Pacific/Chatham",  "America/Nuuk"};
enum { ZONES = sizeof zones / sizeof *zones };

static struct zonetime *load(const char *name)
{
    struct why why;
    struct zonetime *zone = zonetime_load(name, &why);
    if (!zone) {
        fail_msg("%s", why.text);
    }
    return zone;
}

static int64_t utc_s(int year, int month, int day, int hour, int minute)
{
    return civil_days(year, month, day) * 86400 + hour * 3600 + minute * 60;
}

static void check_against_glibc(const struct zonetime *zone, int64_t moment_s)
{
    time_t moment = (time_t)moment_s;
    struct tm tm;
    assert_non_null(localtime_r(&moment, &tm));
    struct zonetime_local local;
    zonetime_local(zone, moment_s * 1000, &local);
    int same = local.offset_s == tm.tm_gmtoff && local.year == tm.tm_year + 1900 &&
               local.month == tm.tm_mon + 1 && local.day == tm.tm_mday &&
               local.hour == tm.tm_hour && local.minute == tm.tm_min && local.second == tm.tm_sec &&
               local.weekday % 7 == tm.tm_wday;
    if (!same) {
        fail_msg("%s at %lld: %04d-%02d-%02d %02d:%02d:%02d offset %d, glibc offset %ld",
                 zonetime_name(zone), (long long)moment_s, local.year, local.month, local.day,
                 local.hour, local.minute, local.second, local.offset_s, tm.tm_gmtoff);
    }
}

static void enter_zone(const char *name)
{
    setenv("TZ", name, 1);
    tzset();
}

static void test_local_time_is_what_glibc_says(void **state)
{
    (void)state;
    uint64_t seed = test_seed();
    for (int z = 0; z < ZONES; z++) {
        struct zonetime *zone = load(zones[z]);
        enter_zone(zones[z]);
        for (int i = 0; i < 20000; i++) {
            check_against_glibc(zone, test_between(&seed, utc_s(1973, 1, 1, 0, 0),
                                                   utc_s(i % 4 ? 2038 : 2150, 1, 1, 0, 0)));
        }
        zonetime_free(zone);
    }
}

/* Every change from 1973 to 2100, and the seconds around it. */
static void test_changes_of_offset_are_where_glibc_has_them(void **state)
{
    (void)state;
    for (int z = 0; z < ZONES; z++) {
        struct zonetime *zone = load(zones[z]);
        enter_zone(zones[z]);
        int64_t end_ms = utc_s(2100, 1, 1, 0, 0) * 1000;
        int64_t at_ms = utc_s(1973, 1, 1, 0, 0) * 1000;
        int changes = 0;
        while ((at_ms = zonetime_next_change_ms(zone, at_ms)) < end_ms) {
            assert_true(zonetime_offset_s(zone, at_ms - 1) != zonetime_offset_s(zone, at_ms));
            check_against_glibc(zone, at_ms / 1000 - 1);
            check_against_glibc(zone, at_ms / 1000);
            check_against_glibc(zone, at_ms / 1000 + 1);
            changes++;
        }
        if (strcmp(zones[z], "Europe/Paris") == 0) {
            assert_in_range(changes, 248, 250); /* two a year since 1976 */
        }
        zonetime_free(zone);
    }
}

static void test_local_times_lead_back_to_their_moment(void **state)
{
    (void)state;
    uint64_t seed = test_seed();
    for (int z = 0; z < ZONES; z++) {
        struct zonetime *zone = load(zones[z]);
        for (int i = 0; i < 20000; i++) {
            int64_t at_ms = 60000 * test_between(&seed, utc_s(1973, 1, 1, 0, 0) / 60,
                                                 utc_s(2100, 1, 1, 0, 0) / 60);
            struct zonetime_local local;
            zonetime_local(zone, at_ms, &local);
            int64_t back_ms =
                zonetime_utc_ms(zone, local.year, local.month, local.day, local.hour, local.minute);
            struct zonetime_local again;
            zonetime_local(zone, back_ms, &again);
            assert_int_equal(again.days, local.days);
            assert_int_equal(again.hour * 60 + again.minute, local.hour * 60 + local.minute);
            assert_true(back_ms <= at_ms); /* the first of two */
            int64_t change_ms = zonetime_next_change_ms(zone, back_ms);
            assert_true(back_ms == at_ms || change_ms <= at_ms);
        }
        zonetime_free(zone);
    }
}

static void test_days_follow_each_other_without_gap(void **state)
{
    (void)state;
    for (int z = 0; z < ZONES; z++) {
        struct zonetime *zone = load(zones[z]);
        int64_t before_ms = zonetime_day_start_ms(zone, civil_days(1973, 1, 1));
        for (int64_t day = civil_days(1973, 1, 2); day < civil_days(2060, 1, 1); day++) {
            int64_t start_ms = zonetime_day_start_ms(zone, day);
            int apia = strcmp(zones[z], "Pacific/Apia") == 0 && day == civil_days(2011, 12, 31);
            assert_true(start_ms - before_ms >= 22 * 3600000 || apia);
            assert_true(start_ms - before_ms <= 26 * 3600000);
            struct zonetime_local first, last;
            zonetime_local(zone, start_ms, &first);
            zonetime_local(zone, start_ms - 1, &last);
            assert_true(first.days >= day);
            assert_true(last.days < day);
            before_ms = start_ms;
        }
        zonetime_free(zone);
    }
}

static void test_skipped_and_doubled_hours_in_paris(void **state)
{
    (void)state;
    struct zonetime *zone = load("Europe/Paris");
    struct zonetime_local local;
    zonetime_local(zone, zonetime_utc_ms(zone, 2025, 3, 30, 2, 30), &local);
    assert_int_equal(local.hour * 100 + local.minute, 330);
    assert_int_equal(zonetime_utc_ms(zone, 2025, 10, 26, 2, 30) / 1000, utc_s(2025, 10, 26, 0, 30));
    int64_t spring = civil_days(2025, 3, 30), autumn = civil_days(2025, 10, 26);
    assert_int_equal(zonetime_day_start_ms(zone, spring + 1) - zonetime_day_start_ms(zone, spring),
                     23 * 3600000);
    assert_int_equal(zonetime_day_start_ms(zone, autumn + 1) - zonetime_day_start_ms(zone, autumn),
                     25 * 3600000);
    assert_int_equal(zonetime_utc_ms(zone, 2025, 7, 14, 24, 0),
                     zonetime_day_start_ms(zone, civil_days(2025, 7, 15)));
    zonetime_free(zone);
}

static void test_a_day_that_was_skipped_has_no_length(void **state)
{
    (void)state;
    struct zonetime *zone = load("Pacific/Apia");
    int64_t day = civil_days(2011, 12, 30);
    assert_int_equal(zonetime_day_start_ms(zone, day), zonetime_day_start_ms(zone, day + 1));
    zonetime_free(zone);
}

static void test_times_before_the_table(void **state)
{
    (void)state;
    struct zonetime *zone = load("Europe/Paris");
    assert_int_equal(zonetime_offset_s(zone, utc_s(1850, 1, 1, 0, 0) * 1000), 561); /* LMT */
    assert_int_equal(zonetime_offset_s(zone, -1), 3600);
    zonetime_free(zone);
}

static void test_names_that_are_no_zones_are_refused(void **state)
{
    (void)state;
    const char *const wrong[] = {
        "",       "/etc/passwd", "../../etc/passwd", "Europe/../Europe/Paris", "Europe/Pari",
        "Europe", "tzdata.zi",   "zone1970_tab",     "right/Europe/Paris ",    "Europe/Paris\n"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct why why = {""};
        assert_null(zonetime_load(wrong[i], &why));
        assert_non_null(strstr(why.text, "time zone"));
    }
}

/* Cut, flipped and filled files are refused or read, never more than that. */
static void test_damaged_files_do_no_harm(void **state)
{
    (void)state;
    uint64_t seed = test_seed();
    uint8_t bytes[8192];
    FILE *file = fopen("/usr/share/zoneinfo/Europe/Paris", "rb");
    assert_non_null(file);
    size_t size = fread(bytes, 1, sizeof bytes, file);
    fclose(file);
    struct why why;
    for (int i = 0; i < 5000; i++) {
        size_t cut = i % 2 ? (size_t)test_between(&seed, 0, (int64_t)size) : size;
        uint8_t *copy = malloc(cut + 1);
        memcpy(copy, bytes, cut);
        for (int j = 0; cut && j < i % 4; j++) {
            size_t at = (size_t)test_between(&seed, 0,
                                             (int64_t)(j          ? cut
                                                       : cut < 44 ? cut
                                                                  : 44) -
                                                 1);
            copy[at] = (uint8_t)test_random(&seed);
        }
        struct zonetime *zone = zonetime_parse("x", copy, cut, &why);
        if (zone) {
            struct zonetime_local local;
            zonetime_local(zone, test_between(&seed, -1000000, 1000000) * 3600000, &local);
        }
        zonetime_free(zone);
        free(copy);
    }
}

static void test_days_of_the_calendar(void **state)
{
    (void)state;
    assert_int_equal(civil_days(1970, 1, 1), 0);
    assert_int_equal(civil_days(2000, 3, 1), 11017);
    int64_t days = civil_days(1890, 1, 1);
    for (int year = 1890; year < 2210; year++) {
        for (int month = 1; month <= 12; month++) {
            for (int day = 1; day <= civil_month_days(year, month); day++, days++) {
                struct civil civil = civil_from_days(days);
                assert_int_equal(civil_days(year, month, day), days);
                assert_true(civil.year == year && civil.month == month && civil.day == day);
            }
        }
    }
    assert_int_equal(civil_weekday(civil_days(2026, 11, 23)), 1);
    assert_int_equal(civil_weekday(civil_days(1969, 12, 28)), 7);
    assert_true(civil_leap(2000) && civil_leap(2024) && !civil_leap(1900) && !civil_leap(2100));
    assert_false(civil_valid(2026, 2, 29));
    assert_false(civil_valid(2026, 13, 1));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_local_time_is_what_glibc_says),
        cmocka_unit_test(test_changes_of_offset_are_where_glibc_has_them),
        cmocka_unit_test(test_local_times_lead_back_to_their_moment),
        cmocka_unit_test(test_days_follow_each_other_without_gap),
        cmocka_unit_test(test_skipped_and_doubled_hours_in_paris),
        cmocka_unit_test(test_a_day_that_was_skipped_has_no_length),
        cmocka_unit_test(test_times_before_the_table),
        cmocka_unit_test(test_names_that_are_no_zones_are_refused),
        cmocka_unit_test(test_damaged_files_do_no_harm),
        cmocka_unit_test(test_days_of_the_calendar),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
