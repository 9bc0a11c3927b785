/* Listens on the broker: which sensors are heard that could be sources of the place, and the lines
 * to paste; which are sources already, and which of those say nothing. */
#include "agent/common/command.h"
#include "agent/common/credential.h"
#include "agent/common/link.h"
#include "agent/common/time.h"
#include "dashboard/commands/commands.h"
#include "dashboard/describe.h"
#include "dashboard/ingest/source_word.h"
#include "dashboard/source_guess.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define TOPICS_MAX 5000
#define SECONDS 60

struct topic {
    char *name;
    bool guessed, used;
    struct source_guess guess;
};

struct doctor {
    struct config *config;
    struct place *place;
    struct link *link;
    struct topic *topics;
    size_t count;
    bool *heard; /* by the place's sources */
    bool connected;
    char reason[128];
};

static struct topic *find_topic(struct doctor *self, const char *name)
{
    for (size_t i = 0; i < self->count; i++)
        if (!strcmp(self->topics[i].name, name))
            return &self->topics[i];
    if (self->count == TOPICS_MAX)
        return NULL;
    struct topic *topic = &self->topics[self->count];
    topic->name = strdup(name);
    self->count += topic->name != NULL;
    return topic->name ? topic : NULL;
}

static void hear(struct doctor *self, const struct link_item *item)
{
    if (!strncmp(item->topic, "lampion/", 8)) /* our own */
        return;
    struct topic *topic = find_topic(self, item->topic);
    for (size_t i = 0; i < self->place->source_count; i++)
        if (source_takes(self->place->sources[i].topic, item->topic)) {
            self->heard[i] = self->heard[i] || !item->retained;
            if (topic)
                topic->used = true;
        }
    if (topic && !topic->guessed)
        topic->guessed = source_guess(item->topic, item->payload, item->length, &topic->guess);
}

static void listen_for(struct doctor *self, int64_t ms)
{
    struct link_item item;
    for (int64_t end_ms = clock_real_ms() + ms, now_ms; (now_ms = clock_real_ms()) < end_ms;) {
        int64_t next_ms = link_deadline(self->link) < end_ms ? link_deadline(self->link) : end_ms;
        struct pollfd wait = {.fd = link_fd(self->link), .events = POLLIN};
        poll(&wait, 1, next_ms > now_ms ? (int)(next_ms - now_ms) : 0);
        link_tick(self->link, clock_real_ms());
        for (; link_next(self->link, &item); link_item_clear(&item)) {
            if (item.kind == LINK_MESSAGE)
                hear(self, &item);
            else if (item.kind == LINK_CONNECTED)
                self->connected = true;
            else
                snprintf(self->reason, sizeof self->reason, "%s", item.reason);
        }
    }
}

static int open_link(struct doctor *self, struct why *why)
{
    char client_id[TOPIC_MAX];
    struct credential credential;
    /* Not the running collector's: two of one name throw each other out. */
    snprintf(client_id, sizeof client_id, "lampion-%s--doctor-%d", self->place->id, getpid());
    struct link_config link = {.uri = self->config->broker_uri,
                               .client_id = client_id,
                               .subscriptions = {{"#", 0}},
                               .subscription_count = 1,
                               .keepalive_s = 20,
                               .retry_min_ms = 500,
                               .retry_max_ms = 3000,
                               .inbox_max = TOPICS_MAX};
    if (!link.uri)
        return why_set(why, 2, "lampion.yaml has no broker: to listen on");
    if (credential_take(&credential, self->config->broker_credential, self->place->id,
                        CREDENTIAL_COLLECTOR, link.uri, why))
        return -1;
    credential_apply(&credential, &link);
    self->link = link_open(&link, why);
    credential_clear(&credential);
    return self->link ? 0 : -1;
}

static bool is_taken(const struct doctor *self, size_t before, const char *id)
{
    for (size_t i = 0; i < before; i++)
        if (self->topics[i].guessed && !self->topics[i].used &&
            !strcmp(self->topics[i].guess.id, id))
            return true;
    return place_find_source(self->place, id) != NULL;
}

/* The first of "desk", "desk-2", ... that nobody has. */
static void make_unlike(struct doctor *self, size_t i)
{
    char *id = self->topics[i].guess.id, stem[ID_MAX];
    snprintf(stem, sizeof stem, "%.28s", id);
    for (int number = 2; is_taken(self, i, id) && number < 1000; number++)
        snprintf(id, ID_MAX, "%.28s-%d", stem, number);
}

/* Tasmota says the same on two topics. */
static bool is_repeated(const struct doctor *self, size_t i)
{
    for (size_t k = 0; k < i; k++)
        if (self->topics[k].guessed &&
            !strcmp(self->topics[k].guess.rest, self->topics[i].guess.rest))
            return true;
    return false;
}

static size_t print_lines(struct doctor *self)
{
    size_t lines = 0;
    for (size_t i = 0; i < self->count; i++) {
        struct topic *topic = &self->topics[i];
        if (!topic->guessed || topic->used || is_repeated(self, i))
            continue;
        if (lines++ == 0)
            printf("\nLooks like sensors; lines for place.yaml (a zone or a door then names them "
                   "source/ID):\n\nsources:\n");
        make_unlike(self, i);
        printf("  - {id: %s, %s} # %s\n", topic->guess.id, topic->guess.rest, topic->guess.by);
    }
    return lines;
}

static void print_used(const struct doctor *self)
{
    for (size_t i = 0; i < self->place->source_count; i++) {
        const struct place_source *source = &self->place->sources[i];
        if (i == 0)
            printf("\nIn place.yaml already:\n\n");
        if (self->heard[i])
            printf("  source/%s: heard on %s\n", source->id, source->topic);
        else
            printf("  source/%s: NOT heard in this time; if it did speak, the broker's access list "
                   "lacks\n      topic read %s\n",
                   source->id, source->topic);
    }
}

static void print_nothing(const struct doctor *self, size_t lines)
{
    if (self->count == 0)
        printf("\nNothing at all was heard. Either nobody speaks on this broker, or it lets us "
               "read our own topics alone:\nits access list has to say, for our user, something "
               "like\n\n  topic read zigbee2mqtt/#\n\n(README, \"A sensor that you already "
               "own\").\n");
    else if (lines == 0)
        printf("\nNothing new that looks like a sensor. Topics that the broker does not let us "
               "read are not among them;\nsensors that speak only when something changes: walk "
               "past them, or listen longer (--seconds).\n");
}

static int run(struct doctor *self, int64_t seconds, struct why *why)
{
    struct lampion_clock clock = clock_real();
    self->place = describe_look(self->config, clock_wall_ms(&clock), why);
    self->topics = calloc(TOPICS_MAX, sizeof *self->topics);
    self->heard = calloc(self->place ? self->place->source_count + 1 : 1, sizeof *self->heard);
    if (!self->place || !self->topics || !self->heard || open_link(self, why))
        return EXIT_USAGE;
    fprintf(stderr, "listening on %s for %lld s ...\n", self->config->broker_uri,
            (long long)seconds);
    listen_for(self, seconds * 1000);
    if (!self->connected) {
        why_set(why, 5, "%s: no connection: %s", self->config->broker_uri,
                self->reason[0] ? self->reason : "no answer");
        return EXIT_FAILED;
    }
    printf("%zu topics heard in %lld s\n", self->count, (long long)seconds);
    size_t lines = print_lines(self);
    print_used(self);
    print_nothing(self, lines);
    printf("\nWhat such a sensor says while nobody listens is lost: its zone is unknown then.\n");
    return EXIT_DONE;
}

static void doctor_stop(struct doctor *self)
{
    link_close(self->link);
    for (size_t i = 0; i < self->count; i++)
        free(self->topics[i].name);
    free(self->topics);
    free(self->heard);
    place_free(self->place);
    config_free(self->config);
}

int command_doctor(int argc, char **argv)
{
    const char *config_path = NULL, *seconds_text = NULL;
    const struct command_option options[] = {
        {"config", "FILE", "the installation, lampion.yaml", &config_path, .required = true},
        {"seconds", "N", "how long to listen (standard: 60)", &seconds_text},
        {0},
    };
    int shown = command_options(options, "--config lampion.yaml [--seconds N]", argc, argv, NULL);
    if (shown)
        return shown > 0 ? EXIT_DONE : EXIT_USAGE;
    long long seconds = seconds_text ? strtoll(seconds_text, NULL, 10) : SECONDS;
    struct why why;
    struct doctor self = {.config = NULL};
    int code = EXIT_USAGE;
    if (seconds < 1 || seconds > 86400)
        why_set(&why, 22, "--seconds %s: write a number from 1 to 86400", seconds_text);
    else if ((self.config = config_read(config_path, &why)))
        code = run(&self, seconds, &why);
    if (code)
        fprintf(stderr, "lampion doctor: %s\n", why.text);
    doctor_stop(&self);
    return code;
}
