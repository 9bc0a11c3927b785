/* The desk thread: work that is too long for the loop, one piece after the other, in order: long
 * reads of the history, reports, hashing of passwords.
 *
 * `run` is called on the thread; `done`, then `free`, on the loop when it has returned. What `run`
 * may touch is its context and the connection, nothing else of the loop's. A statement is not held
 * open longer than needed: while one reads, SQLite's log cannot be taken into the database. */
#ifndef LAMPION_DESK_H
#define LAMPION_DESK_H

#include "agent/common/why.h"
#include "dashboard/history/store.h"
#include <stdbool.h>
#include <stddef.h>
#include <systemd/sd-event.h>

#define DESK_JOBS_MAX 64 /* between submit and done */

struct desk;

/* `store`: a reading connection, the desk's own. */
typedef void desk_run(void *context, struct store *store);
typedef void desk_done(void *context);
typedef void desk_free(void *context);

/* NULL with why. `loop` and the file at `store_path` outlive it. */
struct desk *desk_start(sd_event *loop, const char *store_path, struct why *why);
/* Waits for the piece at work. Those after it are not run; of all that were submitted and not yet
 * done `free` alone is called. NULL is allowed. */
void desk_stop(struct desk *self);

/* On the loop. `done` and `free` may be NULL. 0, or -EAGAIN: DESK_JOBS_MAX are waiting, or -ENOMEM;
 * the context is the caller's then. */
int desk_submit(struct desk *self, desk_run *run, desk_done *done, desk_free *free, void *context);

/* For long work, on the thread: somebody wants the desk to stop; leave off. */
bool desk_is_stopping(struct desk *self);

/* Between submit and done, on the loop. */
size_t desk_waiting(const struct desk *self);

#endif
