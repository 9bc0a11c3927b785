#include "tests/faults/truth.h"

#include <err.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const kinds[] = {"level", "beat", "pass", "count", "reset", "fault"};
enum { LEVEL, BEAT, PASS, COUNT, RESET, FAULT, KINDS };

struct reading {
    struct truth *truth;
    int agent;
    char boot[37];
    size_t life_first; /* index of the first event of the process */
};

static void *grow(void *rows, size_t count, size_t size)
{
    if (count & (count - 1)) /* room for the next power of two */
        return rows;
    rows = reallocarray(rows, count ? count * 2 : 1, size);
    if (!rows)
        err(3, "truth");
    return rows;
}

int truth_stream(const struct truth *self, const char *name)
{
    for (size_t i = 0; i < self->stream_count; i++)
        if (!strcmp(self->streams[i].name, name))
            return (int)i;
    return -1;
}

static uint32_t stream_of(struct truth *self, const char *name, int agent)
{
    /* The newest ones are asked for most. */
    for (size_t i = self->stream_count; i-- > 0;)
        if (!strcmp(self->streams[i].name, name))
            return (uint32_t)i;
    self->streams = grow(self->streams, self->stream_count, sizeof *self->streams);
    struct truth_stream *stream = &self->streams[self->stream_count];
    *stream = (struct truth_stream){.agent = agent};
    snprintf(stream->name, sizeof stream->name, "%s", name);
    return (uint32_t)self->stream_count++;
}

static const char *text_of(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text ? text : "";
}

static int64_t number_of(const json_t *object, const char *key)
{
    return json_integer_value(json_object_get(object, key));
}

static struct fact fact_of(const json_t *event, int64_t seq, const char *boot)
{
    struct fact fact = {.seq = seq, .t_ms = number_of(event, "t"), .value = number_of(event, "v")};
    snprintf(fact.sensor, sizeof fact.sensor, "%s", text_of(event, "s"));
    snprintf(fact.why, sizeof fact.why, "%s", text_of(event, "why"));
    snprintf(fact.boot, sizeof fact.boot, "%s", boot);
    while (fact.kind < KINDS && strcmp(kinds[fact.kind], text_of(event, "k")) != 0)
        fact.kind++;
    if (fact.kind == PASS) {
        int64_t people = number_of(event, "n");
        fact.value = !strcmp(text_of(event, "dir"), "in") ? people : -people;
        fact.value2 = number_of(event, "in");
        fact.value3 = number_of(event, "out");
    }
    if (fact.kind == COUNT)
        fact.value2 = number_of(event, "ttl_ms");
    return fact;
}

static void keep(struct reading *self, const char *stream, int64_t seq)
{
    struct truth *truth = self->truth;
    for (size_t i = truth->count; i-- > self->life_first && !truth->events[i].kept;)
        if (truth->events[i].fact.seq <= seq &&
            !strcmp(truth->streams[truth->events[i].stream].name, stream))
            truth->events[i].kept = true;
}

static void take(struct reading *self, const json_t *line)
{
    struct truth *truth = self->truth;
    const char *stream = text_of(line, "stream");
    if (json_object_get(line, "opens")) {
        truth->lives++;
        self->life_first = truth->count;
        snprintf(self->boot, sizeof self->boot, "%s", text_of(line, "boot"));
        return;
    }
    if (json_object_get(line, "kept")) {
        keep(self, stream, number_of(line, "kept"));
        return;
    }
    bool first = truth->count == self->life_first;
    truth->events = grow(truth->events, truth->count, sizeof *truth->events);
    truth->events[truth->count++] = (struct truth_event){
        .fact = fact_of(json_object_get(line, "event"), number_of(line, "seq"), self->boot),
        .stream = stream_of(truth, stream, self->agent),
        .life = truth->lives,
        .opens = first};
}

void truth_read(struct truth *self, const char *path, int agent)
{
    struct reading reading = {.truth = self, .agent = agent, .life_first = self->count};
    char line[2048];
    FILE *file = fopen(path, "re");
    while (file && fgets(line, sizeof line, file)) {
        json_error_t error;
        if (!strchr(line, '\n'))
            break; /* just being written */
        json_t *root = json_loads(line, 0, &error);
        if (!root)
            errx(3, "%s: %s: %s", path, error.text, line);
        take(&reading, root);
        json_decref(root);
    }
    if (file)
        fclose(file);
}

static int compare(const void *a, const void *b)
{
    const struct truth_event *x = a, *y = b;
    if (x->stream != y->stream)
        return x->stream < y->stream ? -1 : 1;
    if (x->fact.seq != y->fact.seq)
        return x->fact.seq < y->fact.seq ? -1 : 1;
    return (x->life > y->life) - (x->life < y->life);
}

void truth_sort(struct truth *self)
{
    if (self->count)
        qsort(self->events, self->count, sizeof *self->events, compare);
}

size_t truth_find(const struct truth *self, int stream, int64_t seq)
{
    size_t low = 0, high = self->count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        const struct truth_event *event = &self->events[middle];
        if ((int)event->stream < stream || ((int)event->stream == stream && event->fact.seq < seq))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

void truth_free(struct truth *self)
{
    free(self->streams);
    free(self->events);
    *self = (struct truth){0};
}

bool fact_same_content(const struct fact *a, const struct fact *b)
{
    return a->t_ms == b->t_ms && a->kind == b->kind && !strcmp(a->sensor, b->sensor) &&
           !strcmp(a->why, b->why) && !strcmp(a->boot, b->boot) && a->value == b->value &&
           a->value2 == b->value2 && a->value3 == b->value3;
}

bool fact_equal(const struct fact *a, const struct fact *b)
{
    return a->seq == b->seq && fact_same_content(a, b);
}

void fact_text(const struct fact *fact, char *text, size_t size)
{
    snprintf(text, size, "%lld: %s %s%s %lld %lld %lld at %lld of boot %.8s", (long long)fact->seq,
             fact->kind < KINDS ? kinds[fact->kind] : "?", fact->sensor, fact->why,
             (long long)fact->value, (long long)fact->value2, (long long)fact->value3,
             (long long)fact->t_ms, fact->boot);
}
