#include "dashboard/commands/enrolling.h"
#include "agent/common/command.h"
#include "agent/common/time.h"
#include "dashboard/describe.h"
#include "dashboard/sources.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* lampion.conf names its folder: the path from the root, also of one that is not there yet. */
static int make_absolute(char **path)
{
    char *folder = (*path)[0] == '/' ? NULL : realpath(".", NULL), *absolute;
    if (!folder)
        return (*path)[0] == '/' ? 0 : -errno;
    int length = asprintf(&absolute, "%s/%s", folder, *path);
    free(folder);
    if (length < 0)
        return -ENOMEM;
    free(*path);
    *path = absolute;
    return 0;
}

static int read_config(struct enrolling *self, const char *path, const char *clock_text,
                       struct why *why)
{
    struct lampion_clock clock = clock_real();
    if (clock_text && clock_parse(&clock, clock_text, why))
        return -EINVAL;
    self->now_ms = clock_wall_ms(&clock);
    self->config = config_read(path, why);
    if (!self->config)
        return -EINVAL;
    struct place *place = describe_look(self->config, self->now_ms, why);
    if (!place)
        return -EINVAL;
    snprintf(self->place, sizeof self->place, "%s", place->id);
    self->described = place;
    self->topics = calloc(2 * place->source_count + 1, sizeof *self->topics);
    if (!self->topics)
        return why_set(why, ENOMEM, "out of memory");
    (void)sources_topics(place, self->topics);
    int error = make_absolute(&self->config->broker_files);
    return error ? why_set(why, -error, "%s", strerror(-error)) : 0;
}

int enrolling_open(struct enrolling *self, const char *name, const char *config_path,
                   const char *clock, int64_t days)
{
    struct why why;
    *self = (struct enrolling){.config = NULL};
    int code = read_config(self, config_path, clock, &why) ? EXIT_USAGE : EXIT_DONE;
    if (!code) {
        const struct enrolment_config config = {.place = self->place,
                                                .store_path = self->config->store_path,
                                                .broker_folder = self->config->broker_files,
                                                .topics = self->topics,
                                                .now_ms = self->now_ms,
                                                .days = days};
        self->enrolment = enrolment_open(&config, &why);
        code = self->enrolment ? EXIT_DONE : EXIT_FAILED;
    }
    if (code) {
        fprintf(stderr, "lampion %s: %s\n", name, why.text);
        enrolling_close(self);
    }
    return code;
}

void enrolling_close(struct enrolling *self)
{
    enrolment_close(self->enrolment);
    free(self->topics);
    place_free(self->described);
    config_free(self->config);
}
