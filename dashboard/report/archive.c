#include "dashboard/report/archive.h"
#include "agent/common/time.h"
#include "dashboard/history/issued.h"
#include "dashboard/report/format_csv.h"
#include "dashboard/report/gather.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* One figure a line, malloc'ed; NULL: out of memory. */
static char *list_figures(const struct report *report)
{
    static const char *const states[] = {"good", "flagged", "withheld", "none"};
    char *text = NULL, number[CSV_NUMBER_MAX];
    size_t size;
    FILE *file = open_memstream(&text, &size);
    for (size_t z = 0; file && z < report->zone_count; z++)
        for (int i = 0; i < INDICATOR_COUNT; i++) {
            const struct figure *figure = &report->zones[z].figures[i];
            bool given = figure->state <= INDICATOR_FLAGGED;
            csv_number(figure->value, '.', number);
            fprintf(file, "%s %s %s %s\n", report->zones[z].id,
                    indicator_info((enum indicator)i)->name, states[figure->state],
                    given ? number : "-");
        }
    if (!file || fclose(file) != 0) {
        free(text);
        return NULL;
    }
    return text;
}

int archive_put(struct store *store, const struct report *report,
                const struct report_format *format, const char sha256[DIGEST_TEXT], int64_t made_ms,
                struct why *why)
{
    struct issued issued = {.made_ms = made_ms, .figures = list_figures(report)};
    if (!issued.figures)
        return why_set(why, ENOMEM, "out of memory");
    period_format(&report->period, issued.period);
    period_format(&report->compared, issued.compared);
    snprintf(issued.format, sizeof issued.format, "%s", format->name);
    snprintf(issued.language, sizeof issued.language, "%s", language_code(report->language));
    snprintf(issued.version, sizeof issued.version, "%s", report->version);
    snprintf(issued.revision, sizeof issued.revision, "%s", report->revision);
    snprintf(issued.sha256, sizeof issued.sha256, "%s", sha256);
    int error = issued_put(store, &issued, why);
    free(issued.figures);
    return error;
}

int archive_otherwise(struct store *store, const struct report *report, int64_t *made_ms,
                      struct why *why)
{
    struct issued issued = {0};
    period_format(&report->period, issued.period);
    period_format(&report->compared, issued.compared);
    snprintf(issued.revision, sizeof issued.revision, "%s", report->revision);
    return issued_otherwise(store, &issued, made_ms, why);
}

/* Lines of `now` that `then` does not have. */
static void print_changes(const char *then, char *now)
{
    char *rest = NULL;
    for (char *line = strtok_r(now, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
        char whole[160];
        snprintf(whole, sizeof whole, "%s\n", line);
        if (!strstr(then, whole))
            printf("now: %s\n", line);
    }
}

/* Facts of the period that came, or were taken back, since; counts correct as corrections do. */
static int64_t count_facts(const struct report *report, int64_t since_ms, bool corrections)
{
    int64_t count = 0;
    for (size_t i = 0; i < report->facts.count; i++) {
        const struct fact *fact = &report->facts.all[i];
        bool corrects = fact->kind == FACT_CORRECTION || fact->kind == FACT_COUNT;
        bool since = fact->made_ms > since_ms || fact->retracted_ms > since_ms;
        count += since && corrects == corrections;
    }
    return count;
}

static void print_facts(const struct report *report, int64_t since_ms)
{
    int64_t corrections = count_facts(report, since_ms, true);
    int64_t others = count_facts(report, since_ms, false);
    if (corrections)
        printf("%" PRId64 " correction%s since", corrections, corrections == 1 ? "" : "s");
    if (others)
        printf("%s%" PRId64 " other fact%s since", corrections ? ", " : "", others,
               others == 1 ? "" : "s");
    if (!corrections && !others)
        printf("no corrections since, but events that came later or another description");
}

static int tell(const struct issued *issued, const struct report *report, struct why *why)
{
    char made[TIME_TEXT_MAX];
    time_format_s(issued->made_ms, made);
    bool data = strcmp(issued->revision, report->revision) == 0;
    if (data && strcmp(issued->version, report->version) == 0) {
        printf("equal: %s as %s, issued %s; the history says the same today\n", issued->period,
               issued->format, made);
        return 0;
    }
    char *now = list_figures(report);
    if (!now)
        return why_set(why, ENOMEM, "out of memory");
    if (data) {
        printf("issued %s by version %s, this is %s; the data are the same\n", made,
               issued->version, report->version);
    } else {
        printf("issued %s; ", made);
        print_facts(report, issued->made_ms);
        printf(": the data have changed\n");
    }
    print_changes(issued->figures, now);
    free(now);
    return 1;
}

int archive_verify(struct store *store, const char *path, struct why *why)
{
    char sha256[DIGEST_TEXT];
    struct issued issued = {.figures = NULL};
    struct gather_request request = {.language = LANGUAGE_FR};
    int error = report_digest(path, sha256, why);
    if (!error)
        error = issued_find(store, sha256, &issued, why);
    if (error)
        return error;
    if (strcmp(issued.language, "en") == 0)
        request.language = LANGUAGE_EN;
    error = period_parse(issued.period, &request.period, why);
    if (!error)
        error = period_parse(issued.compared, &request.compared, why);
    struct report *report = error ? NULL : report_gather(store, &request, why);
    error = report ? tell(&issued, report, why) : -EIO;
    report_free(report);
    free(issued.figures);
    return error;
}
