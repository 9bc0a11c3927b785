/* Our side of the comparison: expressions and moments from stdin, states and changes on stdout.
 *
 * A line each:
 *   zone NAME | holidays CODE | position LAT LON     the context; "position none"
 *   school FIRST LAST / range FIRST LAST             days since 1970: what is known, one holiday
 *   hours TEXT        answers "ok" or "refused REASON"
 *   at UTC_MS         answers "STATE UNTIL_MS" (closed, open, unknown; "never" if no change)
 *   lint YEAR         answers "notes N" and the notes
 * Answers are flushed when the input pauses; an unknown line ends the program with 2. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dashboard/presence/hours.h"

enum { RANGES_MAX = 256 };

struct session {
    struct zonetime *zone;
    struct holidays holidays;
    struct holidays_range ranges[RANGES_MAX];
    struct hours *hours;
    struct hours_context context;
};

static void fail(const char *why)
{
    fprintf(stderr, "hours_eval: %s\n", why);
    exit(2);
}

static void set_zone(struct session *session, const char *name)
{
    struct why why;
    zonetime_free(session->zone);
    session->zone = zonetime_load(name, &why);
    if (!session->zone) {
        fail(why.text);
    }
    session->context.zone = session->zone;
}

static void set_holidays(struct session *session, const char *code)
{
    struct why why;
    if (holidays_init(&session->holidays, code, &why) < 0) {
        fail(why.text);
    }
    session->context.holidays = &session->holidays;
}

static void set_hours(struct session *session, const char *text)
{
    struct why why;
    hours_free(session->hours);
    session->hours = hours_parse(text, &why);
    if (session->hours) {
        puts("ok");
    } else {
        printf("refused %s\n", why.text);
    }
}

static void answer(const struct session *session, int64_t utc_ms)
{
    static const char *const words[] = {
        [HOURS_CLOSED] = "closed", [HOURS_OPEN] = "open", [HOURS_UNKNOWN] = "unknown"};
    if (!session->hours || !session->zone) {
        fail("\"at\" before zone and hours");
    }
    struct hours_answer answer;
    hours_at(session->hours, &session->context, utc_ms, &answer);
    if (answer.until_ms == INT64_MAX) {
        printf("%s never\n", words[answer.state]);
    } else {
        printf("%s %" PRId64 "\n", words[answer.state], answer.until_ms);
    }
}

static void lint(const struct session *session, int year)
{
    struct why notes[8];
    size_t count = hours_lint(session->hours, &session->context, year, notes, 8);
    printf("notes %zu\n", count);
    for (size_t i = 0; i < count && i < 8; i++) {
        printf("  %s\n", notes[i].text);
    }
}

static void add_range(struct session *session, struct holidays_range range)
{
    struct holidays_school *school = &session->holidays.school;
    if (school->count == RANGES_MAX) {
        fail("too many ranges");
    }
    session->ranges[school->count++] = range;
    school->ranges = session->ranges;
}

static void obey(struct session *session, char *line)
{
    struct holidays_range range;
    struct hours_context *context = &session->context;
    if (strncmp(line, "zone ", 5) == 0) {
        set_zone(session, line + 5);
    } else if (strncmp(line, "holidays ", 9) == 0) {
        set_holidays(session, line + 9);
    } else if (strcmp(line, "position none") == 0) {
        context->has_position = false;
    } else if (sscanf(line, "position %lf %lf", &context->lat, &context->lon) == 2) {
        context->has_position = true;
    } else if (sscanf(line, "school %" SCNd64 " %" SCNd64, &range.first, &range.last) == 2) {
        session->holidays.school = (struct holidays_school){.known = range};
    } else if (sscanf(line, "range %" SCNd64 " %" SCNd64, &range.first, &range.last) == 2) {
        add_range(session, range);
    } else if (strncmp(line, "hours ", 6) == 0) {
        set_hours(session, line + 6);
    } else if (strncmp(line, "at ", 3) == 0) {
        answer(session, strtoll(line + 3, NULL, 10));
    } else if (strncmp(line, "lint ", 5) == 0) {
        lint(session, atoi(line + 5));
    } else {
        fail(line);
    }
}

int main(void)
{
    struct session session = {0};
    char *line = NULL;
    size_t size = 0;
    ssize_t length;
    while ((length = getline(&line, &size, stdin)) > 0) {
        line[strcspn(line, "\n")] = '\0';
        obey(&session, line);
    }
    free(line);
    hours_free(session.hours);
    zonetime_free(session.zone);
    return 0;
}
