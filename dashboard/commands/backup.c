/* lampion backup: a copy of the history, by hand into a file or by a timer into backup.to. */
#include "dashboard/history/backup.h"
#include "agent/common/command.h"
#include "agent/common/time.h"
#include "dashboard/commands/commands.h"
#include "dashboard/commands/open.h"
#include "dashboard/config.h"
#include "dashboard/describe.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LIST_MAX = 10000 };

static int say(const char *command, int code, const struct why *why)
{
    fprintf(stderr, "lampion %s: %s\n", command, why->text);
    return code;
}

/* backup.to: what is there, what is due, what goes. */

struct shelf {
    const struct config *config;
    char place[ID_MAX];
    int64_t now_ms;
    int64_t times_ms[LIST_MAX];
    bool drop[LIST_MAX];
    int count;
};

static int shelf_look(struct shelf *self, struct why *why)
{
    const char *to = self->config->backup_to;
    self->count = backup_list(to, self->place, self->times_ms, LIST_MAX);
    if (self->count < 0)
        return why_set(why, -self->count,
                       "backup.to %s: %s; is the disk mounted, and may this user write there?", to,
                       strerror(-self->count));
    return 0;
}

static bool is_due(const struct shelf *self)
{
    int64_t newest_ms = self->count ? self->times_ms[self->count - 1] : 0;
    /* A timer does not come to the second. */
    return self->now_ms - newest_ms >= self->config->backup_every_ms * 95 / 100;
}

static void shelf_thin(struct shelf *self)
{
    char name[BACKUP_NAME_MAX], path[4096];
    backup_thin(self->times_ms, (size_t)self->count, (size_t)self->config->backup_keep, self->drop);
    for (int i = 0; i < self->count; i++) {
        if (!self->drop[i])
            continue;
        backup_name(self->place, self->times_ms[i], name);
        snprintf(path, sizeof path, "%s/%s", self->config->backup_to, name);
        if (unlink(path) == 0)
            printf("taken away: %s\n", name);
    }
}

static void warn_same_disk(const struct config *config)
{
    struct stat history, folder;
    if (stat(config->store_path, &history) == 0 && stat(config->backup_to, &folder) == 0 &&
        history.st_dev == folder.st_dev)
        fprintf(
            stderr,
            "lampion backup: backup.to %s is on the same disk as the history: a copy there does "
            "not outlive that disk; is the other one mounted?\n",
            config->backup_to);
}

static int shelf_add(struct shelf *self, struct why *why)
{
    char name[BACKUP_NAME_MAX], path[4096];
    backup_name(self->place, self->now_ms, name);
    snprintf(path, sizeof path, "%s/%s", self->config->backup_to, name);
    int error = backup_write(self->config->store_path, path, why);
    if (error)
        return error;
    printf("%s\n", path);
    error = shelf_look(self, why);
    if (!error)
        shelf_thin(self);
    return error;
}

static int shelf_serve(const struct config *config, bool due, struct why *why)
{
    struct lampion_clock clock = clock_real();
    struct shelf *self = calloc(1, sizeof *self);
    if (!self)
        return why_set(why, ENOMEM, "out of memory");
    self->config = config;
    self->now_ms = clock_wall_ms(&clock);
    struct place *place = describe_look(config, self->now_ms, why);
    int error = place ? 0 : -EINVAL;
    if (place)
        strcpy(self->place, place->id);
    place_free(place);
    if (!error)
        error = shelf_look(self, why);
    if (!error && !(due && !is_due(self))) {
        warn_same_disk(config);
        error = shelf_add(self, why);
    }
    free(self);
    return error;
}

static int serve_config(const char *config_path, bool due)
{
    struct why why;
    struct config *config = config_read(config_path, &why);
    if (!config)
        return say("backup", EXIT_USAGE, &why);
    int code = EXIT_DONE;
    if (config->backup_to) {
        if (shelf_serve(config, due, &why))
            code = say("backup", EXIT_FAILED, &why);
    } else if (!due) {
        fprintf(stderr, "lampion backup: name a FILE, or say backup: {to: FOLDER} in %s\n",
                config_path);
        code = EXIT_USAGE;
    }
    config_free(config);
    return code;
}

int command_backup(int argc, char **argv)
{
    const char *config_path = NULL, *db = NULL, *due = NULL;
    const struct command_option options[] = {
        {"config", "FILE", "the installation, lampion.yaml", &config_path, false},
        {"db", "FILE", "the history itself", &db, false},
        {"due", NULL, "only if the newest in backup.to is older than backup.every; for a timer",
         &due, false},
        {0}};
    int count;
    int shown = command_options(options, "--config lampion.yaml [FILE]", argc, argv, &count);
    if (shown)
        return shown > 0 ? EXIT_DONE : EXIT_USAGE;
    if (count == 0 && config_path && !db)
        return serve_config(config_path, due != NULL);
    if (count != 1 || due) {
        fprintf(stderr, "lampion backup: name one FILE to write, or --config with backup.to\n");
        return EXIT_USAGE;
    }
    struct why why;
    char *path = history_path("backup", config_path, db);
    int code = !path                               ? EXIT_USAGE
               : backup_write(path, argv[1], &why) ? say("backup", EXIT_FAILED, &why)
                                                   : EXIT_DONE;
    if (code == EXIT_DONE)
        printf("%s\n", argv[1]);
    free(path);
    return code;
}
