/* An outage of the store: from the first commit that failed to the next that did not.
 *
 * Meanwhile nothing is acknowledged, agents keep their events and ask ever more rarely. So the
 * collector tries the disk itself, and when it takes something again it tells the streams it had
 * refused where they stand, under a new `run`: they go back and send at once. Times are real ms. */
#ifndef LAMPION_OUTAGE_H
#define LAMPION_OUTAGE_H

#include "dashboard/acks.h"
#include "dashboard/ingest/ledger.h"

#define OUTAGE_PROBE_MS 2000

struct outage {
    bool on;
    int64_t probe_ms;      /* when to try the disk; INT64_MAX: not */
    struct names *refused; /* streams, of the name of their agent */
};

int outage_start(struct outage *self); /* 0 or -ENOMEM */
void outage_stop(struct outage *self);

/* A job failed; `stream` empty: it was of none. True when the outage begins with it. */
bool outage_fail(struct outage *self, const char *agent, const char *stream, int64_t now_ms);
/* True, once, when a probe is due. */
bool outage_probe(struct outage *self, int64_t now_ms);
/* A job succeeded. True when an outage ends: then what `ledger` has is owed to those refused. */
bool outage_end(struct outage *self, const struct ledger *ledger, struct acks *acks);

#endif
