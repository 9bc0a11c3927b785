#include "dashboard/acks.h"

#include "dashboard/names.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct owed {
    char agent[ID_MAX];
    uint64_t durable;
    bool due;
};

struct acks {
    struct names *streams; /* of struct owed; emptied when none is due */
};

struct acks *acks_new(void)
{
    struct acks *self = calloc(1, sizeof *self);
    if (self)
        self->streams = names_new(sizeof(struct owed));
    if (self && self->streams)
        return self;
    free(self);
    return NULL;
}

void acks_free(struct acks *self)
{
    if (self)
        names_free(self->streams);
    free(self);
}

void acks_owe(struct acks *self, const char *agent, const char *stream, uint64_t durable)
{
    struct owed *owed = names_find(self->streams, 0, stream);
    if (!owed)
        owed = names_add(self->streams, 0, stream);
    if (!owed)
        return;
    strcpy(owed->agent, agent);
    owed->durable = durable;
    owed->due = true;
}

static int send_one(const struct owed *owed, const char *stream, struct link *link,
                    const char *place, const char *run)
{
    struct ack_message ack = {.seq = owed->durable};
    char topic[TOPIC_MAX];
    size_t length;
    strcpy(ack.run, run);
    strcpy(ack.stream, stream);
    topic_format(topic, place, owed->agent, TOPIC_ACK);
    char *payload = ack_encode(&ack, &length);
    int error = payload ? link_publish(link, topic, payload, length, 0, false) : 0;
    free(payload);
    return error;
}

void acks_send(struct acks *self, struct link *link, const char *place, const char *run)
{
    size_t count = names_count(self->streams);
    for (size_t i = 0; i < count; i++) {
        struct owed *owed = names_at(self->streams, i);
        if (!owed->due)
            continue;
        if (send_one(owed, names_text(self->streams, i), link, place, run) == -EAGAIN)
            return;
        owed->due = false;
    }
    if (count)
        names_clear(self->streams);
}

bool acks_wait(const struct acks *self)
{
    return names_count(self->streams) > 0;
}
