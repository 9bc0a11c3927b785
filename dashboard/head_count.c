#include "dashboard/head_count.h"

#include "dashboard/history/reader.h"
#include "dashboard/history/writer.h"
#include "dashboard/presence/presence.h"
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

static int push_anchor(struct writer *writer, const struct place *place, size_t sensor, size_t zone,
                       int64_t people, int64_t now_ms)
{
    struct write_job *job = calloc(1, sizeof *job);
    if (!job)
        return -ENOMEM;
    *job =
        (struct write_job){.kind = WRITE_ANCHOR, .anchor_carried = people, .anchor_at_ms = now_ms};
    strcpy(job->agent, place->sensors[sensor].agent);
    strcpy(job->sensor, place->sensors[sensor].sensor);
    strcpy(job->zone, place->zones[zone].id);
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

int head_count_begin(struct store *store, const struct place *place, size_t zone, int64_t people,
                     int64_t at_ms, struct why *why)
{
    struct writer *writer = writer_start(store, why);
    if (!writer)
        return -EIO;
    int error = 0;
    for (size_t i = 0; !error && i < place->door_count; i++) {
        int sign = presence_door_sign(place, &place->doors[i], zone);
        if (!sign)
            continue;
        error = push_anchor(writer, place, place->doors[i].sensor, zone, sign * people, at_ms);
        people = 0; /* the first door carries them all */
        error = error ? why_set(why, -error, "%s", strerror(-error)) : wait_written(writer, why);
    }
    writer_stop(writer);
    return error;
}

int head_count_look(struct store *store, const struct place *place, size_t zone,
                    struct head_count_doors *doors, struct why *why)
{
    *doors = (struct head_count_doors){.silent = true};
    for (size_t i = 0; i < place->door_count; i++) {
        const struct place_sensor *sensor = &place->sensors[place->doors[i].sensor];
        struct reader_totals totals;
        if (!presence_door_sign(place, &place->doors[i], zone))
            continue;
        doors->count++;
        int error = reader_totals(store, sensor->agent, sensor->sensor, &totals, why);
        if (error)
            return error;
        doors->silent = doors->silent && !totals.events;
    }
    return doors->count ? 0
                        : why_set(why, EINVAL, "zone %s has no doors: there is nothing to count in",
                                  place->zones[zone].id);
}
