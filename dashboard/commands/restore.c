/* lampion restore, lampion check-store: a backup in the place of the history, and whether either is
 * whole. */
#include "agent/common/command.h"
#include "agent/common/time.h"
#include "dashboard/commands/commands.h"
#include "dashboard/commands/open.h"
#include "dashboard/history/backup.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

static int say(const char *command, int code, const struct why *why)
{
    fprintf(stderr, "lampion %s: %s\n", command, why->text);
    return code;
}

static int restore(const char *name, const char *path, struct why *why)
{
    char kept[4096];
    struct lampion_clock clock = clock_real();
    struct store_lock *lock = store_lock_take(path, why);
    if (!lock)
        return -EBUSY;
    int error = backup_restore(name, path, lock, clock_wall_ms(&clock), kept, sizeof kept, why);
    store_lock_release(lock, false); /* looked at once more at the next start */
    if (error)
        return error;
    printf("%s is %s now", path, name);
    if (kept[0])
        printf("; what was there is kept as %s", kept);
    printf("\nstart lampion serve: the boards send again what they still hold since then\n");
    return 0;
}

int command_restore(int argc, char **argv)
{
    const char *config_path = NULL, *db = NULL;
    const struct command_option options[] = {
        {"config", "FILE", "the installation, lampion.yaml", &config_path, false},
        {"db", "FILE", "the history itself", &db, false},
        {0}};
    int count;
    int shown = command_options(options, "--config lampion.yaml FILE", argc, argv, &count);
    if (shown)
        return shown > 0 ? EXIT_DONE : EXIT_USAGE;
    if (count != 1) {
        fprintf(stderr, "lampion restore: name the one backup to restore\n");
        return EXIT_USAGE;
    }
    struct why why;
    char *path = history_path("restore", config_path, db);
    int code = !path                          ? EXIT_USAGE
               : restore(argv[1], path, &why) ? say("restore", EXIT_FAILED, &why)
                                              : EXIT_DONE;
    free(path);
    return code;
}

static void tell_sums(const char *path, const struct backup_sums *sums)
{
    char first[TIME_TEXT_MAX], last[TIME_TEXT_MAX];
    time_format_s(sums->first_ms, first);
    time_format_s(sums->last_ms, last);
    printf("%s: whole; schema %" PRId64 ", %" PRId64 " events, %" PRId64 " declared lost, %" PRId64
           " slots",
           path, sums->version, sums->events, sums->losses, sums->slots);
    if (sums->slots)
        printf(" from %s to %s", first, last);
    printf("\n");
}

int command_check_store(int argc, char **argv)
{
    const char *config_path = NULL, *db = NULL;
    const struct command_option options[] = {
        {"config", "FILE", "the installation, lampion.yaml", &config_path, false},
        {"db", "FILE", "the history itself, or a backup", &db, false},
        {0}};
    int count;
    int shown = command_options(options, "--config lampion.yaml", argc, argv, &count);
    if (shown)
        return shown > 0 ? EXIT_DONE : EXIT_USAGE;
    if (count != 0) {
        fprintf(stderr, "lampion check-store: name the history by --config or --db\n");
        return EXIT_USAGE;
    }
    struct why why;
    struct backup_sums sums;
    char *path = history_path("check-store", config_path, db);
    int code = !path ? EXIT_USAGE : EXIT_DONE;
    if (path && backup_check(path, &sums, &why))
        code = say("check-store", EXIT_FAILED, &why);
    else if (path)
        tell_sums(path, &sums);
    free(path);
    return code;
}
