#include "agent/common/command.h"
#include "agent/common/credential.h"
#include "agent/common/time.h"
#include "dashboard/access/enrolment.h"
#include "dashboard/commands/commands.h"
#include "dashboard/config.h"
#include "dashboard/history/settled.h"
#include "dashboard/opening.h"
#include "dashboard/school_calendar.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#define NOTES_MAX 8

static void say_notes(const struct opening *opening, const char *path)
{
    struct why notes[NOTES_MAX];
    time_t now = time(NULL);
    struct tm utc;
    gmtime_r(&now, &utc);
    size_t count = opening_lint(opening, utc.tm_year + 1900, notes, NOTES_MAX);
    for (size_t i = 0; i < count && i < NOTES_MAX; i++)
        printf("%s: opening_hours: note: %s\n", path, notes[i].text);
}

static void say_ends(const char *store_path, int64_t now_ms)
{
    struct roll roll;
    struct why why;
    char *path = enrolment_roll_path(store_path);
    if (path && roll_read(&roll, path, &why))
        printf("note: %s\n", why.text);
    for (const struct roll_row *row = NULL; path && (row = roll_ending(&roll, row, now_ms));) {
        char until[TIME_TEXT_MAX];
        time_format_s(row->until_ms, until);
        printf("%s: note: what %s holds %s %s; enroll again\n", path, roll_who(row),
               now_ms < row->until_ms ? "ends" : "ended", until);
    }
    if (path)
        roll_clear(&roll);
    free(path);
}

/* Who may speak: our own credential, and what ends soon of all. */
static int check_access(const struct config *config, const char *place, struct why *why)
{
    struct lampion_clock clock = clock_real();
    struct credential credential;
    struct why end;
    if (!config->broker_uri)
        return 0;
    int error = credential_take(&credential, config->broker_credential, place, CREDENTIAL_COLLECTOR,
                                config->broker_uri, why);
    if (!error && credential_ends(&credential, clock_wall_ms(&clock), &end))
        printf("note: %s\n", end.text);
    credential_clear(&credential);
    if (!error)
        say_ends(config->store_path, clock_wall_ms(&clock));
    return error;
}

/* School holidays are in the store: without one, or a newer one, nothing is said of them. */
static void check_school(struct opening *opening, const char *store_path, const char *path)
{
    struct lampion_clock clock = clock_real();
    struct why why;
    struct store *store =
        access(store_path, F_OK) == 0 ? store_open(store_path, STORE_READ, &why) : NULL;
    if (store && school_calendar_read(opening, store, &why))
        printf("%s: note: %s\n", path, why.text);
    if (opening_school_note(opening, clock_wall_ms(&clock), &why))
        printf("%s: note: %s\n", path, why.text);
    store_close(store);
}

/* A store that cannot be read, or is of before, is the matter of others. */
static int check_raw(const char *path, const struct config *config, struct why *why)
{
    int64_t backlog_ms = 0;
    struct store *store = access(config->store_path, F_OK) == 0
                              ? store_open(config->store_path, STORE_READ, why)
                              : NULL;
    if (store && settled_longest_backlog(store, &backlog_ms, why))
        backlog_ms = 0;
    store_close(store);
    return config_check_raw(config, path, backlog_ms, why);
}

/* `config` may be NULL. */
static int check_place(const char *path, const struct config *config, struct why *why)
{
    struct place *place = place_read(path, why);
    if (!place)
        return -1;
    struct opening opening;
    int error = opening_start(&opening, place, why);
    if (!error && config)
        check_school(&opening, config->store_path, path);
    if (!error)
        say_notes(&opening, path);
    opening_stop(&opening);
    if (!error)
        printf("%s: %zu zones, %zu doors, %zu sensors\n", path, place->zone_count,
               place->door_count, place->sensor_count);
    if (!error && config)
        error = check_access(config, place->id, why);
    place_free(place);
    return error;
}

int command_check(int argc, char **argv)
{
    const char *config_path = NULL, *place_path = NULL;
    const struct command_option options[] = {
        {"config", "FILE", "the installation, lampion.yaml", &config_path},
        {"place", "FILE", "the description, place.yaml (standard: beside lampion.yaml)",
         &place_path},
        {0},
    };
    int count;
    int shown =
        command_options(options, "--config lampion.yaml [--place place.yaml]", argc, argv, &count);
    if (shown)
        return shown > 0 ? EXIT_DONE : EXIT_USAGE;
    if (!config_path && !place_path) {
        fprintf(stderr,
                "lampion check: name a file: --config lampion.yaml or --place place.yaml\n");
        return EXIT_USAGE;
    }
    struct why why;
    struct config *config = config_path ? config_read(config_path, &why) : NULL;
    int error = config_path && !config ? -1 : 0;
    if (config && !error)
        error = check_raw(config_path, config, &why);
    if (!error)
        error = check_place(place_path ? place_path : config->place_path, config, &why);
    config_free(config);
    if (error)
        fprintf(stderr, "lampion check: %s\n", why.text);
    return error ? EXIT_USAGE : EXIT_DONE;
}
