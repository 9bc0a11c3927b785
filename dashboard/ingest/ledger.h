/* The ledger: which numbered events of which stream are accepted, and which are on disk.
 *
 * Pure. Per stream `accepted` (seen, on the way to disk) and `durable` (committed with the
 * rows). Duplicates are dropped and acknowledged again; a gap is refused, so that the agent
 * goes back, except a gap below the agent's `base`, which the agent no longer holds: that is a
 * declared loss and stored as such.
 *
 * Streams come and go with the boots of boards, for years; those not heard of for longest are
 * forgotten. What is forgotten counts as never seen: the store, which knows every stream, refuses
 * what does not continue it and says where it stands (ledger_restore). */
#ifndef LAMPION_INGEST_LEDGER_H
#define LAMPION_INGEST_LEDGER_H

#include "agent/common/message.h"

struct ledger;

enum ledger_answer {
    LEDGER_ACCEPT,    /* take events[skip..]; `lost` says what is declared lost before them */
    LEDGER_DUPLICATE, /* nothing new: acknowledge `durable` again */
    LEDGER_GAP,       /* refused: acknowledge `durable`, the agent goes back */
    LEDGER_FULL,      /* out of memory */
};

#define LEDGER_STREAMS_MAX 100000 /* about 12 MB */

struct ledger_verdict {
    enum ledger_answer answer;
    size_t skip;                    /* events at the front that were accepted before */
    uint64_t lost_first, lost_last; /* 0, 0: none */
    uint64_t durable;
};

/* Remembers at least half of `streams` (>= 2), those heard of last, and at most all of them and
 * what is on its way to disk. NULL when out of memory. */
struct ledger *ledger_new(size_t streams);
void ledger_free(struct ledger *self);

/* A stream as the store has it. 0 or -ENOMEM. */
int ledger_restore(struct ledger *self, const char *stream, uint64_t durable);

/* A message with numbers first..first+count-1 from an agent that still holds base.. . */
struct ledger_verdict ledger_offer(struct ledger *self, const char *stream, uint64_t base,
                                   uint64_t first, size_t count);

/* The agent holds nothing of the stream up to `last`, and has said so in its hello: what was not
 * accepted of it is a loss (LEDGER_ACCEPT), or nothing is new (LEDGER_DUPLICATE). */
struct ledger_verdict ledger_declare(struct ledger *self, const char *stream, uint64_t last);

/* The rows up to `seq` are on disk; returns `durable`. */
uint64_t ledger_committed(struct ledger *self, const char *stream, uint64_t seq);
/* A commit failed: what was accepted but is not durable counts as never seen. */
void ledger_failed(struct ledger *self, const char *stream);

uint64_t ledger_durable(const struct ledger *self, const char *stream);
uint64_t ledger_accepted(const struct ledger *self, const char *stream);

#endif
