#include "tests/system/collector.h"

#include "agent/common/time.h"
#include "tests/unit/test.h"
#include <poll.h>
#include <string.h>

#define PLACE "test"
#define AGENT "board"

void collector_open(struct collector *self, const char *uri)
{
    static unsigned number;
    char id[64], topic[TOPIC_MAX];
    struct why why = {""};
    *self = (struct collector){.run = "c0"};
    snprintf(id, sizeof id, "collector-%u", ++number);
    topic_format(topic, PLACE, AGENT, TOPIC_ACK);
    strcpy(strrchr(topic, '/'), "/+");
    struct link_config config = {.uri = uri,
                                 .client_id = id,
                                 .subscriptions = {{topic, 1}},
                                 .subscription_count = 1,
                                 .retry_min_ms = 50,
                                 .retry_max_ms = 200,
                                 .inbox_max = HEARD_MAX};
    self->link = link_open(&config, &why);
    if (!self->link)
        fail_msg("%s", why.text);
    collector_until(self, self->connected);
}

void collector_close(struct collector *self)
{
    link_close(self->link);
    free(self->events);
    *self = (struct collector){0};
}

void collector_forget(struct collector *self)
{
    self->hellos = self->states = self->messages = 0;
}

void collector_acknowledge(struct collector *self, const char *run, uint64_t seq)
{
    struct ack_message ack = {.seq = seq};
    char topic[TOPIC_MAX];
    size_t length;
    snprintf(ack.run, sizeof ack.run, "%s", run);
    snprintf(ack.stream, sizeof ack.stream, "%s", self->hello.stream);
    topic_format(topic, PLACE, AGENT, TOPIC_ACK);
    char *text = ack_encode(&ack, &length);
    assert_int_equal(link_publish(self->link, topic, text, length, 0, false), 0);
    free(text);
}

static void on_events(struct collector *self, const struct link_item *item)
{
    struct events_message message;
    assert_int_equal(events_decode(&message, item->payload, item->length), MESSAGE_OK);
    if (self->messages < HEARD_MAX)
        self->firsts[self->messages] = message.first;
    self->messages++;
    uint64_t last = message.first + message.count - 1;
    if (message.first <= self->seen + 1 && last > self->seen) {
        self->events = realloc(self->events, last * sizeof *self->events);
        assert_non_null(self->events);
        memcpy(self->events + message.first - 1, message.events,
               message.count * sizeof *self->events);
        self->seen = last;
    }
    events_clear(&message);
    if (self->acknowledges)
        collector_acknowledge(self, self->run, self->seen);
}

static void on_hello(struct collector *self, const struct link_item *item)
{
    assert_int_equal(hello_decode(&self->hello, item->payload, item->length), MESSAGE_OK);
    hello_clear(&self->hello);
    self->hello_retained = item->retained;
    self->hellos++;
}

static void on_state(struct collector *self, const struct link_item *item)
{
    assert_int_equal(state_decode(&self->state, item->payload, item->length), MESSAGE_OK);
    state_clear(&self->state);
    self->states++;
}

static void on_message(struct collector *self, const struct link_item *item)
{
    char agent[ID_MAX];
    enum topic_leaf leaf;
    assert_int_equal(topic_parse(item->topic, PLACE, agent, &leaf), 0);
    if (leaf == TOPIC_HELLO)
        on_hello(self, item);
    else if (leaf == TOPIC_STATE)
        on_state(self, item);
    else if (leaf == TOPIC_EVENTS)
        on_events(self, item);
}

void collector_listen(struct collector *self, int ms)
{
    struct pollfd poll_fd = {.fd = link_fd(self->link), .events = POLLIN};
    struct link_item item;
    link_tick(self->link, clock_real_ms());
    poll(&poll_fd, 1, ms);
    while (link_next(self->link, &item)) {
        if (item.kind == LINK_MESSAGE)
            on_message(self, &item);
        else
            self->connected = item.kind == LINK_CONNECTED;
        link_item_clear(&item);
    }
}
