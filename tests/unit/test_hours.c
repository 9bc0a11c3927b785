#include "tests/unit/test.h"

#include <string.h>

#include "dashboard/presence/hours.h"

static const int64_t hour_ms = 3600000;

struct fixture {
    struct zonetime *zone;
    struct holidays holidays;
    struct hours_context context;
};

static int set_up(void **state)
{
    static struct fixture fixture;
    struct why why;
    fixture.zone = zonetime_load("Europe/Paris", &why);
    if (!fixture.zone || holidays_init(&fixture.holidays, "FR", &why) < 0) {
        return -1;
    }
    /* Rennes */
    fixture.context = (struct hours_context){fixture.zone, &fixture.holidays, true, 48.11, -1.68};
    *state = &fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    zonetime_free(fixture->zone);
    return 0;
}

static struct hours *parse(const char *text)
{
    struct why why;
    struct hours *hours = hours_parse(text, &why);
    if (!hours) {
        fail_msg("%s: %s", text, why.text);
    }
    return hours;
}

static int64_t day_ms(const struct fixture *fixture, int year, int month, int day)
{
    return zonetime_day_start_ms(fixture->zone, civil_days(year, month, day));
}

struct sums {
    double open_h, unknown_h;
};

/* Walks from change to change, as a reader of `until_ms` would. */
static struct sums sum(const struct fixture *fixture, const char *text, int64_t from_ms,
                       int64_t to_ms)
{
    struct hours *hours = parse(text);
    struct sums sums = {0, 0};
    for (int64_t at_ms = from_ms; at_ms < to_ms;) {
        struct hours_answer answer;
        hours_at(hours, &fixture->context, at_ms, &answer);
        assert_true(answer.until_ms > at_ms);
        int64_t until_ms = answer.until_ms < to_ms ? answer.until_ms : to_ms;
        double length_h = (double)(until_ms - at_ms) / (double)hour_ms;
        sums.open_h += answer.state == HOURS_OPEN ? length_h : 0;
        sums.unknown_h += answer.state == HOURS_UNKNOWN ? length_h : 0;
        at_ms = until_ms;
    }
    hours_free(hours);
    return sums;
}

static enum hours_state state_at(const struct fixture *fixture, const char *text, int64_t at_ms)
{
    struct hours *hours = parse(text);
    struct hours_answer answer;
    hours_at(hours, &fixture->context, at_ms, &answer);
    hours_free(hours);
    return answer.state;
}

static int64_t until_ms(const struct fixture *fixture, const char *text, int64_t at_ms)
{
    struct hours *hours = parse(text);
    struct hours_answer answer;
    hours_at(hours, &fixture->context, at_ms, &answer);
    hours_free(hours);
    return answer.until_ms;
}

/* Made with npm's opening_hours 3.x, TZ Europe/Paris, Bretagne. */
static void test_sums_of_a_year_are_those_of_the_oracle(void **state)
{
    const struct fixture *fixture = *state;
    static const struct {
        const char *text;
        int year;
        double open_h, unknown_h;
    } rows[] = {
        {"Mo-Fr 09:00-18:00; Jul 15-Aug 20 off", 2026, 2106, 0},
        {"Jul-Aug off; Mo-Fr 09:00-18:00", 2026, 2349, 0},
        {"Mo-Fr 09:00-18:00; Sa 10:00-13:00 \"atelier\"", 2026, 2349, 156},
        {"We[2] 14:00-17:00", 2026, 36, 0},
        {"Mo-Fr 09:00-12:00,14:00-18:30; Sa 08:30-12:00", 2026, 2139.5, 0},
        {"Mo-Fr 09:00-18:00; PH off; Sa[1] 10:00-13:00", 2025, 2295, 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct sums sums = sum(fixture, rows[i].text, day_ms(fixture, rows[i].year, 1, 1),
                               day_ms(fixture, rows[i].year + 1, 1, 1));
        if (sums.open_h != rows[i].open_h || sums.unknown_h != rows[i].unknown_h) {
            fail_msg("%s: open %g unknown %g", rows[i].text, sums.open_h, sums.unknown_h);
        }
    }
    struct sums spring =
        sum(fixture, "22:00-02:00", day_ms(fixture, 2025, 3, 29), day_ms(fixture, 2025, 3, 31));
    assert_true(spring.open_h == 8 && spring.unknown_h == 0);
}

static void test_weeks_of_one_rule(void **state)
{
    const struct fixture *fixture = *state;
    static const struct {
        const char *text;
        double open_h, unknown_h;
    } rows[] = {
        /* of the week from Monday 5 to Sunday 11 October 2026 */
        {"24/7", 168, 0},
        {"24/7 off", 0, 0},
        {"\"sur rendez-vous\"", 0, 168},
        {"open \"sur badge\"", 168, 0},
        {"unknown", 0, 168},
        {"Mo", 24, 0},
        {"Mo,We-Fr 10:00-12:00", 8, 0},
        {"Fr-Mo 10:00-12:00", 8, 0},
        {"Mo 10:00-12:00,14:00-18:00", 6, 0},
        {"Mo-Fr 22:00-02:00", 20, 0},
        {"Mo-Fr 22:00-26:00", 20, 0},
        {"Mo 22:00-48:00", 26, 0},
        {"Mo 18:00-00:00", 6, 0},
        {"Mo 10:00-10:00", 24, 0},
        {"Sa[1] 10:00-12:00", 0, 0},
        {"Sa[2] 10:00-12:00", 2, 0},
        {"Sa[1-3] 10:00-12:00", 2, 0},
        {"Sa[-4] 10:00-12:00", 2, 0},
        {"Th[-4],Fr[2] 10:00-12:00", 4, 0},
        {"Oct 10:00-12:00", 14, 0},
        {"Sep-Nov 10:00-12:00", 14, 0},
        {"Nov-Sep 10:00-12:00", 0, 0},
        {"Oct 7 10:00-12:00", 2, 0},
        {"Oct 7-9 10:00-12:00", 6, 0},
        {"Oct 7,9 10:00-12:00", 4, 0},
        {"Sep 1-Oct 7 10:00-12:00", 6, 0},
        {"Dec 20-Jan 5,Oct 6 10:00-12:00", 2, 0},
        {"2026 10:00-12:00", 14, 0},
        {"2027 10:00-12:00", 0, 0},
        {"2025-2027 Mo 10:00-12:00", 2, 0},
        {"2025,2026 Oct Mo 10:00-12:00", 2, 0},
        {"2026 Oct 7 10:00-12:00", 2, 0},
        {"2026 Oct 7-9,2027 Oct 10 10:00-12:00", 6, 0},
        {"2025 Dec 20-2026 Oct 6 10:00-12:00", 4, 0},
        {"Mo-Fr 09:00-18:00; We off", 36, 0},
        {"Mo-Fr 09:00-18:00; We 12:00-14:00 off", 43, 0},
        {"Mo-Fr 09:00-18:00; 12:00-13:00 closed", 40, 0},
        {"Mo-Fr 09:00-18:00; We 10:00-12:00", 38, 0},
        {"Mo-Fr 09:00-18:00, We 19:00-21:00", 47, 0},
        {"Mo-Fr 09:00-18:00 open \"calme\", We 19:00-21:00", 47, 0},
        {"Mo 09:00-12:00; Mo \"rdv\"", 0, 24},
        {"09:00-12:00; 14:00-15:00", 7, 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct sums sums =
            sum(fixture, rows[i].text, day_ms(fixture, 2026, 10, 5), day_ms(fixture, 2026, 10, 12));
        if (sums.open_h != rows[i].open_h || sums.unknown_h != rows[i].unknown_h) {
            fail_msg("%s: open %g unknown %g", rows[i].text, sums.open_h, sums.unknown_h);
        }
    }
}

static void test_until_is_the_next_change(void **state)
{
    const struct fixture *fixture = *state;
    int64_t friday_ms = day_ms(fixture, 2026, 10, 9);
    int64_t monday_ms = day_ms(fixture, 2026, 10, 12);
    const char *text = "Mo-Fr 09:00-12:00,14:00-18:00; PH off";
    assert_true(until_ms(fixture, text, friday_ms) == friday_ms + 9 * hour_ms);
    assert_true(until_ms(fixture, text, friday_ms + 9 * hour_ms) == friday_ms + 12 * hour_ms);
    assert_true(until_ms(fixture, text, friday_ms + 18 * hour_ms - 1) == friday_ms + 18 * hour_ms);
    assert_true(until_ms(fixture, text, friday_ms + 18 * hour_ms) == monday_ms + 9 * hour_ms);
    assert_true(until_ms(fixture, "24/7", friday_ms) == INT64_MAX);
    assert_true(until_ms(fixture, "Mo-Su", friday_ms) == INT64_MAX);
    assert_true(until_ms(fixture, "2020", friday_ms) == INT64_MAX);
    assert_true(until_ms(fixture, "Oct 8", friday_ms) == day_ms(fixture, 2027, 10, 8));
    assert_true(until_ms(fixture, "2028 Jan", friday_ms) == INT64_MAX); /* beyond a year */
    assert_true(until_ms(fixture, "Mo-Su 20:00-24:00, 00:00-02:00", friday_ms + 21 * hour_ms) ==
                friday_ms + 26 * hour_ms);
}

static void test_nights_on_which_the_clock_jumps(void **state)
{
    const struct fixture *fixture = *state;
    int64_t spring_ms = day_ms(fixture, 2025, 3, 30), autumn_ms = day_ms(fixture, 2025, 10, 26);
    /* 02:00 to 03:00 does not exist: opening and closing in it happen at 03:00. */
    assert_true(until_ms(fixture, "Su 02:30-05:00", spring_ms) == spring_ms + 2 * hour_ms);
    assert_true(until_ms(fixture, "Su 01:00-02:30", spring_ms + hour_ms) ==
                spring_ms + 2 * hour_ms);
    assert_true(until_ms(fixture, "Su 09:00-12:00", spring_ms) == spring_ms + 8 * hour_ms);
    assert_true(sum(fixture, "Su", spring_ms, day_ms(fixture, 2025, 3, 31)).open_h == 23);
    /* 02:00 to 03:00 comes twice, and so do its hours. */
    assert_true(sum(fixture, "Su", autumn_ms, day_ms(fixture, 2025, 10, 27)).open_h == 25);
    assert_true(sum(fixture, "Sa 22:00-02:00", autumn_ms, autumn_ms + 6 * hour_ms).open_h == 2);
    assert_true(until_ms(fixture, "Su 02:15-02:30", autumn_ms) == autumn_ms + 9 * hour_ms / 4);
    assert_true(until_ms(fixture, "Su 02:15-02:30", autumn_ms + 5 * hour_ms / 2) ==
                autumn_ms + 13 * hour_ms / 4);
    assert_true(sum(fixture, "Su 02:15-02:30", autumn_ms, autumn_ms + 6 * hour_ms).open_h == 0.5);
    assert_true(until_ms(fixture, "Su 09:00-12:00", autumn_ms) == autumn_ms + 10 * hour_ms);
    /* The night that begins on the short Sunday lasts as any other. */
    assert_true(sum(fixture, "Su 22:00-02:00", spring_ms, spring_ms + 48 * hour_ms).open_h == 4);
}

static void test_holidays_and_what_is_not_known_of_them(void **state)
{
    struct fixture fixture = *(const struct fixture *)*state;
    int64_t november_ms = day_ms(&fixture, 2026, 11, 11), july_ms = day_ms(&fixture, 2026, 7, 20);
    const char *off = "Mo-Fr 09:00-18:00; PH off";
    assert_int_equal(state_at(&fixture, off, november_ms + 10 * hour_ms), HOURS_CLOSED);
    assert_int_equal(state_at(&fixture, off, november_ms + 34 * hour_ms), HOURS_OPEN);
    const char *both = "SH Mo-Fr 10:00-12:00";
    assert_int_equal(state_at(&fixture, both, july_ms + 11 * hour_ms), HOURS_UNKNOWN);
    assert_int_equal(state_at(&fixture, both, july_ms + 13 * hour_ms), HOURS_CLOSED);
    const char *same = "Mo-Fr 09:00-12:00; SH Mo-Fr 10:00-12:00";
    assert_int_equal(state_at(&fixture, same, july_ms + 11 * hour_ms), HOURS_OPEN);
    assert_int_equal(state_at(&fixture, same, july_ms + 19 * hour_ms / 2), HOURS_UNKNOWN);
    struct holidays_range summer = {civil_days(2026, 7, 4), civil_days(2026, 8, 31)};
    fixture.holidays.school =
        (struct holidays_school){{civil_days(2026, 1, 1), civil_days(2026, 12, 31)}, &summer, 1};
    fixture.context.holidays = &fixture.holidays;
    assert_int_equal(state_at(&fixture, both, july_ms + 11 * hour_ms), HOURS_OPEN);
    assert_int_equal(state_at(&fixture, both, november_ms + 11 * hour_ms), HOURS_CLOSED);
    fixture.context.holidays = NULL;
    assert_int_equal(state_at(&fixture, off, november_ms + 34 * hour_ms), HOURS_UNKNOWN);
    assert_int_equal(state_at(&fixture, off, november_ms + 8 * hour_ms), HOURS_CLOSED);
    assert_true(sum(&fixture, "Mo,PH 10:00-12:00", july_ms, july_ms + 72 * hour_ms).unknown_h == 4);
}

static void test_the_sun(void **state)
{
    struct fixture fixture = *(const struct fixture *)*state;
    /* Rennes, solstices of 2026, as suncalc 2.0.2 has them. */
    int64_t june_ms = day_ms(&fixture, 2026, 6, 21), december_ms = day_ms(&fixture, 2026, 12, 21);
    const char *text = "sunrise-sunset";
    int64_t rise_ms = until_ms(&fixture, text, june_ms) - june_ms;
    int64_t set_ms = until_ms(&fixture, text, june_ms + 12 * hour_ms) - june_ms;
    assert_in_range(rise_ms / 60000, 6 * 60 + 3, 6 * 60 + 7);
    assert_in_range(set_ms / 60000, 22 * 60 + 8, 22 * 60 + 12);
    rise_ms = until_ms(&fixture, text, december_ms) - december_ms;
    set_ms = until_ms(&fixture, text, december_ms + 12 * hour_ms) - december_ms;
    assert_in_range(rise_ms / 60000, 8 * 60 + 54, 8 * 60 + 58);
    assert_in_range(set_ms / 60000, 17 * 60 + 13, 17 * 60 + 17);
    int64_t late_ms = until_ms(&fixture, "(sunrise+01:00)-12:00", december_ms) - december_ms;
    assert_true(late_ms == rise_ms + hour_ms);
    assert_int_equal(state_at(&fixture, "sunset-02:00", june_ms + 25 * hour_ms), HOURS_OPEN);
    assert_int_equal(state_at(&fixture, "22:00-sunrise", june_ms + 5 * hour_ms), HOURS_OPEN);
    assert_int_equal(state_at(&fixture, "22:00-sunrise", june_ms + 7 * hour_ms), HOURS_CLOSED);
    fixture.context.lat = 78; /* no sunset there in June: not known, not closed */
    assert_int_equal(state_at(&fixture, text, june_ms + 12 * hour_ms), HOURS_UNKNOWN);
    fixture.context.has_position = false;
    assert_int_equal(state_at(&fixture, text, june_ms + 12 * hour_ms), HOURS_UNKNOWN);
}

static void test_what_an_expression_needs(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int ph, sh, position;
    } rows[] = {
        {"Mo-Fr 09:00-18:00", 0, 0, 0},        {"Mo; PH off", 1, 0, 0},
        {"Mo,PH 10:00-12:00", 1, 0, 0},        {"SH Mo 10:00-12:00", 0, 1, 0},
        {"PH,SH 10:00-12:00", 1, 1, 0},        {"10:00-sunset", 0, 0, 1},
        {"Mo (sunrise-01:00)-12:00", 0, 0, 1},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct hours *hours = parse(rows[i].text);
        assert_int_equal(hours_need_holidays(hours), rows[i].ph);
        assert_int_equal(hours_need_school_holidays(hours), rows[i].sh);
        assert_int_equal(hours_need_position(hours), rows[i].position);
        hours_free(hours);
    }
}

static void test_the_rest_is_refused_with_its_column(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int column;
        const char *word; /* in the reason */
    } rows[] = {
        {"", 1, "a rule belongs here"},
        {"   ", 4, "a rule belongs here"},
        {"Mo-Fr 09:00-18:00;", 19, "a rule belongs here"},
        {"Mo-Fr 09:00-18:00; ; Sa", 20, "empty rule"},
        {"Lu-Ve 09:00-18:00", 1, "Mo Tu We"},
        {"Mon-Fri 09:00-18:00", 1, "Mo Tu We"},
        {"Mo-Fr 9:00-18:00", 7, "two digits"},
        {"Mo-Fr 9h-18h", 7, "two digits"},
        {"Mo-Fr 09-18", 7, "colon"},
        {"Mo-Fr 09:0-18:00", 10, "minutes"},
        {"Mo-Fr 09:60-18:00", 7, "no such time"},
        {"Mo-Fr 24:00-26:00", 7, "no such time"},
        {"Mo-Fr 09:00-48:01", 13, "no such time"},
        {"Mo-Fr 09:00", 12, "closing time"},
        {"Mo-Fr 09:00+", 12, "open end"},
        {"Mo-Fr 09:00-", 13, "time like 09:00"},
        {"Mo-Fr 09:00\xe2\x80\x93"
         "18:00",
         12, "long dash"},
        {"Mo-Fr 09:00-18:00 || \"rdv\"", 19, "fallback"},
        {"Mo-Fr: 09:00-18:00", 6, "colon"},
        {"Mo-Xx 09:00-18:00", 4, "day of the week"},
        {"Mo[6] 09:00-18:00", 4, "1 to 5"},
        {"Mo[0] 09:00-18:00", 4, "1 to 5"},
        {"Mo[1 09:00-18:00", 6, "]"},
        {"Mo[3-1] 09:00-18:00", 7, "before it begins"},
        {"week 3 Mo 09:00-18:00", 1, "weeks"},
        {"easter off", 1, "Easter"},
        {"PH +1 day off", 4, "open end"},
        {"Feb 30 off", 5, "no day 30"},
        {"Jan 32 off", 5, "no day 32"},
        {"2026 Feb 29 off", 10, "in that year"},
        {"Jul 20-15 off", 8, "before it begins"},
        {"Jul-Aug 20 off", 9, "give its begin a day"},
        {"2026 Jul 15-Aug 20 off", 13, "year here too"},
        {"2026 Jul 15-2026 Jun 20 off", 13, "before it begins"},
        {"2026-2025 off", 11, "after the first"},
        {"2026 Jul 14,Dec 24 off", 13, "with and without"},
        {"Jul 14,Mo 10:00-12:00", 8, "another date"},
        {"Mo-Fr 09:00-18:00; Sa \"atelier", 23, "closing quote"},
        {"\"caf\xc3\xa9\" 09:00-18:00", 8, "not understood"},
        {"Mo 09:00-12:00; 14:00-18:00", 17, "two ways"},
        {"09:00-12:00; 14:00-18:00 \"x\"", 14, "two ways"},
        {"Mo-Fr 09:00-18:00 PH off", 19, "not understood here"},
        {"24/7 Mo", 6, "not understood here"},
        {"Mo 24/7", 4, "two digits"},
        {"dawn-dusk", 1, "sunrise and sunset"},
        {"(sunset) - 22:00", 8, "\"+\" or \"-\""},
        {"(sunset-04:00)-22:00", 9, "no such time"},
        {"Mo-Fr 09:00-18:00\nSa off", 18, "not understood"},
        {"Mo-Fr 10:00-16:00/90", 18, "periods"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct why why = {""};
        char column[32];
        snprintf(column, sizeof column, "column %d, at ", rows[i].column);
        struct hours *hours = hours_parse(rows[i].text, &why);
        if (hours || strncmp(why.text, column, strlen(column)) != 0 ||
            !strstr(why.text, rows[i].word)) {
            fail_msg("\"%s\" should be refused at %d with \"%s\": %s", rows[i].text, rows[i].column,
                     rows[i].word, hours ? "accepted" : why.text);
        }
    }
}

static void test_too_much_is_refused(void **state)
{
    (void)state;
    char text[2000];
    struct why why;
    memset(text, ' ', sizeof text);
    text[1001] = '\0';
    assert_null(hours_parse(text, &why));
    text[0] = '\0';
    for (int i = 0; i < 33; i++) {
        strcat(text, i ? ";Mo off" : "Mo off");
    }
    assert_null(hours_parse(text, &why));
    assert_non_null(strstr(why.text, "more than 32 rules"));
    strcpy(text, "Mo 01:00-02:00");
    for (int i = 0; i < 12; i++) {
        strcat(text, ",01:00-02:00");
    }
    assert_null(hours_parse(text, &why));
    assert_non_null(strstr(why.text, "more than 12 times"));
    strcpy(text, "Jan 1");
    for (int i = 0; i < 16; i++) {
        strcat(text, ",2");
    }
    assert_null(hours_parse(text, &why));
    assert_non_null(strstr(why.text, "more than 16 dates"));
}

static void test_lint_names_what_means_something_else(void **state)
{
    const struct fixture *fixture = *state;
    static const struct {
        const char *text;
        size_t count;
        const char *words;
    } rows[] = {
        {"Jul-Aug off; Mo-Fr 09:00-18:00", 1,
         "the rule at column 1 changes nothing: the rule at column 14 overrides it"},
        {"Mo-Fr 09:00-18:00; Jul-Aug off", 0, ""},
        {"PH off; Mo-Fr 09:00-18:00", 1, "the rule at column 1 changes nothing"},
        {"Mo-Fr 09:00-18:00; PH off; Su off", 0, ""}, /* said twice is no mistake */
        {"Mo-Fr 09:00-18:00; Mo-Fr 10:00-12:00", 1, "rule at column 20 overrides it"},
        {"Mo-Fr 09:00-18:00; 24/7", 1, "rule at column 20 overrides it"},
        {"Mo-Fr 09:00-18:00; 2019 Jul off", 1, "at column 20 matches no day from 2025 to 2029"},
        {"Mo-Fr 09:00-18:00; SH off", 0, ""},
        {"Mo-Fr 18:00-02:00; Sa 10:00-16:00", 1,
         "column 1 end at midnight before the days of the rule at column 20"},
        {"Mo-Fr 18:00-02:00, Sa 10:00-16:00", 0, ""},
        {"Mo-Th 18:00-23:00; Fr,Sa 18:00-02:00", 0, ""},
        {"18:00-02:00; PH off", 1, "day closed by the rule at column 14"},
        {"sunrise-sunset; Mo 10:00-12:00", 0, ""},
        {"2018 off; 2019 off; 2020 off", 3, "the rule at column 1 matches no day"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct hours *hours = parse(rows[i].text);
        struct why notes[2] = {{""}, {""}};
        size_t count = hours_lint(hours, &fixture->context, 2026, notes, 2);
        if (count != rows[i].count || !strstr(notes[0].text, rows[i].words)) {
            fail_msg("%s: %zu notes, \"%s\"", rows[i].text, count, notes[0].text);
        }
        hours_free(hours);
    }
}

/* Random bytes and broken expressions: refused or read, and then answered at any time. */
static void test_any_text_does_no_harm(void **state)
{
    const struct fixture *fixture = *state;
    static const char *const bits[] = {"Mo",
                                       "-",
                                       "Fr",
                                       " ",
                                       "09:00",
                                       "18:00",
                                       ",",
                                       ";",
                                       "PH",
                                       "SH",
                                       "off",
                                       "\"x\"",
                                       "Jul",
                                       "14",
                                       "2026",
                                       "[",
                                       "]",
                                       "1",
                                       "Sa[-1]",
                                       "24/7",
                                       "sunset",
                                       "(",
                                       ")",
                                       "+",
                                       "\xc3\xa9",
                                       "\"",
                                       "22:00-02:00",
                                       "Mo-Fr 09:00-18:00",
                                       "Dec 20-Jan 5",
                                       "\x01"};
    uint64_t seed = test_seed();
    struct why why;
    int accepted = 0;
    for (int i = 0; i < 50000; i++) {
        char text[256] = "";
        int count = (int)test_between(&seed, 0, 8);
        for (int j = 0; j < count; j++) {
            strcat(text, bits[test_random(&seed) % (sizeof bits / sizeof *bits)]);
            strcat(text, test_random(&seed) % 2 ? " " : "");
        }
        struct hours *hours = hours_parse(text, &why);
        if (hours) {
            struct hours_answer answer;
            int64_t at_ms = test_between(&seed, 0, 4102444800000);
            hours_at(hours, &fixture->context, at_ms, &answer);
            assert_true(answer.until_ms > at_ms);
            accepted++;
        } else {
            assert_true(strncmp(why.text, "column ", 7) == 0);
        }
        hours_free(hours);
    }
    assert_true(accepted > 500);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sums_of_a_year_are_those_of_the_oracle),
        cmocka_unit_test(test_weeks_of_one_rule),
        cmocka_unit_test(test_until_is_the_next_change),
        cmocka_unit_test(test_nights_on_which_the_clock_jumps),
        cmocka_unit_test(test_holidays_and_what_is_not_known_of_them),
        cmocka_unit_test(test_the_sun),
        cmocka_unit_test(test_what_an_expression_needs),
        cmocka_unit_test(test_the_rest_is_refused_with_its_column),
        cmocka_unit_test(test_too_much_is_refused),
        cmocka_unit_test(test_lint_names_what_means_something_else),
        cmocka_unit_test(test_any_text_does_no_harm),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
