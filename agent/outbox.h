/* The outbox: numbered events until they are acknowledged.
 *
 * A stream is drawn at random when an outbox begins, and with each boot of the board; it numbers
 * its events from 1. What is committed stands in the run file on tmpfs, so that a killed process
 * loses nothing and a card is not worn; what is older than `spill_after` without acknowledgement
 * is moved to the spill file on disk, so that a power cut loses no more than that. (stream, seq)
 * means one event wherever it stands, therefore a crash while moving doubles nothing. The newest
 * event of a stream never leaves the run file: the next number is always known. A run file that
 * is lost ends its stream: its numbers may have been seen beyond what the spill has.
 *
 * Of what is acknowledged the newest OUTBOX_TAIL events of a stream are kept, so that a collector
 * that lost its database can ask again. Bounded by size: past it the oldest go, and what goes
 * unacknowledged is a loss, which `base` and `hello` declare.
 *
 * Files that fail never end the agent: a damaged one is set aside and said aloud, a full or
 * read-only one is retried, and without a run file it goes on in memory. Times are real ms. */
#ifndef LAMPION_AGENT_OUTBOX_H
#define LAMPION_AGENT_OUTBOX_H

#include "agent/common/message.h"
#include "agent/common/why.h"

#define OUTBOX_TAIL 2000              /* acknowledged events kept of a stream */
#define OUTBOX_STREAMS_KEPT 16        /* old streams kept that are acknowledged whole */
#define OUTBOX_RUN_MAX_BYTES 64000000 /* of memory, whatever the file allows */
#define OUTBOX_RETRY_MS 30000         /* after a spill that failed */
#define OUTBOX_DOUBT_MS 10000         /* after a doubt nothing acknowledged goes */
#define OUTBOX_NEVER INT64_MAX

struct outbox;

struct outbox_config {
    const char *place, *agent;
    const char *run;        /* path of the file on tmpfs; NULL: in memory */
    const char *spill;      /* path of the file on disk; NULL: none */
    int64_t spill_after_ms; /* 0: every event is on disk before it can be taken */
    int64_t max_bytes;
};

/* Takes up what the files hold; the stream goes on when it is of the boot that `clock` names.
 * NULL with why when another process has a file, out of memory, or without randomness. */
struct outbox *outbox_open(const struct outbox_config *config, const struct message_clock *clock,
                           int64_t now_ms, struct why *why);
/* What is not acknowledged goes to disk. */
void outbox_close(struct outbox *self);

/* The clock as it reads now. A pair no worse than the one known for its boot replaces it; events
 * appended from here on carry its time asleep. Before the events of a turn. */
void outbox_clock(struct outbox *self, const struct message_clock *pair);

/* Numbers an event; the number. It is kept, and can be taken, from the next settle on. */
uint64_t outbox_append(struct outbox *self, const struct event *event);

/* Commits what was appended, moves to disk and back what is due, keeps to the bound. Once a turn,
 * before anything is taken. */
void outbox_settle(struct outbox *self, int64_t now_ms);
/* When to settle next if nothing else happens. */
int64_t outbox_deadline(const struct outbox *self);

/* The stream that grows. */
const char *outbox_stream(const struct outbox *self);
uint64_t outbox_base(const struct outbox *self); /* oldest number held, or head + 1 when none is */
uint64_t outbox_head(const struct outbox *self); /* newest number settled, 0 = none */
/* Running totals of a door in it, to go on from. */
void outbox_totals(struct outbox *self, const char *sensor, int64_t *in, int64_t *out);
/* Counts a connection within it, for good; the count. */
uint64_t outbox_connect(struct outbox *self);

/* Over all streams: events held and not acknowledged, and of those the ones on disk. */
uint64_t outbox_waiting(const struct outbox *self);
uint64_t outbox_spilled(const struct outbox *self);

/* The next message: the oldest stream's events that are not acknowledged, into `events` of the
 * message, up to `capacity` and `max_bytes` encoded (but at least one), of one boot and of one
 * side of a suspend. How many; 0: all is acknowledged. */
size_t outbox_take(struct outbox *self, struct events_message *message, size_t max_bytes,
                   size_t capacity);

/* Everything of a stream up to and with `seq` is on the collector's disk, and nothing above it: a
 * lower number than before makes what is still held above it unacknowledged again. False when
 * that stream is not ours, or the number beyond what the growing one has given; of an old one
 * the collector may have more than a power cut has left here. */
bool outbox_acknowledge(struct outbox *self, const char *stream, uint64_t seq);
bool outbox_holds(const struct outbox *self, const char *stream, uint64_t seq); /* it is ours */
uint64_t outbox_acknowledged(const struct outbox *self, const char *stream);
/* Another run of the collector: what it has of the streams is not known any more. */
void outbox_doubt(struct outbox *self);

/* Streams with events dropped unacknowledged, newest first: how many of them, at most `max`. Up to
 * `last` nothing of the stream is held; holes farther on are told when it is their turn. */
size_t outbox_losses(const struct outbox *self, struct hello_loss *losses, size_t max);
/* Events dropped unacknowledged, of all streams held. */
uint64_t outbox_lost(const struct outbox *self);

#endif
