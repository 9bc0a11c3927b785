#include "tests/storm/board.h"

#include "agent/common/time.h"
#include "tests/support/until.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>

#define PLACE "town"
#define STATE_MS 10000
#define RETRY_MIN_MS 1500
#define RETRY_MAX_MS 48000
#define RECONNECT_MS 2000
#define BOOTED_MS 100000000 /* before this machine, so that a backlog has a time */

static int64_t draw(uint64_t *random, int64_t range)
{
    *random ^= *random << 13, *random ^= *random >> 7, *random ^= *random << 17;
    return (int64_t)(*random % (uint64_t)(range + 1));
}

void board_init(struct board *self, size_t number, uint64_t seed)
{
    *self = (struct board){.mqtt.fd = -1, .retry_ms = RETRY_MIN_MS};
    snprintf(self->name, sizeof self->name, "storm-%04zu", number);
    snprintf(self->stream, sizeof self->stream, "%016llx%016zx", (unsigned long long)seed, number);
    snprintf(self->boot, sizeof self->boot, "5f0d7a3e-0000-4000-8000-%012zu", number);
}

static void lose(struct board *self, int64_t now_ms, uint64_t *random)
{
    mqtt_close(&self->mqtt);
    self->is_up = self->watched = self->writing = false;
    self->outstanding = 0;
    self->retry_ms = RETRY_MIN_MS;
    self->due_ms = now_ms + RECONNECT_MS / 2 + draw(random, RECONNECT_MS);
}

void board_clear(struct board *self)
{
    mqtt_close(&self->mqtt);
}

void board_load(struct board *self, size_t events, int64_t gap_ms, int64_t now_ms)
{
    self->head += events;
    self->gap_ms = gap_ms;
    self->began_ms = now_ms - (int64_t)self->head * gap_ms;
}

static void send_text(struct board *self, enum topic_leaf leaf, char *text, size_t length, int qos)
{
    char topic[TOPIC_MAX];
    topic_format(topic, PLACE, self->name, leaf);
    if (text)
        mqtt_publish(&self->mqtt, topic, text, length, qos, leaf == TOPIC_HELLO);
    free(text);
}

static void say_hello(struct board *self)
{
    size_t length;
    struct hello_sensor sensor = {"seat", "seat"};
    struct hello_message hello = {
        .online = true, .conn = self->conn, .version = "storm", .sensors = &sensor, .count = 1};
    strcpy(hello.stream, self->stream);
    strcpy(hello.boot, self->boot);
    char *text = hello_encode(&hello, &length);
    send_text(self, TOPIC_HELLO, text, length, 1);
}

static void say_state(struct board *self, int64_t now_ms, uint64_t *random)
{
    size_t length;
    struct sensor_word word = {.sensor = "seat", .has_value = true, .value = (int)(self->head & 1)};
    struct state_message state = {.conn = self->conn,
                                  .mono_ms = BOOTED_MS + now_ms,
                                  .head = self->head,
                                  .sensors = &word,
                                  .count = 1};
    strcpy(state.stream, self->stream);
    strcpy(state.boot, self->boot);
    char *text = state_encode(&state, &length);
    send_text(self, TOPIC_STATE, text, length, 0);
    self->state_at_ms = now_ms + STATE_MS - draw(random, STATE_MS / 10);
}

/* A beat a tenth of the time, the seat the rest. */
static struct event event_at(const struct board *self, uint64_t number)
{
    struct event event = {.kind = number % 10 == 1 ? EVENT_BEAT : EVENT_LEVEL,
                          .t_ms = BOOTED_MS + self->began_ms + (int64_t)number * self->gap_ms,
                          .value = (int64_t)(number & 1)};
    if (event.kind == EVENT_LEVEL)
        strcpy(event.sensor, "seat");
    return event;
}

static void say_events(struct board *self, int64_t now_ms, uint64_t *random)
{
    struct event events[MESSAGE_EVENTS_MAX];
    struct lampion_clock clock = clock_real();
    struct events_message message = {.base = 1, .first = self->acknowledged + 1, .events = events};
    size_t length;
    strcpy(message.stream, self->stream);
    strcpy(message.clock.boot, self->boot);
    message.clock.mono_ms = BOOTED_MS + now_ms;
    message.clock.has_wall = true;
    message.clock.wall_ms = clock_wall_ms(&clock);
    message.clock.quality = CLOCK_SYNCED;
    while (message.count < MESSAGE_EVENTS_MAX && message.first + message.count <= self->head) {
        events[message.count] = event_at(self, message.first + message.count);
        message.count++;
    }
    char *text = events_encode(&message, &length);
    send_text(self, TOPIC_EVENTS, text, length, 1);
    self->messages++;
    self->outstanding = message.first + message.count - 1;
    self->retry_at_ms = now_ms + self->retry_ms + draw(random, self->retry_ms / 4);
    self->retry_ms = self->retry_ms * 2 < RETRY_MAX_MS ? self->retry_ms * 2 : RETRY_MAX_MS;
}

static void on_ack(void *context, const struct mqtt_message *message)
{
    struct board *self = context;
    struct ack_message ack;
    if (ack_decode(&ack, message->payload, message->length) != MESSAGE_OK ||
        strcmp(ack.stream, self->stream) != 0 || ack.seq > self->head)
        return;
    bool other_run = strcmp(ack.run, self->run) != 0;
    if (!other_run && ack.seq <= self->acknowledged)
        return;
    strcpy(self->run, ack.run);
    self->acknowledged = ack.seq;
    if (other_run || ack.seq >= self->outstanding) {
        self->outstanding = 0;
        self->retry_ms = RETRY_MIN_MS;
    }
}

static void come(struct board *self, int port, int64_t now_ms, uint64_t *random)
{
    char client_id[TOPIC_MAX], ack[TOPIC_MAX];
    snprintf(client_id, sizeof client_id, "lampion-" PLACE "-%s", self->name);
    topic_format(ack, PLACE, self->name, TOPIC_ACK);
    self->conn++;
    if (mqtt_open(&self->mqtt, port, client_id, ack, 0) != 0) {
        lose(self, now_ms, random);
        return;
    }
    self->is_up = true;
    say_hello(self);
    say_state(self, real_ms(), random); /* live first */
    int64_t took_ms = real_ms() - now_ms;
    if (took_ms > self->slowest_live_ms)
        self->slowest_live_ms = took_ms;
}

static int64_t soonest(const struct board *self)
{
    int64_t due_ms = self->state_at_ms;
    if (self->outstanding && self->retry_at_ms < due_ms)
        due_ms = self->retry_at_ms;
    return !self->outstanding && self->acknowledged < self->head ? 0 : due_ms;
}

void board_turn(struct board *self, int port, uint32_t events, int64_t now_ms, uint64_t *random)
{
    if (!self->is_up && events == 0)
        come(self, port, now_ms, random);
    if (!self->is_up)
        return;
    int error = events & ~(uint32_t)EPOLLOUT ? mqtt_read(&self->mqtt, on_ack, self) : 0;
    if (self->outstanding && now_ms >= self->retry_at_ms) {
        self->outstanding = 0;
        self->resent++;
    }
    if (!error && now_ms >= self->state_at_ms)
        say_state(self, now_ms, random);
    if (!error && !self->outstanding && self->acknowledged < self->head)
        say_events(self, now_ms, random);
    int left = error ? error : mqtt_flush(&self->mqtt);
    if (left < 0) {
        lose(self, now_ms, random);
        return;
    }
    self->writing = left > 0;
    self->due_ms = soonest(self);
}
