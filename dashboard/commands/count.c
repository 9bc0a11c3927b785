/* A head count by a person: a dated fact, which a running daemon takes up within a second. For a
 * hall whose doors have not spoken yet it is also where their counting begins: a door sensor alone
 * does not know how many were inside when it was switched on. */
#include "agent/common/command.h"
#include "dashboard/commands/commands.h"
#include "dashboard/commands/moment.h"
#include "dashboard/commands/open.h"
#include "dashboard/describe.h"
#include "dashboard/history/facts.h"
#include "dashboard/history/reader.h"
#include "dashboard/history/writer.h"
#include "dashboard/presence/presence.h"

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

static int write_count(struct opened *opened, const struct place *place, size_t zone,
                       int64_t people, int64_t at_ms, struct why *why)
{
    struct writer *writer = writer_start(opened->store, why);
    if (!writer)
        return -EIO;
    opened->store = NULL;
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

struct doors {
    size_t count;
    bool silent; /* none has spoken yet */
};

static int look_at_doors(struct opened *opened, const struct place *place, size_t zone,
                         struct doors *doors, struct why *why)
{
    *doors = (struct doors){.silent = true};
    for (size_t i = 0; i < place->door_count; i++) {
        const struct place_sensor *sensor = &place->sensors[place->doors[i].sensor];
        struct reader_totals totals;
        if (!presence_door_sign(place, &place->doors[i], zone))
            continue;
        doors->count++;
        int error = reader_totals(opened->store, sensor->agent, sensor->sensor, &totals, why);
        if (error)
            return error;
        doors->silent = doors->silent && !totals.events;
    }
    return doors->count ? 0
                        : why_set(why, EINVAL, "zone %s has no doors: there is nothing to count in",
                                  place->zones[zone].id);
}

static int make_fact(const char *zone, const char *people, const char *by, struct fact *fact,
                     struct why *why)
{
    int64_t value;
    if (parse_people(people, &value))
        return why_set(why, EINVAL, "%s: people are a number from 0", people);
    if (strlen(zone) >= sizeof fact->zone || strlen(by) >= sizeof fact->author)
        return why_set(why, EINVAL, "a name is too long");
    *fact = (struct fact){.kind = FACT_COUNT, .has_value = true, .value = (double)value};
    strcpy(fact->zone, zone);
    strcpy(fact->author, by);
    return 0;
}

static int take_time(struct fact *fact, const struct place *place, const char *at, int64_t now_ms,
                     struct why *why)
{
    struct zonetime *zonetime = zonetime_load(place->timezone, why);
    int error = zonetime ? moment_parse(at, zonetime, false, now_ms, &fact->from_ms, why) : -EINVAL;
    zonetime_free(zonetime);
    fact->to_ms = fact->from_ms;
    fact->made_ms = now_ms;
    if (!error && fact->from_ms > now_ms)
        return why_set(why, EINVAL, "--at %s: has not come yet", at);
    if (!error)
        error = fact_check(fact, why);
    return error ? error : fact_check_place(fact, place, why);
}

static int store_count(struct opened *opened, const struct place *place, const struct fact *fact,
                       struct doors *doors, struct why *why)
{
    int64_t id;
    size_t zone = place_find_zone(place, fact->zone);
    int error = look_at_doors(opened, place, zone, doors, why);
    if (!error)
        error = store_fact_put(opened->store, fact, &id, why);
    if (!error && doors->silent)
        error = write_count(opened, place, zone, (int64_t)fact->value, fact->from_ms, why);
    return error;
}

static int count(struct opened *opened, struct fact *fact, const char *at, struct doors *doors,
                 struct why *why)
{
    int64_t now_ms = clock_wall_ms(&opened->clock);
    struct place *place = describe_open(opened->config, opened->store, now_ms, why);
    if (!place)
        return -EINVAL;
    int error = take_time(fact, place, at, now_ms, why);
    if (!error)
        error = store_count(opened, place, fact, doors, why);
    place_free(place);
    return error;
}

static int count_open(const char *config_path, const char *clock, struct fact *fact, const char *at)
{
    struct opened opened;
    struct doors doors;
    struct why why;
    int code = open_store(&opened, "count", config_path, clock);
    if (code)
        return code;
    int error = count(&opened, fact, at, &doors, &why);
    if (error)
        fprintf(stderr, "lampion count: %s\n", why.text);
    else
        printf("%.0f people in %s%s\n", fact->value, fact->zone,
               doors.silent ? " when its doors first speak" : "");
    close_store(&opened);
    return !error ? EXIT_DONE : error == -EINVAL ? EXIT_USAGE : EXIT_FAILED;
}

int command_count(int argc, char **argv)
{
    const char *config_path = NULL, *clock = NULL, *at = "now", *by = "";
    const struct command_option options[] = {
        {"config", "FILE", "the installation, lampion.yaml", &config_path, true},
        {"at", "TIME", MOMENT_FORMS " (standard: now)", &at},
        {"by", "NAME", "your short account name", &by},
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
    struct fact fact;
    struct why why;
    if (make_fact(argv[1], argv[2], by, &fact, &why)) {
        fprintf(stderr, "lampion count: %s\n", why.text);
        return EXIT_USAGE;
    }
    return count_open(config_path, clock, &fact, at);
}
