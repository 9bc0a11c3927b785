#include "tests/free/speaker.h"

#include "tests/unit/test.h"
#include <string.h>

static void write_config(const struct speaker *self, const char *trace, const char *sensors)
{
    FILE *file = fopen(self->path, "w");
    assert_non_null(file);
    fprintf(file,
            "place: gare\nagent: %s\nbroker: {uri: \"mqtt://127.0.0.1:1\"}\n"
            "lines: {source: trace, file: %s}\nsensors:\n%s",
            self->name, trace, sensors);
    fclose(file);
}

void speaker_open(struct speaker *self, const char *folder, const char *name, const char *trace,
                  const char *sensors)
{
    struct why why;
    *self = (struct speaker){0};
    snprintf(self->name, sizeof self->name, "%s", name);
    snprintf(self->path, sizeof self->path, "%s/%s.yaml", folder, name);
    snprintf(self->stream, sizeof self->stream, "%08x", (unsigned)(name[0] * 2654435761u));
    snprintf(self->boot, sizeof self->boot, "%02x00", (unsigned char)name[0]);
    write_config(self, trace, sensors);
    if (agent_config_read(&self->config, self->path, &why))
        fail_msg("%s", why.text);
}

void speaker_close(struct speaker *self)
{
    speaker_stop(self);
    agent_config_clear(&self->config);
}

static void on_event(void *context, const struct event *event)
{
    struct speaker *self = context;
    self->head++;
    if (self->event_count < MESSAGE_EVENTS_MAX)
        self->events[self->event_count++] = *event;
    self->changed = self->changed || event->kind != EVENT_BEAT;
    if (self->tell)
        self->tell(self->context, self, event);
}

void speaker_start(struct speaker *self, int64_t t_ms)
{
    struct why why;
    self->board = board_open(&self->config, (struct board_origin){SPEAKER_BASE_MS, 0}, &why);
    if (!self->board || board_begin(self->board, SPEAKER_BASE_MS + t_ms, on_event, self, &why) < 0)
        fail_msg("%s: %s", self->name, why.text);
    self->conn++;
    self->hello_due = true;
    self->state_ms = INT64_MIN / 2;
}

void speaker_stop(struct speaker *self)
{
    board_close(self->board);
    self->board = NULL;
}

void speaker_run(struct speaker *self, int64_t t_ms)
{
    int more = self->board ? board_run(self->board, SPEAKER_BASE_MS + t_ms, 1000000) : 0;
    assert_int_equal(more, 0);
}

bool speaker_is_due(const struct speaker *self, int64_t t_ms)
{
    return self->board && (self->changed || t_ms - self->state_ms >= SPEAKER_STATE_MS);
}

char *speaker_hello(struct speaker *self, bool online, size_t *length)
{
    struct hello_message hello = {.online = online, .conn = self->conn, .version = "0.1"};
    memcpy(hello.stream, self->stream, sizeof hello.stream);
    memcpy(hello.boot, self->boot, sizeof hello.boot);
    self->hello_due = self->hello_due && !online;
    return hello_encode(&hello, length);
}

char *speaker_state(struct speaker *self, int64_t t_ms, size_t *length)
{
    struct state_message state = {.conn = self->conn,
                                  .mono_ms = board_now(self->board),
                                  .has_began = true,
                                  .began_ms = board_began(self->board),
                                  .head = self->head,
                                  .sensors = self->words,
                                  .count = self->config.sensor_count};
    memcpy(state.stream, self->stream, sizeof state.stream);
    memcpy(state.boot, self->boot, sizeof state.boot);
    board_words(self->board, self->words);
    if (self->spoil)
        self->spoil(self->words, self->config.sensor_count);
    self->changed = false;
    self->state_ms = t_ms;
    return state_encode(&state, length);
}

char *speaker_events(struct speaker *self, int64_t t_ms, int64_t wall_ms, size_t *length)
{
    struct events_message message = {
        .base = 1,
        .first = self->sent + 1,
        .clock = {.mono_ms = SPEAKER_BASE_MS + t_ms, .has_wall = true, .wall_ms = wall_ms},
        .events = self->events,
        .count = self->event_count};
    if (!self->event_count)
        return NULL;
    memcpy(message.stream, self->stream, sizeof message.stream);
    memcpy(message.clock.boot, self->boot, sizeof message.clock.boot);
    self->sent += self->event_count;
    self->event_count = 0;
    return events_encode(&message, length);
}
