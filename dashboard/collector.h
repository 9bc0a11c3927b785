/* The collector: from messages of the broker to the history on disk and the page.
 *
 * Holds what the rooms need of each other and knows the order of things: an event is accepted
 * by the ledger, written by the store thread, and only then acknowledged; a live word becomes a
 * reading, an estimate, a snapshot. Runs on the loop; serve.c owns the loop and the timer. */
#ifndef LAMPION_COLLECTOR_H
#define LAMPION_COLLECTOR_H

#include "agent/common/link.h"
#include "agent/common/time.h"
#include "dashboard/acks.h"
#include "dashboard/caretaker.h"
#include "dashboard/config.h"
#include "dashboard/factbook.h"
#include "dashboard/history/writer.h"
#include "dashboard/http/web.h"
#include "dashboard/ingest/ingest.h"
#include "dashboard/inners.h"
#include "dashboard/objections.h"
#include "dashboard/opening.h"
#include "dashboard/outage.h"

/* A burst of words makes one snapshot each so often, at most. */
#define COLLECTOR_PUBLISH_MIN_REAL_MS 10
/* Without a change viewers still hear how long the numbers hold. */
#define COLLECTOR_PUBLISH_PERIOD_MS 10000

struct collector {
    struct lampion_clock clock;
    const struct place *place;
    struct ingest ingest;
    struct presence *presence;
    struct caretaker caretaker; /* between live and presence */
    struct opening opening;
    struct factbook facts;
    struct objections objections;
    int64_t school;         /* mark of the school holidays in use */
    int64_t school_told_ms; /* when the log last spoke of their end */
    struct writer *writer;
    struct acks *acks;
    struct inners inners;        /* agents of our own */
    struct link *link;           /* set by the owner before the first call; NULL: no broker */
    void (*wake)(void *context); /* the owner's: brings the next turn forward; NULL: none */
    void *wake_context;
    struct sources *sources;     /* sensors of somebody else's; NULL: none */
    struct web *web;             /* the same */
    const char *store_path;      /* the same */
    const char *roll_path;       /* who holds which certificate, for /healthz; set by the owner */
    const struct config *config; /* the same */
    int64_t credential_until_ms; /* of our own; TIME_NEVER: none, or one without an end */
    char run[STREAM_MAX];        /* drawn at the start and after an outage of the store: a lower
                                  * ack under a new run means "go back" */
    char boot[STREAM_MAX];       /* this run, for our own agents */
    struct live_now now;         /* of the flush under way */
    struct snapshot *published;
    struct outlook *outlook; /* goes with every snapshot; NULL: none yet */
    int64_t published_real_ms, published_ms;
    bool fresh_word;      /* something may have changed since the last snapshot */
    bool told_lost;       /* that the broker is not reached */
    struct outage outage; /* of the store */
    bool damaged;         /* the history is: stop, and open it with care */
};

/* Restores ledger, seats and anchors from the store, then starts the store thread, which owns
 * the store from here (also after an error). `place` must outlive it. 0, or -errno with why. */
int collector_start(struct collector *self, const struct place *place, struct lampion_clock clock,
                    struct store *store, struct why *why);
/* From now on dated facts and objections in the store at `path` count. 0, or -errno with why. */
int collector_read_facts(struct collector *self, const char *path, struct why *why);
/* Commits what waits and acknowledges it if the link still stands. */
void collector_stop(struct collector *self);

/* An agent of the collector's own, see inner.h; the one of this name, or a new one. It is the
 * collector's. NULL when there are too many, or out of memory. */
struct inner *collector_inner(struct collector *self, const char *agent);
struct live_now collector_now(const struct collector *self);
/* Something was said outside of its own turn (inner_say): it turns at once. On the loop. */
void collector_wake(struct collector *self);

/* An item of the link. Frees nothing of it. */
void collector_take(struct collector *self, const struct link_item *item);
/* Results of the store thread: acknowledge what is on disk. */
void collector_settle(struct collector *self);
/* Readings that changed, estimates, and a snapshot if it is due. */
void collector_flush(struct collector *self);
/* What is likely later, from now on; takes a reference of its own. NULL: nothing is known. */
void collector_outlook(struct collector *self, struct outlook *outlook);
/* The real time at which collector_flush is due again. */
int64_t collector_deadline_real(const struct collector *self);

#endif
