/* A past on its way into the store: events from files become the rows that an agent's would.
 *
 * The events of an agent in a file are a stream, numbered from 1 in the file's order, of a boot
 * whose clock is UTC itself. The stream's name is a hash of its first event (agent, time and what
 * happened), so the same file, however often it is replayed, cut short or grown, is the same
 * stream, and what the store has of it is skipped. Files of one agent must not overlap in time:
 * they are boots one after the other. */
#ifndef LAMPION_REPLAY_H
#define LAMPION_REPLAY_H

#include "dashboard/event_files.h"
#include "dashboard/history/store.h"

struct replay;

struct replay_sums {
    uint64_t stored;  /* events committed */
    uint64_t skipped; /* events that were there already */
    size_t agents;
    int64_t first_ms, last_ms; /* UTC of the first and the last event; 0 without any */
};

/* `writing` (STORE_WRITE) is taken over, also on failure; `reading` (STORE_READ, the same file)
 * stays the caller's. NULL with why. */
struct replay *replay_start(struct store *writing, struct store *reading, struct why *why);
/* Ends the store thread and closes the store; what waits is committed first. */
void replay_stop(struct replay *self); /* NULL is allowed */

/* Takes the next event; `files` for its name in why. 0; -EINVAL when it contradicts what was
 * replayed before; -EIO when the store cannot be written. */
int replay_take(struct replay *self, const struct event_files *files,
                const struct event_files_row *row, struct why *why);

/* Waits until all that was taken is on disk. 0 or -EIO; the sums are right in both cases. */
int replay_finish(struct replay *self, struct replay_sums *sums, struct why *why);

#endif
