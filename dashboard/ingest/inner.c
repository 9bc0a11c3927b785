#include "dashboard/ingest/inner.h"
#include "dashboard/presence/saved.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define RETRY_MS 250 /* what a failed commit gave back is offered again */

struct inner {
    struct ingest *ingest;
    char agent[ID_MAX], stream[STREAM_MAX], boot[BOOT_MAX];
    bool hears;
    bool overflowed;  /* something was not taken: to be told by an opening beat */
    int64_t began_ms; /* mono */
    uint64_t conn;
    uint64_t first; /* number of waiting[0] */
    struct event *waiting;
    size_t count, room;
    struct sensor_word *words;
    size_t word_count, word_room;
    bool news; /* a word changed */
    int64_t beat_ms, state_ms, retry_ms;
};

static void write_hex(char *text, uint64_t value)
{
    for (int i = 15; i >= 0; i--, value >>= 4)
        text[i] = "0123456789abcdef"[value & 15];
}

static void name_stream(struct inner *self)
{
    char text[ID_MAX + 8] = "inner/";
    strcat(text, self->agent);
    write_hex(self->stream, saved_sum(text));
    strcpy(text, self->agent);
    strcat(text, "/inner");
    write_hex(self->stream + 16, saved_sum(text));
    self->stream[32] = 0;
}

struct inner *inner_new(struct ingest *ingest, const char *agent, const char *boot)
{
    struct inner *self = calloc(1, sizeof *self);
    if (!self || ingest_reserve(ingest, agent)) {
        free(self);
        return NULL;
    }
    self->ingest = ingest;
    strcpy(self->agent, agent);
    strcpy(self->boot, boot);
    name_stream(self);
    self->first = ledger_durable(ingest->ledger, self->stream) + 1;
    return self;
}

void inner_free(struct inner *self)
{
    if (!self)
        return;
    free(self->waiting);
    free(self->words);
    free(self);
}

const char *inner_agent(const struct inner *self)
{
    return self->agent;
}

const char *inner_stream(const struct inner *self)
{
    return self->stream;
}

bool inner_hears(const struct inner *self)
{
    return self->hears;
}

uint64_t inner_newest(const struct inner *self)
{
    return self->first + self->count - 1;
}

uint64_t inner_durable(const struct inner *self)
{
    return ledger_durable(self->ingest->ledger, self->stream);
}

static void *grown(void *array, size_t count, size_t *room, size_t size)
{
    if (count < *room)
        return array;
    void *larger = reallocarray(array, *room * 2 + 16, size);
    *room = larger ? *room * 2 + 16 : *room;
    return larger;
}

static int put(struct inner *self, const struct event *event)
{
    if (self->count >= INNER_WAITING_MAX)
        return -EAGAIN;
    struct event *waiting = grown(self->waiting, self->count, &self->room, sizeof *waiting);
    if (!waiting)
        return -ENOMEM;
    self->waiting = waiting;
    waiting[self->count++] = *event;
    return 0;
}

/* A beat that cannot be put leaves a hole that the next opening one tells of. */
static void beat(struct inner *self, bool opens, struct live_now now)
{
    const struct event event = {.kind = EVENT_BEAT, .value = opens, .t_ms = now.mono_ms};
    self->overflowed = put(self, &event) != 0 || (self->overflowed && !opens);
    self->beat_ms = now.mono_ms + INNER_BEAT_MS;
}

static struct sensor_word *find_word(struct inner *self, const char *sensor)
{
    for (size_t i = 0; i < self->word_count; i++)
        if (!strcmp(self->words[i].sensor, sensor))
            return &self->words[i];
    struct sensor_word *words =
        self->word_count < MESSAGE_SENSORS_MAX
            ? grown(self->words, self->word_count, &self->word_room, sizeof *words)
            : NULL;
    if (!words)
        return NULL;
    self->words = words;
    words[self->word_count] = (struct sensor_word){0};
    strcpy(words[self->word_count].sensor, sensor);
    return &words[self->word_count++];
}

/* Nothing is known of any sensor; what doors counted goes on. */
static void forget_words(struct inner *self)
{
    for (size_t i = 0; i < self->word_count; i++) {
        struct sensor_word *word = &self->words[i];
        word->has_value = word->has_since = word->has_count = word->has_totals = false;
        word->fault_count = 0;
    }
}

static void say_gone(struct inner *self, struct live_now now)
{
    struct hello_message hello = {.online = false, .conn = self->conn};
    strcpy(hello.stream, self->stream);
    strcpy(hello.boot, self->boot);
    strcpy(hello.version, "inner");
    live_hello(self->ingest->live, self->agent, &hello, false, now);
}

static void open_ears(struct inner *self, struct live_now now)
{
    self->conn++;
    self->began_ms = now.mono_ms;
    self->news = true;
    forget_words(self);
    beat(self, true, now);
}

void inner_hear(struct inner *self, bool hears, struct live_now now)
{
    if (hears == self->hears)
        return;
    self->hears = hears;
    if (hears)
        open_ears(self, now);
    else
        say_gone(self, now);
}

int inner_restore_totals(struct inner *self, const char *sensor, int64_t in, int64_t out)
{
    struct sensor_word *word = find_word(self, sensor);
    if (!word)
        return -ENOMEM;
    word->in = in;
    word->out = out;
    return 0;
}

static void word_take(struct sensor_word *word, const struct event *event)
{
    bool over = event->kind == EVENT_FAULT && !strcmp(event->why, "over");
    if (event->kind == EVENT_LEVEL) {
        if (!word->has_value || word->value != event->value)
            word->has_since = word->has_value;
        if (word->has_since && word->value != event->value)
            word->since_ms = event->t_ms;
        word->has_value = true;
        word->value = (int)event->value;
    } else if (event->kind == EVENT_COUNT) {
        word->has_count = word->has_since = true;
        word->since_ms = event->t_ms;
        word->count = event->value;
        word->ttl_ms = event->ttl_ms;
    } else if (event->kind == EVENT_PASS || over) {
        word->has_totals = true;
        word->in = event->kind == EVENT_PASS ? event->in : word->in;
        word->out = event->kind == EVENT_PASS ? event->out : word->out;
    }
    word->fault_count = 0;
    if (event->kind != EVENT_FAULT || over)
        return;
    word->has_value = word->has_since = word->has_count = false;
    word->fault_count = 1;
    strcpy(word->faults[0], event->why);
}

int inner_say(struct inner *self, const struct event *said, struct live_now now)
{
    struct event event = *said;
    event.t_ms = now.mono_ms;
    if (!self->hears)
        return -ENOTCONN;
    if (!event_is_valid(&event) || event.kind == EVENT_BEAT)
        return -EINVAL;
    struct sensor_word *word = find_word(self, event.sensor);
    if (!word)
        return -ENOMEM;
    if (event.kind == EVENT_PASS) {
        event.in = word->in + (event.direction == PASS_IN ? event.people : 0);
        event.out = word->out + (event.direction == PASS_OUT ? event.people : 0);
    }
    int error = self->overflowed ? -EAGAIN : put(self, &event);
    self->overflowed = self->overflowed || error;
    if (error)
        return error;
    word_take(word, &event);
    self->news = true;
    return 0;
}

static void drop_durable(struct inner *self)
{
    uint64_t durable = inner_durable(self);
    if (durable < self->first)
        return;
    size_t done = (size_t)(durable - self->first + 1);
    done = done < self->count ? done : self->count;
    memmove(self->waiting, self->waiting + done, (self->count - done) * sizeof *self->waiting);
    self->count -= done;
    self->first = durable + 1;
}

static void speak(struct inner *self, struct live_now now)
{
    struct state_message state = {.conn = self->conn,
                                  .mono_ms = now.mono_ms,
                                  .has_began = true,
                                  .began_ms = self->began_ms,
                                  .head = inner_newest(self),
                                  .sensors = self->words,
                                  .count = self->word_count};
    strcpy(state.stream, self->stream);
    strcpy(state.boot, self->boot);
    live_state(self->ingest->live, self->agent, &state, now);
    self->news = false;
    self->state_ms = now.mono_ms + INNER_STATE_MS;
}

/* What the ledger has not accepted yet, as a message. */
static bool offer(struct inner *self, struct live_now now, struct ingest_result *result)
{
    uint64_t accepted = ledger_accepted(self->ingest->ledger, self->stream);
    uint64_t from = accepted >= self->first ? accepted + 1 : self->first;
    size_t skip = (size_t)(from - self->first);
    if (skip >= self->count || now.mono_ms < self->retry_ms)
        return false;
    self->retry_ms = now.mono_ms + RETRY_MS;
    size_t count = self->count - skip;
    count = count < MESSAGE_EVENTS_MAX ? count : MESSAGE_EVENTS_MAX;
    struct events_message message = {.base = self->first,
                                     .first = from,
                                     .clock = {.mono_ms = now.mono_ms,
                                               .has_wall = true,
                                               .wall_ms = now.wall_ms,
                                               .quality = CLOCK_UNSYNCED},
                                     .count = count};
    strcpy(message.stream, self->stream);
    strcpy(message.clock.boot, self->boot);
    message.events = calloc(count, sizeof *message.events);
    if (!message.events)
        return false;
    memcpy(message.events, self->waiting + skip, count * sizeof *message.events);
    ingest_events(self->ingest, self->agent, &message, now, result);
    if (result->kind == INGEST_STORE)
        return true;
    ingest_result_clear(result);
    return false;
}

bool inner_turn(struct inner *self, bool may_store, struct live_now now,
                struct ingest_result *result)
{
    drop_durable(self);
    if (self->hears && self->overflowed && self->count == 0)
        open_ears(self, now);
    if (self->hears && now.mono_ms >= self->beat_ms && !self->overflowed)
        beat(self, false, now);
    if (self->hears && !self->overflowed && (self->news || now.mono_ms >= self->state_ms))
        speak(self, now);
    return may_store && offer(self, now, result);
}

int64_t inner_deadline(const struct inner *self)
{
    int64_t next_ms = LIVE_NEVER;
    if (self->hears)
        next_ms = self->beat_ms < self->state_ms ? self->beat_ms : self->state_ms;
    uint64_t accepted = ledger_accepted(self->ingest->ledger, self->stream);
    bool waits = accepted + 1 < self->first + self->count;
    return waits && self->retry_ms < next_ms ? self->retry_ms : next_ms;
}
