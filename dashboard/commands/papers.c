/* The papers of the place as files: poster, privacy notice, register entry, impact assessment. */
#include "dashboard/page/papers/papers.h"
#include "agent/common/command.h"
#include "agent/common/time.h"
#include "dashboard/commands/commands.h"
#include "dashboard/config.h"
#include "dashboard/history/description.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

struct asked {
    const char *config, *output, *language, *address;
};

/* As the store describes it now; before the first start, as place.yaml does. */
static struct place *describe(const struct config *config, int64_t now_ms, struct why *why)
{
    struct store_description description = {0};
    struct store *store = store_open(config->store_path, STORE_READ, why);
    int error = store ? store_description_get(store, now_ms, &description, why) : -ENOENT;
    struct place *place = NULL;
    store_close(store);
    if (error)
        return place_read(config->place_path, why);
    place = place_parse("place.yaml", description.text, strlen(description.text), why);
    store_description_clear(&description);
    return place;
}

static int write_file(const char *folder, enum paper paper, enum language language,
                      const struct papers *papers, struct why *why)
{
    char path[4096];
    struct buffer out = {0};
    size_t length = 0;
    snprintf(path, sizeof path, "%s/%s.%s.html", folder, paper_name(paper),
             language_code(language));
    paper_write(&out, papers, paper, language);
    char *text = buffer_take(&out, &length);
    FILE *file = text ? fopen(path, "w") : NULL;
    bool written = file && fwrite(text, 1, length, file) == length;
    written = file && fclose(file) == 0 && written;
    free(text);
    if (!written)
        return why_set(why, EIO, "%s cannot be written: %s", path, strerror(errno));
    printf("%s\n", path);
    return 0;
}

static int write_papers(const struct asked *asked, const struct papers *papers, struct why *why)
{
    int error = 0;
    if (mkdir(asked->output, 0777) != 0 && errno != EEXIST)
        return why_set(why, errno, "%s cannot be made: %s", asked->output, strerror(errno));
    for (int language = 0; language < LANGUAGE_COUNT; language++)
        for (int paper = 0; !error && paper < PAPERS; paper++)
            if (!asked->language || strcmp(asked->language, language_code(language)) == 0)
                error = write_file(asked->output, (enum paper)paper, (enum language)language,
                                   papers, why);
    return error;
}

static int make(const struct asked *asked, struct why *why)
{
    char date[TIME_TEXT_MAX];
    struct config *config = config_read(asked->config, why);
    if (!config)
        return -EINVAL;
    struct lampion_clock clock = clock_real();
    int64_t now_ms = clock_wall_ms(&clock);
    struct place *place = describe(config, now_ms, why);
    int error = place ? 0 : -EINVAL;
    time_format_s(now_ms, date);
    date[strlen("2026-11-24")] = '\0';
    if (!error) {
        const char *address = asked->address ? asked->address : place->uri;
        struct papers papers = {.place = place,
                                .address = address,
                                .date = date,
                                .raw_ms = config->store_raw_ms,
                                .slots_ms = config->store_slots_ms};
        error = address ? write_papers(asked, &papers, why)
                        : why_set(why, EINVAL,
                                  "where is the page? --address https://…, or "
                                  "place.uri in place.yaml");
    }
    place_free(place);
    config_free(config);
    return error;
}

int command_papers(int argc, char **argv)
{
    struct asked asked = {0};
    struct why why;
    const struct command_option options[] = {
        {"config", "FILE", "the installation, lampion.yaml", &asked.config},
        {"o", "DIR", "the folder for the papers, HTML to print on A4", &asked.output},
        {"lang", "fr|en", "standard: both", &asked.language},
        {"address", "URL", "of the page, for the QR code; standard: place.uri", &asked.address},
        {0},
    };
    int shown = command_options(options, "--config lampion.yaml -o DIR", argc, argv, NULL);
    if (shown)
        return shown > 0 ? EXIT_DONE : EXIT_USAGE;
    bool language =
        !asked.language || strcmp(asked.language, "fr") == 0 || strcmp(asked.language, "en") == 0;
    if (!asked.config || !asked.output || !language) {
        fprintf(stderr, "lampion papers: --config FILE and -o DIR are needed, --lang is fr or en; "
                        "see --help\n");
        return EXIT_USAGE;
    }
    int error = make(&asked, &why);
    if (error)
        fprintf(stderr, "lampion papers: %s\n", why.text);
    return !error ? EXIT_DONE : error == -EINVAL ? EXIT_USAGE : EXIT_FAILED;
}
