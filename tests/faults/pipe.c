#include "tests/faults/pipe.h"

#include <stdlib.h>
#include <string.h>

#define COPY_BIT 0x8000
#define HEADER_MAX 5
enum { TYPE_PUBLISH = 3, TYPE_PUBACK = 4 };

struct pipe_packet {
    struct pipe_packet *next;
    int64_t due_ms;
    size_t length;
    unsigned char bytes[];
};

void pipe_clear(struct pipe *self)
{
    for (struct pipe_packet *packet = self->waiting, *next; packet; packet = next) {
        next = packet->next;
        free(packet);
    }
    free(self->in);
    free(self->out);
    *self = (struct pipe){0};
}

static void append(struct pipe *self, unsigned char **buffer, size_t *used, const void *bytes,
                   size_t length)
{
    unsigned char *grown = realloc(*buffer, *used + length);
    if (!grown) {
        self->broken = true;
        return;
    }
    memcpy(grown + *used, bytes, length);
    *buffer = grown;
    *used += length;
}

static struct pipe_packet *enqueue(struct pipe *self, const unsigned char *bytes, size_t length,
                                   int64_t due_ms)
{
    struct pipe_packet *packet = malloc(sizeof *packet + length), **at = &self->waiting;
    if (!packet) {
        self->broken = true;
        return NULL;
    }
    memcpy(packet->bytes, bytes, length);
    packet->length = length;
    packet->due_ms = due_ms;
    while (*at && (*at)->due_ms <= due_ms)
        at = &(*at)->next;
    packet->next = *at;
    *at = packet;
    return packet;
}

/* Length of the whole packet, 0 while it is not all there; its header's in *header. */
static size_t packet_length(struct pipe *self, const unsigned char *bytes, size_t length,
                            size_t *header)
{
    size_t rest = 0;
    for (size_t i = 1; i < HEADER_MAX && i < length; i++) {
        rest |= (size_t)(bytes[i] & 0x7f) << (7 * (i - 1));
        if (bytes[i] & 0x80)
            continue;
        *header = i + 1;
        return *header + rest <= length ? *header + rest : 0;
    }
    if (length >= HEADER_MAX)
        self->broken = true;
    return 0;
}

static unsigned id_at(const unsigned char *bytes)
{
    return (unsigned)bytes[0] << 8 | bytes[1];
}

/* Where the packet id of a QoS 1 PUBLISH stands: after the topic. 0: it has none. */
static size_t id_place(const unsigned char *bytes, size_t header)
{
    return (bytes[0] >> 1 & 3) ? header + 2 + id_at(bytes + header) : 0;
}

static void publish(struct pipe *self, struct pipe *back, const unsigned char *bytes, size_t length,
                    size_t header, const struct mood *mood, struct random *random, int64_t now_ms,
                    struct mood_count *count)
{
    size_t id = id_place(bytes, header);
    int64_t due_ms = now_ms;
    count->packets++;
    if (random_chance(random, mood->lost)) {
        count->lost++;
        if (id)
            enqueue(back, (const unsigned char[]){TYPE_PUBACK << 4, 2, bytes[id], bytes[id + 1]}, 4,
                    now_ms);
        return;
    }
    if (random_chance(random, mood->late)) {
        count->late++;
        due_ms += 1 + (int64_t)random_exponential(random, mood->late_ms);
    }
    enqueue(self, bytes, length, due_ms);
    if ((id && id_at(bytes + id) & COPY_BIT) || !random_chance(random, mood->twice))
        return;
    count->twice++;
    due_ms = now_ms + (int64_t)random_exponential(random, mood->late_ms);
    struct pipe_packet *copy = enqueue(self, bytes, length, due_ms);
    if (copy && id)
        copy->bytes[id] |= COPY_BIT >> 8;
}

void pipe_take(struct pipe *self, struct pipe *back, const void *bytes, size_t length,
               const struct mood *mood, struct random *random, int64_t now_ms,
               struct mood_count *count)
{
    size_t at = 0, header, packet;
    append(self, &self->in, &self->in_length, bytes, length);
    while (!self->broken &&
           (packet = packet_length(self, self->in + at, self->in_length - at, &header)) > 0) {
        const unsigned char *start = self->in + at;
        if (start[0] >> 4 == TYPE_PUBLISH)
            publish(self, back, start, packet, header, mood, random, now_ms, count);
        else if (start[0] >> 4 != TYPE_PUBACK || !(id_at(start + header) & COPY_BIT))
            enqueue(self, start, packet, now_ms);
        at += packet;
    }
    self->in_length -= at;
    memmove(self->in, self->in + at, self->in_length);
}

int64_t pipe_release(struct pipe *self, int64_t now_ms)
{
    while (self->waiting && self->waiting->due_ms <= now_ms) {
        struct pipe_packet *packet = self->waiting;
        append(self, &self->out, &self->out_length, packet->bytes, packet->length);
        self->waiting = packet->next;
        free(packet);
    }
    return self->waiting ? self->waiting->due_ms : INT64_MAX;
}

void pipe_written(struct pipe *self, size_t length)
{
    self->out_length -= length;
    memmove(self->out, self->out + length, self->out_length);
}
