/* What npm's opening_hours answered (tests/golden/hours.txt, made by tests/oracle/hours/run
 * --golden): the comparison without node and network. */
#include "tests/unit/test.h"

#include "agent/common/time.h"
#include "dashboard/presence/hours.h"
#include <inttypes.h>
#include <string.h>

enum { RANGES_MAX = 256 };

struct session {
    struct zonetime *zone;
    struct holidays holidays;
    struct holidays_range ranges[RANGES_MAX];
    char text[2048];
    struct hours *hours;
    int expressions, moments, changes;
};

static void take_hours(struct session *self, const char *text)
{
    struct why why;
    hours_free(self->hours);
    snprintf(self->text, sizeof self->text, "%s", text);
    self->hours = hours_parse(text, &why);
    if (!self->hours)
        fail_msg("%s: %s", text, why.text);
    self->expressions++;
}

static void take_moment(struct session *self, int64_t at_ms, const char *state, const char *until)
{
    static const char *const states[] = {"closed", "open", "unknown"};
    struct hours_context context = {.zone = self->zone,
                                    .holidays = &self->holidays,
                                    .has_position = true,
                                    .lat = 48.11,
                                    .lon = -1.68};
    struct hours_answer answer;
    char ours[TIME_TEXT_MAX] = "never";
    hours_at(self->hours, &context, at_ms, &answer);
    if (answer.until_ms != INT64_MAX)
        time_format_ms(answer.until_ms, ours);
    self->moments++;
    if (strcmp(states[answer.state], state) != 0)
        fail_msg("%s at %" PRId64 ": %s, the oracle says %s", self->text, at_ms,
                 states[answer.state], state);
    if (!strcmp(until, "-"))
        return;
    self->changes++;
    if (strcmp(ours, until) != 0)
        fail_msg("%s at %" PRId64 ": until %s, the oracle says %s", self->text, at_ms, ours, until);
}

static void take_line(struct session *self, char *line)
{
    struct holidays_school *school = &self->holidays.school;
    struct holidays_range range;
    int64_t at_ms;
    char state[16], until[40];
    line[strcspn(line, "\n")] = '\0';
    if (!strncmp(line, "hours ", 6)) {
        take_hours(self, line + 6);
    } else if (sscanf(line, "at %" SCNd64 " %15s %39s", &at_ms, state, until) == 3) {
        take_moment(self, at_ms, state, until);
    } else if (sscanf(line, "school %" SCNd64 " %" SCNd64, &range.first, &range.last) == 2) {
        *school = (struct holidays_school){.known = range, .ranges = self->ranges};
    } else if (sscanf(line, "range %" SCNd64 " %" SCNd64, &range.first, &range.last) == 2) {
        assert_true(school->count < RANGES_MAX);
        self->ranges[school->count++] = range;
    } else if (line[0] != '#') {
        fail_msg("not a line: %s", line);
    }
}

static void test_the_oracle_agrees(void **state)
{
    (void)state;
    static struct session session;
    char line[2048];
    struct why why;
    FILE *file = fopen(TESTS_SOURCE_DIR "/golden/hours.txt", "re");
    assert_non_null(file);
    session.zone = zonetime_load("Europe/Paris", &why);
    assert_non_null(session.zone);
    assert_int_equal(holidays_init(&session.holidays, "FR", &why), 0);
    while (fgets(line, sizeof line, file))
        take_line(&session, line);
    fclose(file);
    printf("%d expressions, %d moments, %d next changes\n", session.expressions, session.moments,
           session.changes);
    assert_true(session.expressions >= 400);
    hours_free(session.hours);
    zonetime_free(session.zone);
}

/* The rows of the oracle that stand in the project's notes: hours open and unknown in a period. */
static void sum_hours(const char *text, int64_t from_ms, int64_t to_ms, double want_open,
                      double want_unknown)
{
    struct why why;
    struct holidays holidays;
    struct zonetime *zone = zonetime_load("Europe/Paris", &why);
    struct hours *hours = hours_parse(text, &why);
    assert_non_null(zone);
    assert_non_null(hours);
    assert_int_equal(holidays_init(&holidays, "FR", &why), 0);
    struct hours_context context = {.zone = zone, .holidays = &holidays};
    double sums[3] = {0};
    for (int64_t at_ms = from_ms; at_ms < to_ms;) {
        struct hours_answer answer;
        hours_at(hours, &context, at_ms, &answer);
        int64_t until_ms = answer.until_ms < to_ms ? answer.until_ms : to_ms;
        sums[answer.state] += (double)(until_ms - at_ms) / 3600000;
        at_ms = until_ms;
    }
    if (sums[HOURS_OPEN] != want_open || sums[HOURS_UNKNOWN] != want_unknown)
        fail_msg("%s: [%g, %g], the oracle says [%g, %g]", text, sums[HOURS_OPEN],
                 sums[HOURS_UNKNOWN], want_open, want_unknown);
    hours_free(hours);
    zonetime_free(zone);
}

static int64_t midnight_ms(int year, int month, int day)
{
    struct why why;
    struct zonetime *zone = zonetime_load("Europe/Paris", &why);
    int64_t at_ms = zonetime_day_start_ms(zone, civil_days(year, month, day));
    zonetime_free(zone);
    return at_ms;
}

static void test_seven_years_that_the_oracle_summed(void **state)
{
    (void)state;
    int64_t y25 = midnight_ms(2025, 1, 1), y26 = midnight_ms(2026, 1, 1),
            y27 = midnight_ms(2027, 1, 1);
    sum_hours("Mo-Fr 09:00-18:00; Jul 15-Aug 20 off", y26, y27, 2106, 0);
    sum_hours("Jul-Aug off; Mo-Fr 09:00-18:00", y26, y27, 2349, 0);
    sum_hours("Mo-Fr 09:00-18:00; Sa 10:00-13:00 \"atelier\"", y26, y27, 2349, 156);
    sum_hours("We[2] 14:00-17:00", y26, y27, 36, 0);
    sum_hours("Mo-Fr 09:00-12:00,14:00-18:30; Sa 08:30-12:00", y26, y27, 2139.5, 0);
    sum_hours("22:00-02:00", midnight_ms(2025, 3, 29), midnight_ms(2025, 3, 31), 8, 0);
    sum_hours("Mo-Fr 09:00-18:00; PH off; Sa[1] 10:00-13:00", y25, y26, 2295, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_oracle_agrees),
        cmocka_unit_test(test_seven_years_that_the_oracle_summed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
