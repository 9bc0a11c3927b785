/* What the files of the outbox share. Not for others. */
#ifndef LAMPION_AGENT_OUTBOX_PART_H
#define LAMPION_AGENT_OUTBOX_PART_H

#include "agent/outbox.h"
#include "agent/outbox_file.h"

#define OUTBOX_PENDING_MAX 128 /* appended, not yet committed */
#define OUTBOX_MARKS 32
#define OUTBOX_COPY_MAX 256 /* events moved at once */

/* A stream: base .. head is held. The spill has spill_first .. spill_last of it, the run file the
 * rest, and always the newest. */
struct box {
    struct outbox_stream row;
    int64_t run_id, spill_id; /* of its row in the files, 0: not there */
    uint64_t base, head;
    uint64_t spill_first, spill_last; /* 0, 0: none */
    uint64_t swept;                   /* below it the run file has nothing more */
    bool ended;                       /* numbers beyond the head may have been given */
    bool doubted;                     /* the acknowledgement was a collector's of before */
    bool changed;                     /* the row is not what the run file has */
};

/* The events from number `seq` on (to the next mark) were appended at `at_ms` or later. */
struct outbox_mark {
    uint64_t seq;
    int64_t at_ms;
};

struct outbox {
    struct outbox_owner owner;
    char *run_path, *spill_path;
    int64_t spill_after_ms, max_bytes;
    struct outbox_file *run, *spill; /* spill: NULL while there is none */
    struct box *boxes;               /* by age; the last is the one that grows */
    size_t count, capacity;
    struct message_clock clock;
    int64_t clock_saved_ms; /* mono of the pair that the run file has */
    int64_t now_ms;         /* of the newest settle */

    struct event pending[OUTBOX_PENDING_MAX];
    int64_t pending_asleep_ms[OUTBOX_PENDING_MAX];
    size_t pending_count;
    struct event copy[OUTBOX_COPY_MAX];

    struct outbox_mark marks[OUTBOX_MARKS]; /* of the growing stream, what is in danger alone */
    size_t mark_count;
    bool doubtful;      /* something in danger is older than the marks */
    int64_t doubt_ms;   /* since */
    int64_t doubted_ms; /* when a collector was new the last time */
    bool pair_news;     /* the clock is known better than the spill says */
    int64_t retry_ms;   /* a spill that failed: not before */
    int64_t due_ms;     /* when something must be on disk */
    bool told_spill, told_loss;
};

/* outbox_box.c: streams. */
struct box *box_live(const struct outbox *self);
struct box *box_find(const struct outbox *self, const char *stream);
/* Draws a stream that grows from now on. 0 or -errno. */
int box_draw(struct outbox *self);
/* Takes up the streams of both files. 0 or -errno of the file that failed: `*failed`. */
int box_load(struct outbox *self, struct outbox_file **failed);
/* The same while it runs, when everything but `pending` is written: a spill that was not there
 * before. The stream that grows stays the last. */
int box_adopt(struct outbox *self, struct outbox_file **failed);
/* first..last are held no longer; a loss where they were not acknowledged. */
void box_lose(struct outbox *self, struct box *box, uint64_t first, uint64_t last);
/* By the collector of now; 0 while that is not known. */
uint64_t box_acknowledged(const struct box *box);
/* Where what is not acknowledged and not on disk begins; head + 1: nothing is in danger. */
uint64_t box_danger(const struct box *box);
/* Events from the first one held at or above `from` on, of one file. A count, or -errno with the
 * file that failed. When there is none up to `*end`, 0. */
int box_read(struct outbox *self, const struct box *box, uint64_t from, struct event *events,
             size_t capacity, uint64_t *first, uint64_t *end, int64_t *asleep_ms,
             struct outbox_file **failed);
/* Forgets old streams that are acknowledged whole beyond OUTBOX_STREAMS_KEPT. */
void box_prune(struct outbox *self);
/* Drops what goes beyond the bound. */
void box_bound(struct outbox *self);

/* outbox_spill.c: to disk and back. */
void spill_turn(struct outbox *self);
/* Moves everything in danger to disk. 0 or -errno, said aloud. */
int spill_all(struct outbox *self);

/* outbox_rescue.c: files that fail. */
/* After it the outbox works on, with what is left. `reading`: an event that is there cannot be
 * read. */
void rescue_file(struct outbox *self, struct outbox_file *failed, int error, bool reading);
void rescue_set_aside(const char *path);

#endif
