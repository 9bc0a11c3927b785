/* From a message of the broker to what has to happen: live words, rows to store, an
 * acknowledgement, or a refusal that is counted by its reason. Pure. */
#ifndef LAMPION_INGEST_INGEST_H
#define LAMPION_INGEST_INGEST_H

#include "dashboard/ingest/ledger.h"
#include "dashboard/ingest/live.h"
#include "dashboard/ingest/unshared.h"

enum ingest_kind {
    INGEST_DONE,    /* a live word was taken in, or the message is not for us */
    INGEST_STORE,   /* `events` from verdict.skip on are to be stored, then acknowledged; those of
                     * seats that are not shared have lost their sensor, and are not stored */
    INGEST_ACK,     /* a duplicate or a gap, or a hello: acknowledge verdict.durable of `stream`;
                     * to an agent that says hello it tells this collector's run, so that it goes
                     * back if it must and says at once what is true */
    INGEST_REFUSED, /* counted */
};

/* Numbers of a stream that the agent dropped and told of in its hello: to be stored. */
struct ingest_loss {
    char stream[STREAM_MAX];
    uint64_t first, last;
};

struct ingest_result {
    enum ingest_kind kind;
    char agent[ID_MAX];
    char stream[STREAM_MAX];
    struct events_message events; /* STORE, and ACK of events; freed by ingest_result_clear */
    struct ledger_verdict verdict;
    struct ingest_loss *losses; /* ACK of a hello; freed by ingest_result_clear */
    size_t loss_count;
};

#define INGEST_INNERS_MAX 16 /* agents of the collector itself, see inner.h */

struct ingest {
    const struct place *place;
    struct ledger *ledger;
    struct live *live;
    struct unshared *unshared;
    uint64_t taken[TOPIC_ACK];                             /* messages, by leaf */
    uint64_t refused[TOPIC_ACK + 1][MESSAGE_REJECT_COUNT]; /* TOPIC_ACK: topics not ours */
    char inners[INGEST_INNERS_MAX][ID_MAX];                /* names that no board may have */
    size_t inner_count;
    uint64_t duplicates, gaps; /* of events messages */
};

/* 0 or -ENOMEM. `place` must outlive it. */
int ingest_start(struct ingest *self, const struct place *place);
void ingest_stop(struct ingest *self);

void ingest_message(struct ingest *self, const char *topic, const char *payload, size_t length,
                    bool retained, struct live_now now, struct ingest_result *result);
/* The same of events that the collector itself numbered; takes `events->events`. */
void ingest_events(struct ingest *self, const char *agent, struct events_message *events,
                   struct live_now now, struct ingest_result *result);
/* `agent` is the collector's own from now on: messages of the broker under its name are refused.
 * 0 or -ENOSPC. */
int ingest_reserve(struct ingest *self, const char *agent);
bool ingest_is_inner(const struct ingest *self, const char *agent);

void ingest_result_clear(struct ingest_result *result);

/* "hello", "state", "events", "topic": the rows of `refused`. */
const char *ingest_leaf_name(size_t leaf);

#endif
