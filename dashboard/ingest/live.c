#include "dashboard/ingest/live.h"

#include "dashboard/ingest/voice.h"
#include "dashboard/names.h"
#include <stdlib.h>
#include <string.h>

#define VOICES_MAX 4         /* streams remembered of an agent, to know one that comes back */
#define SINCE_JITTER_MS 1000 /* a `since` that moves by less is the same */

/* What the newest state said of a sensor, and what was last called back. */
struct word {
    struct reading said, told;
    enum sensor_kind kind; /* by the newest hello */
    bool has_board_since;
    int64_t board_since_ms;
    int64_t stale_ms; /* mono: when `said` is too old */
};

struct agent {
    bool in_place, online;
    char version[ID_MAX];
    int64_t last_word_ms;
    uint64_t head;
    struct voice voices[VOICES_MAX]; /* [0] is the one in place, then the retired, newest first */
    size_t voice_count;
    bool has_word; /* a state of the voice in place (or the one before, until it says one) */
    enum reading_reason reason; /* while there is no word: NEVER or LOST */
    int64_t lost_wall_ms;
    int64_t contested_until_ms; /* mono; 0: never was */
    char other_boot[BOOT_MAX];
    bool changed;
    int64_t deadline_ms;
    size_t *sensors; /* indices into place.sensors */
    size_t sensor_count;
};

struct live {
    const struct place *place;
    struct names *agents; /* of struct agent; those of the place first */
    size_t place_agents;
    struct word *words; /* one a sensor of the place */
};

static struct agent *agent_find(const struct live *self, const char *name)
{
    return names_find(self->agents, 0, name);
}

static struct agent *agent_add(struct live *self, const char *name)
{
    struct agent *agent = names_add(self->agents, 0, name);
    if (agent == NULL)
        return NULL;
    agent->reason = READING_NEVER;
    agent->deadline_ms = LIVE_NEVER;
    return agent;
}

static int live_add_sensor(struct live *self, size_t sensor)
{
    const char *name = self->place->sensors[sensor].agent;
    struct agent *agent = agent_find(self, name);
    if (agent == NULL)
        agent = agent_add(self, name);
    if (agent == NULL)
        return -1;
    agent->in_place = true;
    size_t *sensors = realloc(agent->sensors, (agent->sensor_count + 1) * sizeof *sensors);
    if (sensors == NULL)
        return -1;
    agent->sensors = sensors;
    agent->sensors[agent->sensor_count++] = sensor;
    self->words[sensor].told.reason = READING_NEVER;
    return 0;
}

struct live *live_new(const struct place *place)
{
    struct live *self = calloc(1, sizeof *self);
    if (self == NULL)
        return NULL;
    self->place = place;
    self->agents = names_new(sizeof(struct agent));
    self->words = calloc(place->sensor_count + 1, sizeof *self->words);
    bool whole = self->agents != NULL && self->words != NULL;
    for (size_t i = 0; whole && i < place->sensor_count; i++)
        whole = live_add_sensor(self, i) == 0;
    if (!whole) {
        live_free(self);
        return NULL;
    }
    self->place_agents = names_count(self->agents);
    return self;
}

void live_free(struct live *self)
{
    if (self == NULL)
        return;
    for (size_t i = 0; self->agents != NULL && i < names_count(self->agents); i++)
        free(((struct agent *)names_at(self->agents, i))->sensors);
    names_free(self->agents);
    free(self->words);
    free(self);
}

/* The agent of a message; NULL when there are too many strangers. */
static struct agent *live_agent(struct live *self, const char *name)
{
    struct agent *agent = agent_find(self, name);
    if (agent == NULL && names_count(self->agents) - self->place_agents < LIVE_STRANGERS_MAX)
        agent = agent_add(self, name);
    return agent;
}

static struct voice *voice_find(struct agent *agent, const char *stream)
{
    for (size_t i = 0; i < agent->voice_count; i++)
        if (strcmp(agent->voices[i].stream, stream) == 0)
            return &agent->voices[i];
    return NULL;
}

/* Puts a voice in place (voices[0]); the one before it retires. */
static struct voice *voice_install(struct agent *agent, struct voice voice, int64_t now_ms)
{
    struct voice *known = voice_find(agent, voice.stream);
    size_t behind = known != NULL                     ? (size_t)(known - agent->voices)
                    : agent->voice_count < VOICES_MAX ? agent->voice_count++
                                                      : VOICES_MAX - 1;
    if (behind > 0)
        agent->voices[0].retired_ms = now_ms;
    memmove(&agent->voices[1], &agent->voices[0], behind * sizeof voice);
    agent->voices[0] = voice;
    return &agent->voices[0];
}

static struct voice *voice_new(struct agent *agent, const char *stream, const char *boot,
                               uint64_t conn, int64_t now_ms)
{
    struct voice voice = {.conn = conn};
    strcpy(voice.stream, stream);
    strcpy(voice.boot, boot);
    return voice_install(agent, voice, now_ms);
}

/* A retired voice lives: two boards with one name. True when it takes the place again, because
 * the one that was in place is silent. */
static bool agent_contest(struct agent *agent, struct voice *voice, uint64_t conn, int64_t now_ms)
{
    voice_hear_conn(voice, conn);
    agent->changed = true;
    if (now_ms - agent->voices[0].heard_ms >= LIVE_CONTEST_MS) {
        agent->contested_until_ms = 0;
        voice_install(agent, *voice, now_ms);
        return true;
    }
    agent->contested_until_ms = now_ms + LIVE_CONTEST_MS;
    strcpy(agent->other_boot, voice->boot);
    return false;
}

static bool agent_is_contested(const struct agent *agent, int64_t now_ms)
{
    return now_ms < agent->contested_until_ms;
}

static void agent_lose(struct agent *agent, int64_t wall_ms)
{
    agent->has_word = false;
    agent->reason = READING_LOST;
    agent->lost_wall_ms = wall_ms;
    agent->changed = true;
}

/* The voice in place that a hello is of; NULL when it is to be left alone. */
static struct voice *hello_voice(struct agent *agent, const struct hello_message *hello,
                                 bool retained, int64_t now_ms)
{
    struct voice *voice = voice_find(agent, hello->stream);
    if (voice != NULL && voice == agent->voices)
        return voice;
    if (voice == NULL) {
        /* The will of a stream long gone; or what a broker kept, against what is heard live. */
        bool old = !hello->online || (retained && agent->voices[0].heard_ms != 0);
        if (old && agent->voice_count > 0)
            return NULL;
        return voice_new(agent, hello->stream, hello->boot, hello->conn, now_ms);
    }
    if (hello->online && voice_is_back(voice, hello->conn, NULL) &&
        agent_contest(agent, voice, hello->conn, now_ms))
        return agent->voices;
    return NULL;
}

/* What the sensors are, as far as it matters for what they say. */
static void take_kinds(struct live *self, const struct agent *agent,
                       const struct hello_message *hello)
{
    for (size_t i = 0; i < agent->sensor_count; i++) {
        const struct place_sensor *sensor = &self->place->sensors[agent->sensors[i]];
        for (size_t k = 0; k < hello->count; k++)
            if (!strcmp(hello->sensors[k].sensor, sensor->sensor))
                self->words[agent->sensors[i]].kind =
                    !strcmp(hello->sensors[k].kind, "pir")      ? SENSOR_PIR
                    : !strcmp(hello->sensors[k].kind, "mmwave") ? SENSOR_MMWAVE
                                                                : SENSOR_UNSAID;
    }
}

void live_hello(struct live *self, const char *name, const struct hello_message *hello,
                bool retained, struct live_now now)
{
    struct agent *agent = live_agent(self, name);
    if (agent == NULL)
        return;
    struct voice *voice = hello_voice(agent, hello, retained, now.mono_ms);
    if (voice == NULL || !voice_hear_conn(voice, hello->conn))
        return;
    voice_hear_boot(voice, hello->boot);
    if (!retained) {
        voice->heard_ms = now.mono_ms;
        agent->last_word_ms = now.wall_ms;
    }
    strcpy(agent->version, hello->version);
    agent->online = hello->online;
    take_kinds(self, agent, hello);
    if (hello->online)
        return;
    voice_end(voice, hello->conn);
    agent_lose(agent, now.wall_ms);
}

/* `since` in UTC; the same as before unless it moved by more than the clocks jitter. */
static void word_since(struct word *word, const struct sensor_word *said,
                       const struct reading *before, const struct voice *voice, struct live_now now)
{
    int64_t since_ms = now.wall_ms - now.mono_ms + voice_place(voice, said->since_ms);
    if (since_ms > now.wall_ms)
        since_ms = now.wall_ms;
    int64_t moved = since_ms - before->since_ms;
    if (before->has_since && word->has_board_since && word->board_since_ms == said->since_ms &&
        moved < SINCE_JITTER_MS && moved > -SINCE_JITTER_MS)
        since_ms = before->since_ms;
    word->said.has_since = true;
    word->said.since_ms = since_ms;
    word->has_board_since = true;
    word->board_since_ms = said->since_ms;
}

/* With a fault a sensor can be trusted to have seen somebody, not to have seen nobody; and a door
 * (it has totals instead of a value) not to count. */
static bool is_trusted(const struct sensor_word *said)
{
    bool sound = said->fault_count == 0;
    return (said->has_value && (said->value || sound)) ||
           ((said->has_totals || said->has_count) && sound);
}

static enum reading_reason reason_of(const struct sensor_word *said)
{
    const char *fault = said->fault_count ? said->faults[0] : "";
    if (is_trusted(said))
        return READING_KNOWN;
    /* By one of our own agents, which listens to it (inner.h). */
    return !strcmp(fault, "silent")    ? READING_SILENT
           : !strcmp(fault, "offline") ? READING_LOST
                                       : READING_FAULTED;
}

static void word_take(struct word *word, const struct sensor_word *said, const struct voice *voice,
                      const struct state_message *state, int64_t fresh_ms, struct live_now now)
{
    struct reading before = word->said;
    int64_t spoken_ms = voice_place(voice, state->mono_ms);
    word->stale_ms = spoken_ms + fresh_ms;
    memset(&word->said, 0, sizeof word->said);
    word->said.unknown_since_ms = now.wall_ms;
    if (said == NULL) {
        word->said.reason = READING_ABSENT;
        return;
    }
    word->said.reason = reason_of(said);
    if (state->has_began) {
        word->said.began_board_ms = state->began_ms;
        word->said.began_ms = now.wall_ms + voice_place(voice, state->began_ms) - now.mono_ms;
    }
    word->said.word_ms = now.wall_ms + spoken_ms - now.mono_ms;
    word->said.until_ms = word->said.word_ms + fresh_ms;
    word->said.has_value = said->has_value;
    word->said.value = said->value;
    word->said.has_totals = said->has_totals;
    word->said.in = said->in;
    word->said.out = said->out;
    strcpy(word->said.epoch, voice->stream);
    if (said->fault_count > 0)
        strcpy(word->said.fault, said->faults[0]);
    if (said->has_since)
        word_since(word, said, &before, voice, now);
    word->said.has_count = said->has_count;
    word->said.count = said->count;
    if (said->has_count)
        word->said.count_until_ms = word->said.since_ms + said->ttl_ms;
}

static int64_t freshness(const struct place *place, size_t sensor)
{
    int64_t told_ms = place->sensors[sensor].freshness_ms;
    return told_ms ? told_ms : LIVE_FRESHNESS_MS;
}

static const struct sensor_word *state_find(const struct state_message *state, const char *sensor)
{
    for (size_t i = 0; i < state->count; i++)
        if (strcmp(state->sensors[i].sensor, sensor) == 0)
            return &state->sensors[i];
    return NULL;
}

/* The voice in place that a state is of; NULL when it is to be left alone. */
static struct voice *state_voice(struct agent *agent, const struct state_message *state,
                                 int64_t now_ms)
{
    struct voice *voice = voice_find(agent, state->stream);
    if (voice == NULL)
        return voice_new(agent, state->stream, state->boot, state->conn, now_ms);
    if (voice == agent->voices)
        return voice;
    if (voice_is_back(voice, state->conn, state) &&
        agent_contest(agent, voice, state->conn, now_ms))
        return agent->voices;
    return NULL;
}

void live_state(struct live *self, const char *name, const struct state_message *state,
                struct live_now now)
{
    struct agent *agent = live_agent(self, name);
    if (agent == NULL)
        return;
    struct voice *voice = state_voice(agent, state, now.mono_ms);
    if (voice == NULL || !voice_hear_state(voice, state, now.mono_ms))
        return;
    voice->heard_ms = now.mono_ms;
    agent->online = true;
    agent->last_word_ms = now.wall_ms;
    agent->head = state->head;
    agent->has_word = true;
    agent->changed = true;
    for (size_t i = 0; i < agent->sensor_count; i++) {
        size_t sensor = agent->sensors[i];
        const struct sensor_word *said = state_find(state, self->place->sensors[sensor].sensor);
        word_take(&self->words[sensor], said, voice, state, freshness(self->place, sensor), now);
    }
}

static void agent_unlink(struct live *self, struct agent *agent, struct live_now now)
{
    int64_t end_ms = now.mono_ms + LIVE_UNLINKED_MS;
    for (size_t i = 0; agent->has_word && i < agent->sensor_count; i++) {
        struct word *word = &self->words[agent->sensors[i]];
        if (word->stale_ms <= end_ms)
            continue;
        word->stale_ms = end_ms;
        word->said.until_ms = now.wall_ms + LIVE_UNLINKED_MS;
        agent->changed = true;
    }
}

void live_unlinked(struct live *self, struct live_now now)
{
    for (size_t i = 0; i < self->place_agents; i++)
        agent_unlink(self, names_at(self->agents, i), now);
}

/* What a sensor reads now, by the newest word and the time. */
static struct reading word_now(const struct agent *agent, const struct word *word,
                               struct live_now now)
{
    struct reading reading = {.reason = agent->reason, .unknown_since_ms = agent->lost_wall_ms};
    if (agent_is_contested(agent, now.mono_ms)) {
        reading.reason = READING_CONTESTED;
        reading.unknown_since_ms = now.wall_ms;
    } else if (agent->has_word && now.mono_ms >= word->stale_ms) {
        reading.reason = READING_SILENT;
        reading.unknown_since_ms = word->said.until_ms;
    } else if (agent->has_word) {
        reading = word->said;
    }
    reading.kind = word->kind;
    if (reading.reason == READING_KNOWN)
        reading.unknown_since_ms = 0;
    else if (word->told.reason != READING_KNOWN) /* unknown for another reason, but as long */
        reading.unknown_since_ms = word->told.unknown_since_ms;
    return reading;
}

static bool reading_same(const struct reading *a, const struct reading *b)
{
    return a->reason == b->reason && a->kind == b->kind &&
           a->unknown_since_ms == b->unknown_since_ms && a->until_ms == b->until_ms &&
           a->has_value == b->has_value && a->value == b->value && a->has_since == b->has_since &&
           a->since_ms == b->since_ms && a->has_count == b->has_count && a->count == b->count &&
           a->count_until_ms == b->count_until_ms && a->has_totals == b->has_totals &&
           a->in == b->in && a->out == b->out && strcmp(a->epoch, b->epoch) == 0 &&
           strcmp(a->fault, b->fault) == 0;
}

static void agent_flush(struct live *self, struct agent *agent, struct live_now now,
                        live_changed *changed, void *context)
{
    agent->changed = false;
    agent->deadline_ms = LIVE_NEVER;
    if (now.mono_ms >= agent->contested_until_ms)
        agent->contested_until_ms = 0;
    if (agent_is_contested(agent, now.mono_ms))
        agent->deadline_ms = agent->contested_until_ms;
    for (size_t i = 0; i < agent->sensor_count; i++) {
        struct word *word = &self->words[agent->sensors[i]];
        if (agent->has_word && now.mono_ms < word->stale_ms && word->stale_ms < agent->deadline_ms)
            agent->deadline_ms = word->stale_ms;
        struct reading reading = word_now(agent, word, now);
        if (reading_same(&reading, &word->told))
            continue;
        word->told = reading;
        changed(context, agent->sensors[i], &word->told);
    }
}

void live_flush(struct live *self, struct live_now now, live_changed *changed, void *context)
{
    for (size_t i = 0; i < self->place_agents; i++) {
        struct agent *agent = names_at(self->agents, i);
        if (agent->changed || now.mono_ms >= agent->deadline_ms)
            agent_flush(self, agent, now, changed, context);
    }
}

int64_t live_deadline(const struct live *self)
{
    int64_t deadline_ms = LIVE_NEVER;
    for (size_t i = 0; i < self->place_agents; i++) {
        const struct agent *agent = names_at(self->agents, i);
        if (agent->deadline_ms < deadline_ms)
            deadline_ms = agent->deadline_ms;
    }
    return deadline_ms;
}

bool live_is_boot(const struct live *self, const char *agent, const char *boot)
{
    const struct agent *known = agent_find(self, agent);
    return known && !strcmp(known->voices[0].boot, boot);
}

size_t live_agent_count(const struct live *self)
{
    return names_count(self->agents);
}

void live_agent_at(const struct live *self, size_t i, struct live_agent *told)
{
    const struct agent *agent = names_at(self->agents, i);
    memset(told, 0, sizeof *told);
    strcpy(told->name, names_text(self->agents, i));
    strcpy(told->version, agent->version);
    told->online = agent->online;
    told->in_place = agent->in_place;
    told->last_word_ms = agent->last_word_ms;
    told->head = agent->head;
    strcpy(told->boot, agent->voices[0].boot);
    if (agent->contested_until_ms > 0)
        strcpy(told->other_boot, agent->other_boot);
}
