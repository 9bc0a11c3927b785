/* How far the history is settled, and what made it so. The connection's thread only; functions
 * return 0 or -EIO with why.
 *
 * What is dirty needs no hook where events are written: it is what the streams hold beyond what
 * was settled, and the boots whose clock is another one now. */
#ifndef LAMPION_HISTORY_SETTLED_H
#define LAMPION_HISTORY_SETTLED_H

#include "dashboard/history/store.h"
#include <stdbool.h>

#define SETTLED_NOTHING INT64_MAX

struct settled {
    bool begun;
    int64_t until_ms; /* UTC: the end of the newest slot */
    int64_t from_ms;  /* before it nothing can be settled again */
};
int settled_get(struct store *store, struct settled *settled, struct why *why);
int settled_put(struct store *store, const struct settled *settled, struct why *why);

/* The earliest time that is not as it was when settled_accept was called last: of new events, of
 * moved boots, of new descriptions. SETTLED_NOTHING: none. `news`: there is something to accept,
 * be it only events later than all before. */
int settled_look(struct store *store, int64_t *dirty_ms, bool *news, struct why *why);
/* All that is there now is taken notice of. Within a transaction of the caller. Adds to too_late
 * the new events that lie before `from_ms`, by their UTC day. */
int settled_accept(struct store *store, int64_t from_ms, struct why *why);
/* Before settled_accept: notes how far behind `until_ms` the oldest new event lies. */
int settled_note_backlog(struct store *store, int64_t until_ms, struct why *why);
/* The farthest that was noted; 0: none. */
int settled_longest_backlog(struct store *store, int64_t *age_ms, struct why *why);

/* The state from which a UTC day is settled; NULL in *state when there is none. malloc'ed. */
int settled_state_get(struct store *store, int64_t day, int64_t *at_ms, char **state,
                      struct why *why);
int settled_state_put(struct store *store, int64_t day, int64_t at_ms, const char *state,
                      struct why *why);

/* The newest of all. */
int settled_state_newest(struct store *store, char **state, struct why *why);

/* States of days after this one hold no longer. */
int settled_state_drop(struct store *store, int64_t day, struct why *why);

/* Makes a connection the settler's: its commits are not synced, for what is lost of them can be
 * settled again. `beside_others`: it leaves checkpoints to the writer's connection. */
int settled_connect(struct store *store, bool beside_others, struct why *why);

/* Transactions of the caller's own. */
int settled_begin(struct store *store, struct why *why);
int settled_commit(struct store *store, struct why *why);
void settled_undo(struct store *store);

#endif
