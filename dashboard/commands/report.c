/* A report of a period, in a format. */
#include "agent/common/command.h"
#include "agent/common/time.h"
#include "dashboard/commands/commands.h"
#include "dashboard/commands/open.h"
#include "dashboard/installation.h"
#include "dashboard/report/archive.h"
#include "dashboard/report/formats.h"
#include "dashboard/report/gather.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

struct asked {
    const char *config, *db, *period, *against, *language, *format, *output, *verify, *notes;
};

static void list_formats(char *text, size_t size)
{
    size_t length = 0;
    const struct report_format *format = NULL;
    for (size_t i = 0; (format = report_format_at(i)) && length < size; i++)
        length +=
            (size_t)snprintf(text + length, size - length, "%s%s", i ? ", " : "", format->name);
}

static int read_request(const struct asked *asked, struct gather_request *request,
                        const struct report_format **format, struct why *why)
{
    char names[160];
    *request = (struct gather_request){.language = LANGUAGE_FR};
    if (!asked->period || !asked->format || !asked->output)
        return why_set(why, EINVAL, "--period, --format and -o are needed; see --help");
    *format = report_format_find(asked->format);
    list_formats(names, sizeof names);
    if (!*format)
        return why_set(why, EINVAL, "--format %.40s: choose of %s", asked->format, names);
    if (strcmp(asked->language, "en") == 0)
        request->language = LANGUAGE_EN;
    else if (strcmp(asked->language, "fr") != 0)
        return why_set(why, EINVAL, "--lang %.40s: fr or en", asked->language);
    request->notes = asked->notes != NULL;
    int error = period_parse(asked->period, &request->period, why);
    request->compared = period_previous(&request->period);
    if (!error && asked->against)
        error = period_parse(asked->against, &request->compared, why);
    return error;
}

/* What the small-number rule cannot know: which report somebody has already. */
static void warn_of_another(struct store *store, const struct report *report)
{
    struct why why;
    char made[TIME_TEXT_MAX];
    int64_t made_ms = 0;
    if (archive_otherwise(store, report, &made_ms, &why) || !made_ms)
        return;
    time_format_s(made_ms, made);
    fprintf(stderr,
            "lampion report: these days were reported on %s already, and the data have changed "
            "since: whoever has both can tell what came in between, be it one seat's hour; give "
            "this one to those who give the other back\n",
            made);
}

/* A store that cannot be written to (a copy, another's) gives reports all the same. */
static void archive(const char *path, const struct report *report,
                    const struct report_format *format, const char *sha256)
{
    struct why why;
    struct lampion_clock clock = clock_real();
    struct store *store = store_open(path, STORE_WRITE, &why);
    int error =
        store ? archive_put(store, report, format, sha256, clock_wall_ms(&clock), &why) : -EIO;
    if (error)
        fprintf(stderr, "lampion report: not archived, --verify will not know it: %s\n", why.text);
    store_close(store);
}

/* With --db alone nobody knows them. */
static int read_installation(const struct asked *asked, struct gather_request *request,
                             struct report_setting settings[INSTALLATION_SETTINGS_MAX],
                             struct why *why)
{
    if (!asked->config)
        return 0;
    struct config *config = config_read(asked->config, why);
    if (!config)
        return -EINVAL;
    request->installation = settings;
    request->installation_count = installation_settings(config, settings);
    config_free(config);
    return 0;
}

static int make(const struct asked *asked, const char *path, struct why *why)
{
    struct gather_request request;
    struct report_setting installation[INSTALLATION_SETTINGS_MAX];
    const struct report_format *format = NULL;
    char sha256[DIGEST_TEXT];
    int error = read_request(asked, &request, &format, why);
    if (!error)
        error = read_installation(asked, &request, installation, why);
    if (error)
        return error;
    struct store *store = store_open(path, STORE_READ, why);
    if (!store)
        return -EIO;
    struct report *report = report_gather(store, &request, why);
    if (report)
        warn_of_another(store, report);
    store_close(store);
    error = report ? report_write(report, format, asked->output, sha256, why) : -EIO;
    if (!error) {
        archive(path, report, format, sha256);
        printf("%s  %s\n", sha256, asked->output);
    }
    report_free(report);
    return error;
}

static int verify(const char *path, const char *file, struct why *why)
{
    struct store *store = store_open(path, STORE_READ, why);
    if (!store)
        return -EIO;
    int error = archive_verify(store, file, why);
    store_close(store);
    return error;
}

int command_report(int argc, char **argv)
{
    struct asked asked = {.language = "fr"};
    const struct command_option options[] = {
        {"config", "FILE", "the installation, lampion.yaml", &asked.config},
        {"db", "FILE", "the history itself, instead", &asked.db},
        {"period", "P", "2026-10, 2026-Q3, 2026, 2026-W12, 2026-2027, FROM..TO", &asked.period},
        {"against", "P", "compare with it; standard: the period before", &asked.against},
        {"lang", "fr|en", "standard: fr", &asked.language},
        {"format", "F", "csv, csv-fr, json, datapackage, html, xlsx", &asked.format},
        {"o", "PATH", "a file (json, html, xlsx) or folder (csv, csv-fr, datapackage)",
         &asked.output},
        {"notes", NULL,
         "with what people wrote in notes and corrections: read it before you give it",
         &asked.notes},
        {"verify", "PATH", "a report that was issued: is it whole, and still right?",
         &asked.verify},
        {0},
    };
    int shown = command_options(options, "--config lampion.yaml --period P --format F -o FILE|DIR",
                                argc, argv, NULL);
    if (shown)
        return shown > 0 ? EXIT_DONE : EXIT_USAGE;
    /* The live page comes first; where the system forbids to say so, it goes as it is. */
    setpriority(PRIO_PROCESS, 0, 10);
    char *path = history_path("report", asked.config, asked.db);
    if (!path)
        return EXIT_USAGE;
    struct why why;
    int error = asked.verify ? verify(path, asked.verify, &why) : make(&asked, path, &why);
    free(path);
    if (error < 0)
        fprintf(stderr, "lampion report: %s\n", why.text);
    return !error ? EXIT_DONE : error == -EINVAL ? EXIT_USAGE : EXIT_FAILED;
}
