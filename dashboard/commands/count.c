/* A head count by a person, see dashboard/head_count.h. */
#include "agent/common/command.h"
#include "dashboard/commands/commands.h"
#include "dashboard/commands/open.h"
#include "dashboard/describe.h"
#include "dashboard/head_count.h"
#include "dashboard/history/facts.h"
#include "dashboard/moment.h"

#include <errno.h>
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
                       struct head_count_doors *doors, struct why *why)
{
    int64_t id;
    size_t zone = place_find_zone(place, fact->zone);
    int error = head_count_look(opened->store, place, zone, doors, why);
    if (!error)
        error = store_fact_put(opened->store, fact, &id, why);
    if (!error && doors->silent) {
        error =
            head_count_begin(opened->store, place, zone, (int64_t)fact->value, fact->from_ms, why);
        opened->store = NULL;
    }
    return error;
}

static int count(struct opened *opened, struct fact *fact, const char *at,
                 struct head_count_doors *doors, struct why *why)
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
    struct head_count_doors doors;
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
