#include "tests/bench/fleet.h"
#include "agent/common/message.h"
#include "agent/common/time.h"
#include "tests/bench/numbers.h"
#include "tests/bench/stage.h"
#include "tests/support/mqtt.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/random.h>
#include <unistd.h>

#define RETRY_MS 1500 /* as an agent's first */
#define GIVE_UP_MS 30000
#define SEATS 24 /* that an agent's events tell of, in turn */

struct payload {
    char *text;
    size_t length;
};

struct fleet_agent {
    struct fleet *fleet;
    char name[ID_MAX], topic[TOPIC_MAX], stream[STREAM_MAX];
    struct mqtt mqtt;
    struct payload *payloads;
    size_t sent, acknowledged; /* messages; sent may go back to what was acknowledged */
    int64_t moved_ms;
    bool writing; /* epoll tells when there is room */
};

struct fleet {
    struct fleet_plan plan;
    enum fleet_pace pace;
    int epoll;
    size_t resent;
    struct fleet_agent *agents;
};

static struct event event_at(uint64_t number, int64_t now_ms)
{
    struct event event = {.kind = number == 1 ? EVENT_BEAT : EVENT_LEVEL, .t_ms = now_ms};
    if (event.kind == EVENT_LEVEL) {
        snprintf(event.sensor, sizeof event.sensor, "seat-%02d", (int)(number % SEATS) + 1);
        event.value = (int64_t)(number / SEATS % 2);
    }
    return event;
}

static struct message_clock clock_now(void)
{
    struct lampion_clock clock = clock_real();
    return (struct message_clock){.boot = "5f0d7a3e-0000-4000-8000-000000000000",
                                  .mono_ms = clock_mono_ms(&clock),
                                  .has_wall = true,
                                  .wall_ms = clock_wall_ms(&clock),
                                  .quality = CLOCK_SYNCED};
}

static int encode_messages(struct fleet_agent *self, const struct fleet_plan *plan)
{
    struct event events[MESSAGE_EVENTS_MAX];
    struct events_message message = {.base = 1, .clock = clock_now(), .events = events};
    message.count = plan->events;
    strcpy(message.stream, self->stream);
    self->payloads = calloc(plan->messages, sizeof *self->payloads);
    for (size_t i = 0; i < plan->messages; i++) {
        message.first = 1 + i * plan->events;
        for (size_t j = 0; j < plan->events; j++)
            events[j] = event_at(message.first + j, message.clock.mono_ms);
        self->payloads[i].text = events_encode(&message, &self->payloads[i].length);
        if (!self->payloads[i].text)
            return -ENOMEM;
    }
    return 0;
}

static void say_hello(struct fleet_agent *self)
{
    char topic[TOPIC_MAX];
    size_t length;
    struct hello_sensor sensors[SEATS];
    struct hello_message hello = {
        .online = true, .conn = 1, .version = "bench", .sensors = sensors, .count = SEATS};
    strcpy(hello.stream, self->stream);
    strcpy(hello.boot, clock_now().boot);
    for (size_t i = 0; i < SEATS; i++) {
        snprintf(sensors[i].sensor, sizeof sensors[i].sensor, "seat-%02zu", i + 1);
        strcpy(sensors[i].kind, "seat");
    }
    char *text = hello_encode(&hello, &length);
    topic_format(topic, STAGE_PLACE, self->name, TOPIC_HELLO);
    if (text)
        mqtt_publish(&self->mqtt, topic, text, length, 1, true);
    free(text);
}

static int draw_stream(char stream[STREAM_MAX])
{
    unsigned char bytes[(STREAM_MAX - 1) / 2];
    if (getrandom(bytes, sizeof bytes, 0) != sizeof bytes)
        return -EIO;
    for (size_t i = 0; i < sizeof bytes; i++)
        snprintf(stream + 2 * i, 3, "%02x", bytes[i]);
    return 0;
}

static int agent_open(struct fleet_agent *self, struct fleet *fleet, size_t number, int port)
{
    char client_id[TOPIC_MAX], ack[TOPIC_MAX];
    self->fleet = fleet;
    self->mqtt.fd = -1;
    snprintf(self->name, sizeof self->name, "agent-%02zu", number);
    snprintf(client_id, sizeof client_id, "lampion-" STAGE_PLACE "-%s", self->name);
    topic_format(self->topic, STAGE_PLACE, self->name, TOPIC_EVENTS);
    topic_format(ack, STAGE_PLACE, self->name, TOPIC_ACK);
    int error = draw_stream(self->stream);
    if (!error)
        error = encode_messages(self, &fleet->plan);
    if (!error)
        error = mqtt_open(&self->mqtt, port, client_id, ack, 0);
    if (error)
        return error;
    struct epoll_event wanted = {.events = EPOLLIN, .data.ptr = self};
    say_hello(self);
    return epoll_ctl(fleet->epoll, EPOLL_CTL_ADD, self->mqtt.fd, &wanted) ? -errno : 0;
}

static void agent_close(struct fleet_agent *self, const struct fleet_plan *plan)
{
    mqtt_close(&self->mqtt);
    for (size_t i = 0; self->payloads && i < plan->messages; i++)
        free(self->payloads[i].text);
    free(self->payloads);
}

/* An acknowledgement of the collector, read as thinly as its encoder allows. */
static void on_ack(void *context, const struct mqtt_message *message)
{
    struct fleet_agent *self = context;
    static const char key[] = "\"seq\":";
    const char *at = memmem(message->payload, message->length, key, sizeof key - 1);
    if (!at || !memmem(message->payload, message->length, self->stream, STREAM_MAX - 1))
        return;
    size_t done = strtoull(at + sizeof key - 1, NULL, 10) / self->fleet->plan.events;
    if (done <= self->acknowledged)
        return;
    self->acknowledged = done;
    self->moved_ms = clock_real_ms();
    if (self->sent < done)
        self->sent = done;
}

static size_t agent_done(const struct fleet_agent *self)
{
    if (self->fleet->pace == FLEET_BY_COLLECTOR)
        return self->acknowledged;
    return self->sent > self->mqtt.unsettled ? self->sent - self->mqtt.unsettled : 0;
}

static int agent_send(struct fleet_agent *self)
{
    const struct fleet_plan *plan = &self->fleet->plan;
    size_t done = agent_done(self);
    while (self->sent < plan->messages && self->sent - done < plan->window) {
        const struct payload *payload = &self->payloads[self->sent++];
        mqtt_publish(&self->mqtt, self->topic, payload->text, payload->length, 1, false);
    }
    int left = mqtt_flush(&self->mqtt);
    if (left < 0 || left == self->writing)
        return left < 0 ? left : 0;
    self->writing = left;
    struct epoll_event wanted = {.events = left ? EPOLLIN | EPOLLOUT : EPOLLIN, .data.ptr = self};
    return epoll_ctl(self->fleet->epoll, EPOLL_CTL_MOD, self->mqtt.fd, &wanted) ? -errno : 0;
}

static int agent_turn(struct fleet_agent *self, uint32_t events)
{
    size_t before = agent_done(self);
    int error = events & ~(uint32_t)EPOLLOUT ? mqtt_read(&self->mqtt, on_ack, self) : 0;
    if (agent_done(self) != before)
        self->moved_ms = clock_real_ms();
    return error ? error : agent_send(self);
}

/* Those that wait too long go back; -ETIMEDOUT when nobody has moved for long. */
static int fleet_patience(struct fleet *self, int64_t *looked_ms)
{
    int64_t now_ms = clock_real_ms(), newest_ms = 0;
    if (now_ms - *looked_ms < RETRY_MS / 4)
        return 0;
    *looked_ms = now_ms;
    for (size_t i = 0; i < self->plan.agents; i++) {
        struct fleet_agent *agent = &self->agents[i];
        newest_ms = agent->moved_ms > newest_ms ? agent->moved_ms : newest_ms;
        if (self->pace == FLEET_BY_BROKER || agent->sent == agent->acknowledged ||
            now_ms - agent->moved_ms < RETRY_MS || agent->mqtt.out.length)
            continue;
        self->resent += agent->sent - agent->acknowledged;
        agent->sent = agent->acknowledged;
        int error = agent_send(agent);
        if (error)
            return error;
    }
    return now_ms - newest_ms < GIVE_UP_MS ? 0 : -ETIMEDOUT;
}

static bool fleet_is_done(const struct fleet *self, size_t messages)
{
    for (size_t i = 0; i < self->plan.agents; i++)
        if (agent_done(&self->agents[i]) < messages || self->agents[i].mqtt.unsettled)
            return false;
    return true;
}

/* One round of epoll. */
static int fleet_turn(struct fleet *self)
{
    struct epoll_event events[64];
    int count = epoll_wait(self->epoll, events, 64, RETRY_MS / 4);
    for (int i = 0; i < count; i++) {
        int error = agent_turn(events[i].data.ptr, events[i].events);
        if (error)
            return error;
    }
    return 0;
}

/* Sends up to `self->plan.messages` of each agent, and waits for them. */
static int fleet_push(struct fleet *self)
{
    int64_t looked_ms = clock_real_ms();
    int error = 0;
    for (size_t i = 0; i < self->plan.agents && !error; i++) {
        self->agents[i].moved_ms = looked_ms;
        error = agent_send(&self->agents[i]);
    }
    while (!error && !fleet_is_done(self, self->plan.messages)) {
        error = fleet_turn(self);
        if (!error)
            error = fleet_patience(self, &looked_ms);
    }
    return error;
}

int fleet_run(struct fleet *self, enum fleet_pace pace, struct fleet_result *result)
{
    self->pace = pace;
    result->start_ns = real_ns();
    int error = fleet_push(self);
    result->end_ns = real_ns();
    result->resent = self->resent;
    if (error)
        fprintf(stderr, "bench: publishers: %s\n", strerror(-error));
    return error;
}

/* The hellos are out and acknowledged before anything is timed. */
static int fleet_greet(struct fleet *self)
{
    size_t messages = self->plan.messages;
    self->plan.messages = 0;
    int error = fleet_push(self);
    self->plan.messages = messages;
    return error;
}

struct fleet *fleet_new(int port, const struct fleet_plan *plan)
{
    struct fleet *self = calloc(1, sizeof *self);
    *self = (struct fleet){.plan = *plan, .epoll = epoll_create1(EPOLL_CLOEXEC)};
    self->agents = calloc(plan->agents, sizeof *self->agents);
    int error = 0;
    for (size_t i = 0; i < plan->agents && !error; i++)
        error = agent_open(&self->agents[i], self, i + 1, port);
    if (!error)
        error = fleet_greet(self);
    if (!error)
        return self;
    fprintf(stderr, "bench: publishers: %s\n", strerror(-error));
    fleet_free(self);
    return NULL;
}

void fleet_free(struct fleet *self)
{
    if (!self)
        return;
    for (size_t i = 0; i < self->plan.agents; i++)
        if (self->agents[i].fleet)
            agent_close(&self->agents[i], &self->plan);
    close(self->epoll);
    free(self->agents);
    free(self);
}
