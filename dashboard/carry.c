#include "dashboard/carry.h"

#include "dashboard/history/facts.h"
#include "dashboard/history/reader.h"
#include "dashboard/history/writer.h"
#include "dashboard/ingest/ledger.h"
#include "dashboard/ingest/unshared.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#define TRIES 20 /* while a running collector takes the same stream */

struct carry {
    struct writer *writer;
    struct store *reading;
    struct unshared *unshared;
    struct ledger *ledger;
};

/* Seats that were lent: what happened there then belongs into the history. */
static int lend(struct carry *self, const struct place *place, struct why *why)
{
    struct facts facts = {0};
    int error = store_facts_get(self->reading, 0, INT64_MIN, INT64_MAX, &facts, why);
    if (!error && unshared_lend(self->unshared, place, &facts))
        error = why_set(why, ENOMEM, "out of memory");
    facts_clear(&facts);
    return error;
}

struct carry *carry_start(struct store *writing, struct store *reading, const struct place *place,
                          struct why *why)
{
    struct carry *self = calloc(1, sizeof *self);
    if (self) {
        self->reading = reading;
        self->unshared = unshared_new(place);
        self->ledger = ledger_new(LEDGER_STREAMS_MAX);
    }
    if (!self || !self->unshared || !self->ledger)
        why_set(why, ENOMEM, "out of memory");
    else if (lend(self, place, why) == 0 && (self->writer = writer_start(writing, why)))
        return self;
    store_close(writing);
    carry_stop(self);
    return NULL;
}

void carry_stop(struct carry *self)
{
    if (!self)
        return;
    writer_stop(self->writer);
    unshared_free(self->unshared);
    ledger_free(self->ledger);
    free(self);
}

/* Waits for the one job that is on its way: its error, and what is durable of its stream. */
static int wait_written(struct carry *self, uint64_t *durable)
{
    struct pollfd wait = {.fd = writer_fd(self->writer), .events = POLLIN};
    struct write_job *job;
    while (!(job = writer_next(self->writer)))
        poll(&wait, 1, -1);
    int error = job->error;
    *durable = job->durable;
    write_job_free(job);
    return error;
}

static struct write_job *make_job(struct carry *self, const char *agent,
                                  const struct events_message *message,
                                  const struct ledger_verdict *verdict, int64_t now_wall_ms)
{
    size_t count = message->count - verdict->skip;
    struct write_job *job = calloc(1, sizeof *job);
    struct event *events = job ? calloc(count, sizeof *events) : NULL;
    if (!events) {
        free(job);
        return NULL;
    }
    memcpy(events, message->events + verdict->skip, count * sizeof *events);
    unshared_blank(self->unshared, agent, &(struct unshared_time){.clock = &message->clock}, events,
                   count);
    *job = (struct write_job){.kind = WRITE_EVENTS,
                              .clock = message->clock,
                              .first = message->first + verdict->skip,
                              .lost_first = verdict->lost_first,
                              .lost_last = verdict->lost_last,
                              .events = events,
                              .count = count,
                              .received_wall_ms = now_wall_ms};
    strcpy(job->agent, agent);
    memcpy(job->stream, message->stream, sizeof job->stream);
    return job;
}

static int write_failed(struct carry *self, const struct events_message *message, int error,
                        struct why *why)
{
    struct writer_health health;
    writer_health(self->writer, &health);
    if (error == WRITE_NOT_ITS_STREAM)
        return why_set(why, EINVAL, "stream %s is another agent's in the history", message->stream);
    return why_set(why, EIO, "the history cannot be written: %s",
                   health.last_error_text[0] ? health.last_error_text : "out of step");
}

/* A message's worth, as the collector takes it. 1: the history has moved meanwhile, look again. */
static int put(struct carry *self, const char *agent, const struct events_message *message,
               const struct ledger_verdict *verdict, int64_t now_wall_ms, struct carry_sums *sums,
               struct why *why)
{
    struct write_job *job = make_job(self, agent, message, verdict, now_wall_ms);
    uint64_t durable;
    if (!job)
        return why_set(why, ENOMEM, "out of memory");
    size_t count = job->count;
    if (writer_push(self->writer, job) < 0) { /* one at a time: never too many */
        write_job_free(job);
        return why_set(why, EIO, "the store thread takes no more");
    }
    int error = wait_written(self, &durable);
    if (error == WRITE_OUT_OF_STEP) {
        ledger_restore(self->ledger, message->stream, durable);
        return 1;
    }
    if (error) {
        ledger_failed(self->ledger, message->stream);
        return write_failed(self, message, error, why);
    }
    ledger_committed(self->ledger, message->stream, message->first + message->count - 1);
    sums->stored += count;
    if (verdict->lost_first)
        sums->lost += verdict->lost_last - verdict->lost_first + 1;
    return 0;
}

/* Whether the agent itself says that the numbers before this one are lost. */
static bool is_declared(const struct card_stream *stream, uint64_t missing, uint64_t first)
{
    return stream->lost_last + 1 >= first && stream->lost_first && stream->lost_first <= missing;
}

static int take_stream(struct carry *self, struct card *card, size_t i, bool accept_lost,
                       int64_t now_wall_ms, struct carry_sums *sums, struct why *why)
{
    const struct card_stream *stream = card_stream(card, i);
    struct event events[MESSAGE_EVENTS_MAX];
    struct events_message message = {.events = events};
    uint64_t from = ledger_durable(self->ledger, stream->name) + 1;
    if (stream->last && stream->first < from)
        sums->known += (stream->last < from ? stream->last : from - 1) + 1 - stream->first;
    for (int tries = 0; tries < TRIES;) {
        from = ledger_durable(self->ledger, stream->name) + 1;
        int count = card_read(card, i, from, &message, MESSAGE_EVENTS_MAX, why);
        if (count <= 0)
            return count;
        bool lost = accept_lost || is_declared(stream, from, message.first);
        if (message.first > from && !lost) {
            sums->missing += message.first - from;
            return 0;
        }
        message.base = message.first;
        struct ledger_verdict verdict =
            ledger_offer(self->ledger, message.stream, message.base, message.first, message.count);
        if (verdict.answer != LEDGER_ACCEPT)
            return why_set(why, EIO, "stream %s is not taken", message.stream);
        int result = put(self, card_agent(card), &message, &verdict, now_wall_ms, sums, why);
        if (result < 0)
            return result;
        tries = result ? tries + 1 : 0;
    }
    return why_set(why, EBUSY,
                   "stream %s: a running collector takes it at the same time: try "
                   "again when the board is off",
                   stream->name);
}

int carry_take(struct carry *self, struct card *card, bool accept_lost, int64_t now_wall_ms,
               struct carry_sums *sums, struct why *why)
{
    int error = 0;
    for (size_t i = 0; !error && i < card_count(card); i++) {
        const char *name = card_stream(card, i)->name;
        struct reader_newest newest;
        error = reader_newest(self->reading, name, &newest, why);
        if (!error && ledger_restore(self->ledger, name, newest.durable) < 0)
            error = why_set(why, ENOMEM, "out of memory");
        if (!error)
            error = take_stream(self, card, i, accept_lost, now_wall_ms, sums, why);
    }
    return error;
}
