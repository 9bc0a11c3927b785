#include "dashboard/ingest/source.h"
#include "dashboard/ingest/source_word.h"

#include <stdlib.h>
#include <string.h>

struct source {
    const struct place_source *told;
    bool known; /* its newest word is fresh */
    bool offline;
    int64_t stale_ms; /* mono */
    int64_t said_ms;  /* mono: of the newest event that it became */
    int64_t value;
    bool has_totals; /* of this run of ours */
    int64_t in, out;
};

struct source_set {
    struct inner *inner;
    struct source *all;
    size_t count;
    uint64_t taken, wrong;
};

struct source_set *source_set_new(const struct place *place, struct inner *inner)
{
    struct source_set *self = calloc(1, sizeof *self);
    if (!self)
        return NULL;
    self->inner = inner;
    self->all = calloc(place->source_count + 1, sizeof *self->all);
    if (!self->all) {
        free(self);
        return NULL;
    }
    for (size_t i = 0; i < place->source_count; i++)
        self->all[self->count++].told = &place->sources[i];
    return self;
}

void source_set_free(struct source_set *self)
{
    if (!self)
        return;
    free(self->all);
    free(self);
}

static int say(struct source_set *self, const struct source *source, struct event event,
               struct live_now now)
{
    strcpy(event.sensor, source->told->id);
    return inner_say(self->inner, &event, now);
}

static void lose(struct source_set *self, struct source *source, const char *why,
                 struct live_now now)
{
    struct event event = {.kind = EVENT_FAULT};
    strcpy(event.why, why);
    if (source->known && say(self, source, event, now) == 0)
        source->known = false;
}

void source_set_linked(struct source_set *self, bool linked, struct live_now now)
{
    for (size_t i = 0; i < self->count; i++)
        self->all[i].known = self->all[i].offline = false;
    inner_hear(self->inner, linked, now);
}

/* Said again when it changed, or was not known. */
static int take_level(struct source_set *self, struct source *source, int64_t value,
                      struct live_now now)
{
    if (source->known && source->value == value)
        return 0;
    source->value = value;
    return say(self, source, (struct event){.kind = EVENT_LEVEL, .value = value}, now);
}

/* Again, too, when a quarter of its time is over. */
static int take_count(struct source_set *self, struct source *source, int64_t value,
                      struct live_now now)
{
    int64_t ttl_ms = source->told->freshness_ms;
    if (source->known && source->value == value && now.mono_ms < source->said_ms + ttl_ms / 4)
        return 0;
    source->value = value;
    source->said_ms = now.mono_ms;
    return say(self, source, (struct event){.kind = EVENT_COUNT, .value = value, .ttl_ms = ttl_ms},
               now);
}

/* People since the last total. */
static int64_t gained(int64_t before, int64_t now)
{
    return now >= before ? now - before : now;
}

static int say_fault(struct source_set *self, const struct source *source, const char *why,
                     struct live_now now)
{
    struct event event = {.kind = EVENT_FAULT};
    strcpy(event.why, why);
    return say(self, source, event, now);
}

static int say_passes(struct source_set *self, const struct source *source,
                      enum pass_direction direction, int64_t people, struct live_now now)
{
    int error = 0;
    for (; !error && people > 0; people -= 100)
        error = say(self, source,
                    (struct event){.kind = EVENT_PASS,
                                   .direction = direction,
                                   .people = people < 100 ? (int)people : 100},
                    now);
    return error;
}

static int take_totals(struct source_set *self, struct source *source,
                       const struct source_said *said, struct live_now now)
{
    int64_t in = source->has_totals ? gained(source->in, said->in) : 0;
    int64_t out = source->has_totals ? gained(source->out, said->out) : 0;
    bool jumps = in > SOURCE_JUMP_MAX || out > SOURCE_JUMP_MAX;
    int error = 0;
    if (jumps)
        error = say_fault(self, source, "jump", now);
    if (!error && (jumps || !source->known)) /* the door is heard, whether anybody passes or not */
        error = say_fault(self, source, "over", now);
    if (!error && !jumps)
        error = say_passes(self, source, PASS_IN, in, now);
    if (!error && !jumps)
        error = say_passes(self, source, PASS_OUT, out, now);
    source->has_totals = true;
    source->in = said->in;
    source->out = said->out;
    return error;
}

static void take(struct source_set *self, struct source *source, const char *payload, size_t length,
                 struct live_now now)
{
    struct source_said said;
    enum source_answer answer = source_word(source->told, payload, length, &said);
    self->wrong += answer == SOURCE_WRONG;
    if (answer != SOURCE_SAYS)
        return;
    self->taken++;
    int error = source->told->kind == SOURCE_ON_OFF  ? take_level(self, source, said.value, now)
                : source->told->kind == SOURCE_COUNT ? take_count(self, source, said.value, now)
                                                     : take_totals(self, source, &said, now);
    if (error)
        return;
    source->known = true;
    source->offline = false;
    source->stale_ms = now.mono_ms + source->told->freshness_ms;
}

static void take_availability(struct source_set *self, struct source *source, const char *payload,
                              size_t length, struct live_now now)
{
    struct source_said said;
    if (source_availability(source->told, payload, length, &said) != SOURCE_SAYS)
        return;
    source->offline = !said.value;
    if (source->offline)
        lose(self, source, "offline", now);
}

void source_set_take(struct source_set *self, const char *topic, const char *payload, size_t length,
                     bool retained, struct live_now now)
{
    for (size_t i = 0; i < self->count; i++) {
        struct source *source = &self->all[i];
        const char *availability = source->told->availability;
        if (availability && source_takes(availability, topic))
            take_availability(self, source, payload, length, now);
        else if (!retained && source_takes(source->told->topic, topic))
            take(self, source, payload, length, now);
    }
}

void source_set_turn(struct source_set *self, struct live_now now)
{
    for (size_t i = 0; i < self->count; i++)
        if (self->all[i].known && now.mono_ms >= self->all[i].stale_ms)
            lose(self, &self->all[i], "silent", now);
}

int64_t source_set_deadline(const struct source_set *self)
{
    int64_t next_ms = LIVE_NEVER;
    for (size_t i = 0; i < self->count; i++)
        if (self->all[i].known && self->all[i].stale_ms < next_ms)
            next_ms = self->all[i].stale_ms;
    return next_ms;
}

void source_set_sums(const struct source_set *self, struct source_sums *sums)
{
    *sums =
        (struct source_sums){.sources = self->count, .taken = self->taken, .wrong = self->wrong};
    for (size_t i = 0; i < self->count; i++)
        sums->known += self->all[i].known;
}
