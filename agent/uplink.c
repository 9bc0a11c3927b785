#include "agent/uplink.h"

#include "agent/common/credential.h"
#include "agent/common/link.h"
#include "agent/common/log.h"
#include "agent/courier.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#define INBOX_MAX 64
#define KEEPALIVE_S 20
#define RECONNECT_MIN_MS 500
#define RECONNECT_MAX_MS 3500 /* live again within 5 s of the broker */
#define SILENCE_MS 60000
#define BLOCKED_MS 50
#define FAST_SPEED 100 /* from here on changes, too, keep UPLINK_STATE_FAST_MS */

struct uplink {
    const struct agent_config *config;
    const struct agent_clock *clock;
    const struct board *board;
    struct outbox *outbox;
    struct link *link;
    struct courier courier;
    uint64_t conn;
    uint64_t lost; /* events, as hello told */
    bool hello_due;
    bool state_due, changed;
    int64_t state_real_ms, state_mono_ms; /* of the last state */
    int64_t blocked_until_ms;             /* paho's buffer was full */
    bool told_lost, told_silent;
    int64_t answered_ms; /* real: when nothing waited for an ack, or one came */
    uint64_t rejected_acks;
    char hello_topic[TOPIC_MAX], state_topic[TOPIC_MAX];
    char events_topic[TOPIC_MAX], ack_topic[TOPIC_MAX];
    struct event *events;      /* MESSAGE_EVENTS_MAX: the message being made */
    struct sensor_word *words; /* one a sensor */
    struct hello_sensor *sensors;
};

static char *make_hello(const struct uplink *self, bool online, size_t *length)
{
    struct hello_loss losses[MESSAGE_LOSSES_MAX];
    struct hello_message hello = {.online = online,
                                  .conn = self->conn,
                                  .version = LAMPION_VERSION,
                                  .sensors = self->sensors,
                                  .count = self->config->sensor_count,
                                  .losses = losses};
    snprintf(hello.stream, sizeof hello.stream, "%s", outbox_stream(self->outbox));
    snprintf(hello.boot, sizeof hello.boot, "%s", self->clock->boot);
    hello.loss_count = outbox_losses(self->outbox, losses, MESSAGE_LOSSES_MAX);
    return hello_encode(&hello, length);
}

static int publish_hello(struct uplink *self, bool online)
{
    size_t length;
    char *text = make_hello(self, online, &length);
    int result =
        text ? link_publish(self->link, self->hello_topic, text, length, 1, true) : -ENOMEM;
    free(text);
    self->lost = outbox_lost(self->outbox);
    return result;
}

/* The will is the hello of a connection that ended without one. */
static int set_will(struct uplink *self)
{
    size_t length;
    char *text = make_hello(self, false, &length);
    int result = text ? link_set_will(self->link, text) : -ENOMEM;
    free(text);
    return result;
}

static void fill_topics(struct uplink *self)
{
    const struct agent_config *config = self->config;
    topic_format(self->hello_topic, config->place, config->agent, TOPIC_HELLO);
    topic_format(self->state_topic, config->place, config->agent, TOPIC_STATE);
    topic_format(self->events_topic, config->place, config->agent, TOPIC_EVENTS);
    topic_format(self->ack_topic, config->place, config->agent, TOPIC_ACK);
}

/* Its end is no reason not to start: what happens is numbered and waits for a new one. */
static void tell_end(const struct credential *credential)
{
    struct lampion_clock clock = clock_real(); /* TLS knows no other */
    struct why why;
    if (credential_ends(credential, clock_wall_ms(&clock), &why) != 0)
        log_warning("uplink", "%s", why.text);
}

static struct link *open_link(const struct uplink *self, struct why *why)
{
    char client_id[2 * ID_MAX + 16];
    snprintf(client_id, sizeof client_id, "lampion-%s-%s", self->config->place,
             self->config->agent);
    struct link_config link = {.uri = self->config->broker.uri,
                               .client_id = client_id,
                               .will_topic = self->hello_topic,
                               .subscriptions = {{self->ack_topic, 0}},
                               .subscription_count = 1,
                               .keepalive_s = KEEPALIVE_S,
                               .retry_min_ms = RECONNECT_MIN_MS,
                               .retry_max_ms = RECONNECT_MAX_MS,
                               .inbox_max = INBOX_MAX};
    const struct agent_config *config = self->config;
    struct credential credential;
    struct link *opened = NULL;
    if (credential_take(&credential, config->broker.credential, config->place, config->agent,
                        link.uri, why) == 0) {
        tell_end(&credential);
        credential_apply(&credential, &link);
        opened = link_open(&link, why);
    }
    credential_clear(&credential);
    return opened;
}

static int allocate(struct uplink *self)
{
    size_t count = self->config->sensor_count;
    self->events = calloc(MESSAGE_EVENTS_MAX, sizeof *self->events);
    self->words = calloc(count, sizeof *self->words);
    self->sensors = calloc(count, sizeof *self->sensors);
    if (!self->events || !self->words || !self->sensors)
        return -ENOMEM;
    for (size_t i = 0; i < count; i++) {
        const struct sensor_config *sensor = &self->config->sensors[i];
        memcpy(self->sensors[i].sensor, sensor->id, sizeof self->sensors[i].sensor);
        snprintf(self->sensors[i].kind, sizeof self->sensors[i].kind, "%s", sensor->driver->kind);
    }
    return 0;
}

static void destroy(struct uplink *self)
{
    link_close(self->link);
    free(self->events);
    free(self->words);
    free(self->sensors);
    free(self);
}

struct uplink *uplink_open(const struct agent_config *config, const struct agent_clock *clock,
                           const struct board *board, struct outbox *outbox, struct why *why)
{
    struct uplink *self = calloc(1, sizeof *self);
    if (!self) {
        why_set(why, ENOMEM, "out of memory");
        return NULL;
    }
    self->config = config;
    self->clock = clock;
    self->board = board;
    self->outbox = outbox;
    self->conn = outbox_connect(outbox);
    uint64_t seed;
    if (getrandom(&seed, sizeof seed, 0) != (ssize_t)sizeof seed)
        seed = (uint64_t)clock_real_ms();
    courier_start(&self->courier, outbox, seed);
    fill_topics(self);
    if (allocate(self) < 0)
        why_set(why, ENOMEM, "out of memory");
    else if ((self->link = open_link(self, why)) && set_will(self) < 0)
        why_set(why, ENOMEM, "out of memory");
    else if (self->link)
        return self;
    destroy(self);
    return NULL;
}

void uplink_close(struct uplink *self)
{
    if (!self)
        return;
    if (link_is_connected(self->link))
        publish_hello(self, false);
    destroy(self);
}

int uplink_fd(const struct uplink *self)
{
    return link_fd(self->link);
}

bool uplink_is_connected(const struct uplink *self)
{
    return link_is_connected(self->link);
}

int64_t uplink_moved_ms(const struct uplink *self)
{
    return link_moved_ms(self->link);
}

void uplink_changed(struct uplink *self)
{
    self->changed = true;
}

static void on_connected(struct uplink *self, int64_t now_ms)
{
    log_info("uplink", "connected (%s)", self->config->broker.uri);
    self->told_lost = false;
    self->hello_due = true;
    self->state_due = true;
    self->answered_ms = now_ms;
    courier_connected(&self->courier, now_ms);
}

static void on_lost(struct uplink *self, const char *reason)
{
    if (!self->told_lost)
        log_warning("uplink", "no connection (%s): %s; trying again by itself",
                    self->config->broker.uri, reason);
    self->told_lost = true;
    courier_lost(&self->courier);
    self->conn = outbox_connect(self->outbox);
    if (set_will(self) < 0)
        log_error("uplink", "out of memory for the will");
}

static void on_message(struct uplink *self, const struct link_item *item, int64_t now_ms)
{
    struct ack_message ack;
    if (item->retained || strcmp(item->topic, self->ack_topic) != 0)
        return;
    enum message_reject reject = ack_decode(&ack, item->payload, item->length);
    if (reject == MESSAGE_OK) {
        /* A collector that has just started knows nothing yet: do not let it wait for word. */
        self->state_due = self->state_due || strcmp(self->courier.run, ack.run) != 0;
        courier_ack(&self->courier, &ack, now_ms);
        if (self->told_silent)
            log_info("uplink", "the collector acknowledges again");
        self->told_silent = false;
        self->answered_ms = now_ms;
    } else if (self->rejected_acks++ == 0)
        log_warning("uplink", "an ack is rejected (%s): %s", self->ack_topic,
                    message_reject_name(reject));
}

/* The broker takes what we send, and nobody answers: a person has to look. Said once a silence. */
static void tell_silence(struct uplink *self, int64_t now_ms)
{
    if (!outbox_waiting(self->outbox))
        self->answered_ms = now_ms;
    if (self->told_silent || now_ms - self->answered_ms < SILENCE_MS)
        return;
    self->told_silent = true;
    log_warning("uplink",
                "the broker answers, but no collector has acknowledged anything for a minute: "
                "is lampion running, with this broker and place %s, and may it write %s? Events "
                "are kept until it does",
                self->config->place, self->ack_topic);
}

static void receive(struct uplink *self, int64_t now_ms)
{
    struct link_item item;
    while (link_next(self->link, &item)) {
        if (item.kind == LINK_CONNECTED)
            on_connected(self, now_ms);
        else if (item.kind == LINK_LOST)
            on_lost(self, item.reason);
        else
            on_message(self, &item, now_ms);
        link_item_clear(&item);
    }
}

static char *make_state(struct uplink *self, size_t *length)
{
    struct state_message state = {.conn = self->conn,
                                  .mono_ms = board_now(self->board),
                                  .has_began = true,
                                  .began_ms = board_began(self->board),
                                  .head = outbox_head(self->outbox),
                                  .sensors = self->words,
                                  .count = self->config->sensor_count};
    snprintf(state.stream, sizeof state.stream, "%s", outbox_stream(self->outbox));
    snprintf(state.boot, sizeof state.boot, "%s", self->clock->boot);
    board_words(self->board, self->words);
    return state_encode(&state, length);
}

/* When the next state is due, in real time. */
static int64_t state_deadline(const struct uplink *self)
{
    const struct lampion_clock *clock = &self->clock->clock;
    bool fast = clock->simulated && clock->speed > FAST_SPEED;
    int64_t fast_ms = self->state_real_ms + UPLINK_STATE_FAST_MS;
    if (self->state_due)
        return self->blocked_until_ms;
    if (self->changed)
        return fast && fast_ms > self->blocked_until_ms ? fast_ms : self->blocked_until_ms;
    int64_t due_ms = clock_real_at(clock, self->state_mono_ms + UPLINK_STATE_MS);
    return due_ms > fast_ms ? due_ms : fast_ms;
}

static void send_state(struct uplink *self, int64_t now_ms)
{
    if (now_ms < state_deadline(self))
        return;
    size_t length;
    char *text = make_state(self, &length);
    if (text && link_publish(self->link, self->state_topic, text, length, 0, false) == 0)
        self->state_due = self->changed = false;
    else
        self->blocked_until_ms = now_ms + BLOCKED_MS;
    self->state_real_ms = now_ms;
    self->state_mono_ms = agent_clock_mono_ms(self->clock);
    free(text);
}

static void send_events(struct uplink *self, int64_t now_ms)
{
    struct events_message message = {.events = self->events};
    if (!courier_next(&self->courier, now_ms, &message, MESSAGE_EVENTS_MAX))
        return;
    size_t length;
    char *text = events_encode(&message, &length);
    if (text && link_publish(self->link, self->events_topic, text, length, 1, false) == 0)
        courier_sent(&self->courier, &message, now_ms);
    else
        courier_failed(&self->courier, now_ms);
    free(text);
}

void uplink_turn(struct uplink *self, int64_t now_ms)
{
    link_tick(self->link, now_ms);
    receive(self, now_ms);
    if (!link_is_connected(self->link))
        return;
    tell_silence(self, now_ms);
    if (self->lost != outbox_lost(self->outbox))
        self->hello_due = true; /* it tells the losses */
    if (self->hello_due && now_ms >= self->blocked_until_ms) {
        self->hello_due = publish_hello(self, true) < 0;
        self->blocked_until_ms = self->hello_due ? now_ms + BLOCKED_MS : 0;
    }
    if (self->hello_due)
        return;
    send_state(self, now_ms);
    send_events(self, now_ms);
}

int64_t uplink_deadline(const struct uplink *self)
{
    int64_t deadline_ms = link_deadline(self->link);
    if (!link_is_connected(self->link))
        return deadline_ms;
    if (self->hello_due)
        return self->blocked_until_ms < deadline_ms ? self->blocked_until_ms : deadline_ms;
    int64_t state_ms = state_deadline(self);
    int64_t courier_ms = courier_deadline(&self->courier);
    if (state_ms < deadline_ms)
        deadline_ms = state_ms;
    return courier_ms < deadline_ms ? courier_ms : deadline_ms;
}
