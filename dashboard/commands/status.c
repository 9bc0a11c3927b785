/* The place in the terminal: what the running daemon shows, and how it is itself. */
#include "agent/common/command.h"
#include "dashboard/commands/ask.h"
#include "dashboard/commands/commands.h"
#include "dashboard/config.h"

#include <stdio.h>
#include <string.h>

static const char *text_of(const json_t *object, const char *key, const char *otherwise)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text ? text : otherwise;
}

/* "12", or "-" for what is not known. */
static const char *number_of(const json_t *object, const char *key, char text[24])
{
    const json_t *number = json_object_get(object, key);
    if (json_is_integer(number))
        snprintf(text, 24, "%lld", (long long)json_integer_value(number));
    else
        strcpy(text, "-");
    return text;
}

/* "12", "about 12 (10 to 14)", "1 to 2", "-". */
static void people_of(const json_t *object, char text[96])
{
    const json_t *present = json_object_get(object, "present");
    char low[24], best[24], high[24];
    number_of(present, "low", low);
    number_of(present, "best", best);
    number_of(present, "high", high);
    if (*low == '-' && *best == '-' && *high == '-')
        strcpy(text, "-");
    else if (!strcmp(low, high))
        strcpy(text, low);
    else if (*best == '-')
        snprintf(text, 96, "%s to %s", low, *high == '-' ? "?" : high);
    else
        snprintf(text, 96, "about %s (%s to %s)", best, low, *high == '-' ? "?" : high);
}

static void say_place(const json_t *place)
{
    const json_t *open = json_object_get(place, "open");
    char free_seats[24], seats[24], held[24], unknown[24], people[96];
    people_of(place, people);
    printf("%s: %s", text_of(json_object_get(place, "place"), "name", "?"),
           text_of(open, "state", "unknown"));
    if (json_is_string(json_object_get(open, "until")))
        printf(" until %s", text_of(open, "until", ""));
    printf("\n%s of %s seats free, %s held, %s unknown; people %s\n",
           number_of(place, "free", free_seats), number_of(place, "seats", seats),
           number_of(place, "held", held), number_of(place, "unknown", unknown), people);
    printf("read at %s, holds until %s\n\n", text_of(place, "as_of", "?"),
           text_of(place, "holds_until", "?"));
}

static void say_zones(const json_t *place)
{
    size_t i, k;
    json_t *zone, *why;
    printf("%-20s %-8s %5s %5s %5s %7s  %s\n", "ZONE", "STATE", "FREE", "OF", "HELD", "UNKNOWN",
           "PEOPLE");
    json_array_foreach(json_object_get(place, "zones"), i, zone)
    {
        char free_seats[24], seats[24], held[24], unknown[24], people[96];
        people_of(zone, people);
        printf("%-20s %-8s %5s %5s %5s %7s  %s\n", text_of(zone, "id", "?"),
               text_of(zone, "state", "?"), number_of(zone, "free", free_seats),
               number_of(zone, "seats", seats), number_of(zone, "held", held),
               number_of(zone, "unknown", unknown), people);
        json_array_foreach(json_object_get(zone, "why"), k, why)
            printf("  %s\n", json_string_value(why));
    }
}

static void say_agents(const json_t *health)
{
    const char *name;
    json_t *agent;
    printf("\n%-20s %-8s %-10s %s\n", "AGENT", "LINK", "VERSION", "LAST WORD");
    json_object_foreach(json_object_get(health, "agents"), name, agent)
        printf("%-20s %-8s %-10s %s\n", name,
               json_is_true(json_object_get(agent, "online")) ? "online" : "offline",
               text_of(agent, "version", "-"), text_of(agent, "last_word", "never"));
}

/* How the collector is: one line when all is well. */
static void say_collector(const json_t *health)
{
    const json_t *store = json_object_get(health, "store");
    const json_t *findings = json_object_get(json_object_get(health, "sensors"), "findings");
    char rows[24], failed[24];
    printf("\ncollector %s: %s, broker %s, %s rows, %s failed commits, %zu sensors to look at\n",
           text_of(health, "version", "?"), text_of(health, "status", "?"),
           json_is_true(json_object_get(json_object_get(health, "broker"), "connected"))
               ? "connected"
               : "away",
           number_of(store, "rows", rows), number_of(store, "failed_commits", failed),
           json_array_size(findings));
}

static int say_all(const char *listen, bool as_json)
{
    struct why why;
    json_t *place = ask(listen, "/api/v1/place", &why);
    json_t *health = place ? ask(listen, "/healthz", &why) : NULL;
    if (!place || !health) {
        fprintf(stderr, "lampion status: %s\n", why.text);
    } else if (as_json) {
        json_t *both = json_pack("{s:O,s:O}", "place", place, "health", health);
        json_dumpf(both, stdout, JSON_INDENT(2));
        putchar('\n');
        json_decref(both);
    } else {
        say_place(place);
        say_zones(place);
        say_agents(health);
        say_collector(health);
    }
    int code = place && health ? EXIT_DONE : EXIT_FAILED;
    json_decref(place);
    json_decref(health);
    return code;
}

int command_status(int argc, char **argv)
{
    const char *config_path = NULL, *listen = NULL, *as_json = NULL;
    const struct command_option options[] = {
        {"config", "FILE", "the installation, lampion.yaml", &config_path, true},
        {"listen", "ADDRESS", "ask here instead of http.listen", &listen},
        {"json", NULL, "as JSON", &as_json},
        {0},
    };
    int shown = command_options(options, "--config lampion.yaml", argc, argv, NULL);
    if (shown)
        return shown > 0 ? EXIT_DONE : EXIT_USAGE;
    struct why why;
    struct config *config = config_read(config_path, &why);
    if (!config) {
        fprintf(stderr, "lampion status: %s\n", why.text);
        return EXIT_USAGE;
    }
    int code = say_all(listen ? listen : config->http_listen, as_json != NULL);
    config_free(config);
    return code;
}
