/* One file of an outbox: an SQLite database in the form of agent/common/outbox_format.h.
 *
 * Three durabilities: in memory; on tmpfs (synchronous off: what was committed outlives the
 * process, not the power); on disk (synchronous full: a commit outlives the power). Journal WAL
 * in each: a process killed anywhere leaves a whole file. The lock is exclusive and held while
 * open, so two agents never share one.
 *
 * Functions give 0 (or a count) or -errno: -EBUSY another process has it, -EUCLEAN damaged or not
 * ours, -ENOSPC full, -EROFS read-only, -ENOMEM, -EIO. A statement that failed leaves the
 * transaction to be rolled back. Only the files outbox_file.c and outbox_rows.c know SQLite. */
#ifndef LAMPION_AGENT_OUTBOX_FILE_H
#define LAMPION_AGENT_OUTBOX_FILE_H

#include "agent/common/message.h"
#include "agent/common/why.h"

struct outbox_file;

struct outbox_owner {
    char place[ID_MAX], agent[ID_MAX];
};

/* `path` NULL: in memory. `safe`: on disk. -EBUSY, -EUCLEAN (also: another agent's) ... with
 * why. */
int outbox_file_open(struct outbox_file **file, const char *path, bool safe,
                     const struct outbox_owner *owner, struct why *why);
void outbox_file_close(struct outbox_file *self);
/* Closes, and takes the file away. */
void outbox_file_remove(struct outbox_file *self);
const char *outbox_file_path(const struct outbox_file *self); /* "memory" where there is none */

/* Puts a file that cannot be used under another name ("….damaged-1"), with its journal. 0 or
 * -errno; `name` is where it went. */
int outbox_file_set_aside(const char *path, char *name, size_t size);

int outbox_file_begin(struct outbox_file *self);
int outbox_file_commit(struct outbox_file *self);
/* Ends a transaction: commits when `result` is 0, else takes it back; the result of both. */
int outbox_file_end(struct outbox_file *self, int result);
/* Bytes in use, free pages and the journal left out; 0 when that cannot be told. */
int64_t outbox_file_bytes(struct outbox_file *self);

/* A row of `stream`. */
struct outbox_stream {
    int64_t born;
    char name[STREAM_MAX];
    struct message_clock clock; /* the best pair of its boot */
    uint64_t acknowledged;
    uint64_t lost, lost_first, lost_last;
    uint64_t conn;
};
/* Writes the row of *id, or a new one (*id 0), and gives its id. */
int outbox_file_put_stream(struct outbox_file *self, const struct outbox_stream *stream,
                           int64_t *id);
/* Every stream by `born`. `each` gives 0 or -errno, which ends the walk. */
int outbox_file_streams(struct outbox_file *self,
                        int (*each)(void *context, int64_t id, const struct outbox_stream *stream),
                        void *context);
/* With its events and totals. */
int outbox_file_drop_stream(struct outbox_file *self, int64_t id);

/* Adds an event, or writes it again. */
int outbox_file_add(struct outbox_file *self, int64_t id, uint64_t seq, int64_t asleep_ms,
                    const struct event *event);
/* Events from the first number >= `from` on, up to `to`, `capacity`, a hole, or a change of the
 * time asleep. How many. */
int outbox_file_read(struct outbox_file *self, int64_t id, uint64_t from, uint64_t to,
                     struct event *events, size_t capacity, uint64_t *first, int64_t *asleep_ms);
int outbox_file_delete(struct outbox_file *self, int64_t id, uint64_t first, uint64_t last);
/* Lowest and highest number held; 0, 0: none. */
int outbox_file_range(struct outbox_file *self, int64_t id, uint64_t *first, uint64_t *last);
/* The lowest number from which on all up to `top` are held; 0: `top` is not. */
int outbox_file_floor(struct outbox_file *self, int64_t id, uint64_t top, uint64_t *floor);

int outbox_file_put_total(struct outbox_file *self, int64_t id, const char *sensor, int64_t in,
                          int64_t out);
/* 0, 0 where there are none. */
int outbox_file_get_total(struct outbox_file *self, int64_t id, const char *sensor, int64_t *in,
                          int64_t *out);

#endif
