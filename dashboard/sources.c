#include "dashboard/sources.h"
#include "agent/common/credential.h"
#include "agent/common/log.h"
#include "dashboard/history/reader.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define INBOX_MAX 5000
#define TAKE_AT_ONCE 256

struct sources {
    struct collector *collector;
    struct source_set *set;
    struct link *link;
    sd_event_source *watch, *timer;
    bool told_lost;
};

size_t sources_topics(const struct place *place, const char **topics)
{
    size_t count = 0;
    for (size_t i = 0; i < 2 * place->source_count; i++) {
        const struct place_source *source = &place->sources[i / 2];
        const char *topic = i % 2 ? source->availability : source->topic;
        size_t k = 0;
        while (topic && k < count && strcmp(topics[k], topic) != 0)
            k++;
        if (topic && k == count)
            topics[count++] = topic;
    }
    return count;
}

static void arm(struct sources *self)
{
    int64_t at_ms = link_deadline(self->link);
    int64_t stale_ms = clock_real_at(&self->collector->clock, source_set_deadline(self->set));
    at_ms = stale_ms < at_ms ? stale_ms : at_ms;
    sd_event_source_set_time(self->timer, at_ms > INT64_MAX / 1000 ? UINT64_MAX
                                          : at_ms < 0              ? 0
                                                                   : (uint64_t)at_ms * 1000);
    sd_event_source_set_enabled(self->timer, SD_EVENT_ONESHOT);
}

static void turn(struct sources *self)
{
    source_set_turn(self->set, collector_now(self->collector));
    collector_wake(self->collector);
    arm(self);
}

static void tell_link(struct sources *self, const struct link_item *item)
{
    bool lost = item->kind == LINK_LOST;
    if (!lost)
        log_info("sources", "connected");
    else if (!self->told_lost)
        log_warning("sources", "no connection: %s; trying again by itself", item->reason);
    self->told_lost = lost;
    source_set_linked(self->set, !lost, collector_now(self->collector));
}

static int on_link(sd_event_source *source, int fd, uint32_t events, void *context)
{
    struct sources *self = context;
    struct link_item item;
    for (int i = 0; i < TAKE_AT_ONCE && link_next(self->link, &item); i++) {
        if (item.kind == LINK_MESSAGE)
            source_set_take(self->set, item.topic, item.payload, item.length, item.retained,
                            collector_now(self->collector));
        else
            tell_link(self, &item);
        link_item_clear(&item);
    }
    turn(self);
    (void)source, (void)fd, (void)events;
    return 0;
}

static int on_timer(sd_event_source *source, uint64_t usec, void *context)
{
    struct sources *self = context;
    link_tick(self->link, clock_real_ms());
    turn(self);
    (void)source, (void)usec;
    return 0;
}

static int open_link(struct sources *self, struct why *why)
{
    const struct collector *collector = self->collector;
    const char *topics[LINK_SUBSCRIPTIONS_MAX];
    char client_id[TOPIC_MAX];
    struct credential credential;
    snprintf(client_id, sizeof client_id, "lampion-%s--sources", collector->place->id);
    struct link_config link = {.uri = collector->config->broker_uri,
                               .client_id = client_id,
                               .subscription_count = sources_topics(collector->place, topics),
                               .keepalive_s = 20,
                               .retry_min_ms = 500,
                               .retry_max_ms = 10000,
                               .inbox_max = INBOX_MAX};
    for (size_t i = 0; i < link.subscription_count; i++)
        link.subscriptions[i] = (struct link_subscription){topics[i], 1};
    if (credential_take(&credential, collector->config->broker_credential, collector->place->id,
                        CREDENTIAL_COLLECTOR, link.uri, why))
        return -EINVAL;
    credential_apply(&credential, &link);
    self->link = link_open(&link, why);
    credential_clear(&credential);
    return self->link ? 0 : -EIO;
}

/* Counters go on from the totals that the history has. */
static int open_set(struct sources *self, struct why *why)
{
    struct collector *collector = self->collector;
    struct inner *inner = collector_inner(collector, SOURCE_AGENT);
    struct store *store = inner ? store_open(collector->store_path, STORE_READ, why) : NULL;
    int error = store ? 0 : -EIO;
    for (size_t i = 0; !error && i < collector->place->source_count; i++) {
        const struct place_source *source = &collector->place->sources[i];
        int64_t in, out;
        if (source->kind != SOURCE_COUNTER)
            continue;
        error = reader_door_totals(store, SOURCE_AGENT, source->id, &in, &out, why);
        if (!error)
            error = inner_restore_totals(inner, source->id, in, out);
    }
    store_close(store);
    self->set = error ? NULL : source_set_new(collector->place, inner);
    return self->set ? 0 : -EIO;
}

int sources_start(struct sources **made, sd_event *loop, struct collector *collector,
                  struct why *why)
{
    if (!collector->config->broker_uri)
        return why_set(why, EINVAL,
                       "the place has sources, and lampion.yaml no broker: to hear them on");
    struct sources *self = *made = calloc(1, sizeof *self);
    if (!self)
        return why_set(why, ENOMEM, "out of memory");
    self->collector = collector;
    why_set(why, ENOMEM, "out of memory");
    int error = open_set(self, why);
    if (!error)
        error = open_link(self, why);
    if (!error)
        error = sd_event_add_io(loop, &self->watch, link_fd(self->link), EPOLLIN, on_link, self);
    if (error >= 0)
        error = sd_event_add_time(loop, &self->timer, CLOCK_MONOTONIC, 0, 1, on_timer, self);
    if (error < 0)
        return error;
    collector->sources = self;
    arm(self);
    return 0;
}

void sources_stop(struct sources *self)
{
    if (!self)
        return;
    self->collector->sources = NULL;
    sd_event_source_unref(self->watch);
    sd_event_source_unref(self->timer);
    link_close(self->link);
    source_set_free(self->set);
    free(self);
}

bool sources_connected(const struct sources *self)
{
    return link_is_connected(self->link);
}

const struct source_set *sources_set(const struct sources *self)
{
    return self->set;
}
