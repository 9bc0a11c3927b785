#include "agent/common/command.h"
#include "dashboard/commands/commands.h"
#include "dashboard/config.h"
#include "dashboard/opening.h"

#include <stdio.h>
#include <time.h>

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

static int check_place(const char *path, struct why *why)
{
    struct place *place = place_read(path, why);
    if (!place)
        return -1;
    struct opening opening;
    int error = opening_start(&opening, place, why);
    if (!error)
        say_notes(&opening, path);
    opening_stop(&opening);
    if (!error)
        printf("%s: %zu zones, %zu doors, %zu sensors\n", path, place->zone_count,
               place->door_count, place->sensor_count);
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
    int shown = command_options(options, "--config lampion.yaml [--place place.yaml]", argc,
                                argv, &count);
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
    if (!error)
        error = check_place(place_path ? place_path : config->place_path, &why);
    config_free(config);
    if (error)
        fprintf(stderr, "lampion check: %s\n", why.text);
    return error ? EXIT_USAGE : EXIT_DONE;
}
