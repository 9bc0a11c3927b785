#include "dashboard/ingest/ingest.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

int ingest_start(struct ingest *self, const struct place *place)
{
    *self = (struct ingest){.place = place,
                            .ledger = ledger_new(LEDGER_STREAMS_MAX),
                            .live = live_new(place),
                            .unshared = unshared_new(place)};
    if (self->ledger && self->live && self->unshared)
        return 0;
    ingest_stop(self);
    return -ENOMEM;
}

void ingest_stop(struct ingest *self)
{
    if (self->ledger)
        ledger_free(self->ledger);
    if (self->live)
        live_free(self->live);
    unshared_free(self->unshared);
    self->ledger = NULL;
    self->live = NULL;
    self->unshared = NULL;
}

const char *ingest_leaf_name(size_t leaf)
{
    static const char *const names[] = {"hello", "state", "events", "topic"};
    return names[leaf];
}

static int take_losses(struct ingest *self, const struct hello_message *hello,
                       struct ingest_result *result)
{
    result->losses = calloc(hello->loss_count + 1, sizeof *result->losses);
    if (!result->losses)
        return -ENOMEM;
    for (size_t i = 0; i < hello->loss_count; i++) {
        const struct hello_loss *told = &hello->losses[i];
        struct ledger_verdict verdict = ledger_declare(self->ledger, told->stream, told->last);
        if (verdict.answer != LEDGER_ACCEPT)
            continue;
        struct ingest_loss *loss = &result->losses[result->loss_count++];
        *loss = (struct ingest_loss){.first = verdict.lost_first, .last = verdict.lost_last};
        memcpy(loss->stream, told->stream, sizeof loss->stream);
    }
    return 0;
}

static enum message_reject take_hello(struct ingest *self, const char *payload, size_t length,
                                      bool retained, struct live_now now,
                                      struct ingest_result *result)
{
    struct hello_message hello;
    enum message_reject reason = hello_decode(&hello, payload, length);
    if (reason)
        return reason;
    live_hello(self->live, result->agent, &hello, retained, now);
    if (hello.online) {
        result->kind = INGEST_ACK;
        result->verdict.durable = ledger_durable(self->ledger, hello.stream);
        memcpy(result->stream, hello.stream, sizeof result->stream);
    }
    if (hello.online && !retained) /* when memory is short: with the next hello */
        (void)take_losses(self, &hello, result);
    hello_clear(&hello);
    return MESSAGE_OK;
}

static enum message_reject take_state(struct ingest *self, const char *agent, const char *payload,
                                      size_t length, bool retained, struct live_now now)
{
    struct state_message state;
    enum message_reject reason = state_decode(&state, payload, length);
    if (reason)
        return reason;
    if (!retained) /* never fresh word */
        live_state(self->live, agent, &state, now);
    state_clear(&state);
    return MESSAGE_OK;
}

static void blank_unshared(struct ingest *self, const char *agent, struct events_message *events,
                           struct live_now now)
{
    struct unshared_time time = {.clock = &events->clock,
                                 .has_offset = live_is_boot(self->live, agent, events->clock.boot),
                                 .offset_ms = now.wall_ms - events->clock.mono_ms};
    unshared_blank(self->unshared, agent, &time, events->events, events->count);
}

static enum message_reject judge_events(struct ingest *self, struct live_now now,
                                        struct ingest_result *result)
{
    struct events_message *events = &result->events;
    result->verdict =
        ledger_offer(self->ledger, events->stream, events->base, events->first, events->count);
    if (result->verdict.answer == LEDGER_FULL) {
        events_clear(events);
        return MESSAGE_TOO_MANY;
    }
    memcpy(result->stream, events->stream, sizeof result->stream);
    self->duplicates += result->verdict.answer == LEDGER_DUPLICATE;
    self->gaps += result->verdict.answer == LEDGER_GAP;
    result->kind = result->verdict.answer == LEDGER_ACCEPT ? INGEST_STORE : INGEST_ACK;
    blank_unshared(self, result->agent, events, now);
    return MESSAGE_OK;
}

static enum message_reject take_events(struct ingest *self, const char *payload, size_t length,
                                       struct live_now now, struct ingest_result *result)
{
    enum message_reject reason = events_decode(&result->events, payload, length);
    return reason ? reason : judge_events(self, now, result);
}

void ingest_events(struct ingest *self, const char *agent, struct events_message *events,
                   struct live_now now, struct ingest_result *result)
{
    *result = (struct ingest_result){.kind = INGEST_DONE, .events = *events};
    events->events = NULL;
    strcpy(result->agent, agent);
    if (judge_events(self, now, result))
        result->kind = INGEST_REFUSED;
}

int ingest_reserve(struct ingest *self, const char *agent)
{
    if (self->inner_count == INGEST_INNERS_MAX)
        return -ENOSPC;
    strcpy(self->inners[self->inner_count++], agent);
    return 0;
}

bool ingest_is_inner(const struct ingest *self, const char *agent)
{
    for (size_t i = 0; i < self->inner_count; i++)
        if (!strcmp(self->inners[i], agent))
            return true;
    return false;
}

void ingest_message(struct ingest *self, const char *topic, const char *payload, size_t length,
                    bool retained, struct live_now now, struct ingest_result *result)
{
    enum topic_leaf leaf;
    *result = (struct ingest_result){.kind = INGEST_DONE};
    int error = topic_parse(topic, self->place->id, result->agent, &leaf);
    if (error || leaf == TOPIC_ACK || ingest_is_inner(self, result->agent)) {
        self->refused[TOPIC_ACK]
                     [error == -EPROTONOSUPPORT ? MESSAGE_UNKNOWN_VERSION : MESSAGE_BAD_TOPIC]++;
        result->kind = INGEST_REFUSED;
        return;
    }
    enum message_reject reason;
    if (leaf == TOPIC_HELLO && length == 0)
        reason = MESSAGE_OK; /* a retained hello that was taken away */
    else if (leaf == TOPIC_HELLO)
        reason = take_hello(self, payload, length, retained, now, result);
    else if (leaf == TOPIC_STATE)
        reason = take_state(self, result->agent, payload, length, retained, now);
    else
        reason = take_events(self, payload, length, now, result);
    if (reason)
        result->kind = INGEST_REFUSED;
    else
        self->taken[leaf]++;
    self->refused[leaf][reason] += reason != MESSAGE_OK;
}

void ingest_result_clear(struct ingest_result *result)
{
    events_clear(&result->events);
    free(result->losses);
    result->losses = NULL;
    result->loss_count = 0;
}
