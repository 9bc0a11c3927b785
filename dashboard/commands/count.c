/* A head count by a person for a hall whose doors have not spoken yet: a door sensor alone does
 * not know how many were inside when it was switched on. */
#include "agent/common/command.h"
#include "dashboard/commands/commands.h"
#include "dashboard/commands/open.h"
#include "dashboard/describe.h"
#include "dashboard/history/reader.h"
#include "dashboard/history/writer.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int parse_people(const char *text, int64_t *people)
{
    char *rest;
    errno = 0;
    *people = strtoll(text, &rest, 10);
    return errno || *rest || rest == text || *people < 0 || *people > 100000 ? -EINVAL : 0;
}

static int push_anchor(struct writer *writer, const struct place *place, size_t sensor,
                       int64_t people, int64_t now_ms)
{
    struct write_job *job = calloc(1, sizeof *job);
    if (!job)
        return -ENOMEM;
    *job =
        (struct write_job){.kind = WRITE_ANCHOR, .anchor_carried = people, .anchor_at_ms = now_ms};
    strcpy(job->agent, place->sensors[sensor].agent);
    strcpy(job->sensor, place->sensors[sensor].sensor);
    int error = writer_push(writer, job);
    if (error)
        write_job_free(job);
    return error;
}

static int wait_written(struct writer *writer, struct why *why)
{
    struct pollfd wait = {.fd = writer_fd(writer), .events = POLLIN};
    for (;;) {
        struct write_job *job = writer_next(writer);
        if (job) {
            int error = job->error;
            write_job_free(job);
            struct writer_health health;
            writer_health(writer, &health);
            return error ? why_set(why, EIO, "cannot write: %s", health.last_error_text) : 0;
        }
        poll(&wait, 1, -1);
    }
}

static int write_count(struct opened *opened, const struct place *place, size_t zone,
                       int64_t people, struct why *why)
{
    struct writer *writer = writer_start(opened->store, why);
    if (!writer)
        return -EIO;
    opened->store = NULL;
    int error = 0;
    for (size_t i = 0; !error && i < place->door_count; i++) {
        int sign = (place->doors[i].to == zone) - (place->doors[i].from == zone);
        if (!sign)
            continue;
        error = push_anchor(writer, place, place->doors[i].sensor, sign * people,
                            clock_wall_ms(&opened->clock));
        people = 0; /* the first door carries them all */
        error = error ? why_set(why, -error, "%s", strerror(-error)) : wait_written(writer, why);
    }
    writer_stop(writer);
    return error;
}

/* The doors of the hall, none of which may have spoken. */
static int check_doors(struct opened *opened, const struct place *place, size_t zone,
                       struct why *why)
{
    size_t doors = 0;
    for (size_t i = 0; i < place->door_count; i++) {
        const struct place_sensor *sensor = &place->sensors[place->doors[i].sensor];
        struct reader_totals totals;
        if (place->doors[i].to != zone && place->doors[i].from != zone)
            continue;
        doors++;
        int error = reader_totals(opened->store, sensor->agent, sensor->sensor, &totals, why);
        if (error)
            return error;
        if (totals.events)
            return why_set(why, EBUSY,
                           "%s/%s has counted already: a count is only taken before its first "
                           "word",
                           sensor->agent, sensor->sensor);
    }
    return doors ? 0 : why_set(why, EINVAL, "zone %s has no doors", place->zones[zone].id);
}

static int count(struct opened *opened, const char *id, const char *people_text, struct why *why)
{
    int64_t people;
    if (parse_people(people_text, &people))
        return why_set(why, EINVAL, "%s: people are a number from 0", people_text);
    struct place *place =
        describe_open(opened->config, opened->store, clock_wall_ms(&opened->clock), why);
    if (!place)
        return -EINVAL;
    size_t zone = place_find_zone(place, id);
    int error = zone == ZONE_NONE ? why_set(why, EINVAL, "there is no zone %s", id)
                                  : check_doors(opened, place, zone, why);
    if (!error)
        error = write_count(opened, place, zone, people, why);
    place_free(place);
    return error;
}

int command_count(int argc, char **argv)
{
    const char *config_path = NULL, *clock = NULL;
    const struct command_option options[] = {
        {"config", "FILE", "the installation, lampion.yaml", &config_path, true},
        {"clock", "REAL_MS,WALL_MS,SPEED", "simulated time, for demos and tests", &clock},
        {0},
    };
    int given;
    int shown = command_options(options, "--config lampion.yaml ZONE PEOPLE", argc, argv, &given);
    if (shown)
        return shown > 0 ? EXIT_DONE : EXIT_USAGE;
    if (given != 2) {
        fprintf(stderr, "lampion count: say which zone and how many: count ZONE PEOPLE\n");
        return EXIT_USAGE;
    }
    struct opened opened;
    struct why why;
    int code = open_store(&opened, "count", config_path, clock);
    if (code)
        return code;
    int error = count(&opened, argv[1], argv[2], &why);
    if (error)
        fprintf(stderr, "lampion count: %s\n", why.text);
    else
        printf("%s people in %s when its doors first speak\n", argv[2], argv[1]);
    close_store(&opened);
    return error ? EXIT_FAILED : EXIT_DONE;
}
