/* The store thread: jobs in, commits in groups, results out.
 *
 * Others may write to the file too (`lampion ingest`): it is seen at the next transaction.
 *
 * The loop pushes jobs; the thread takes all that wait, writes them in one transaction
 * (synchronous=FULL) and gives each back with its result through an eventfd. A job is owned by
 * the writer from push to next. Order is kept. When a transaction fails, all its jobs fail and
 * nothing of them is in the file; the next one tries anew. (One whose sync failed may be whole in
 * the log; when nothing was written over it, the next start finds it and it counts.) A job that the
 * schema refuses (a bug: a number that is there already) is found by writing its group again one by
 * one, so that it fails alone and aloud. */
#ifndef LAMPION_HISTORY_WRITER_H
#define LAMPION_HISTORY_WRITER_H

#include "agent/common/message.h"
#include "dashboard/history/store.h"

enum write_kind {
    WRITE_EVENTS,
    WRITE_ANCHOR,
    WRITE_PROBE, /* writes what is there already: does the disk take anything? */
};

/* A job that the writer refuses by itself; nothing of it is in the file. */
enum write_refusal {
    WRITE_OUT_OF_STEP = -1,    /* does not begin behind `durable`: a job before it failed, or the
                                * stream is older than the caller remembers */
    WRITE_NOT_ITS_STREAM = -2, /* the stream belongs to another agent */
    WRITE_CONTRADICTS = -3,    /* the schema refuses it (a bug: a number that is there already) */
    WRITE_DAMAGED = -4, /* the database is damaged, which was noted (see lock.h): start anew */
};

#define WRITER_JOBS_MAX 100000
#define WRITER_EVENTS_MAX 500000

/* Events of one message that the ledger accepted, with what they belong to. An event without a
 * sensor that is no beat keeps its number and is not stored (a seat that is not shared). */
struct write_job {
    enum write_kind kind;
    char agent[ID_MAX];
    /* WRITE_EVENTS */
    char stream[STREAM_MAX];
    struct message_clock clock;
    uint64_t first;                 /* number of events[0] */
    uint64_t lost_first, lost_last; /* a declared loss before them; 0, 0: none */
    struct event *events;           /* owned by the job */
    size_t count;                   /* 0: the loss alone, `first` behind it; no clock then */
    int64_t received_wall_ms;
    int64_t offset_ms; /* collector's UTC at receipt minus the board's mono: bounds the boot */
    bool has_offset;   /* false for events that were not heard live */
    /* WRITE_ANCHOR: see struct door_fact; `stream` is its epoch, empty: none yet */
    char sensor[ID_MAX];
    char zone[ID_MAX];
    int64_t anchor_in, anchor_out, anchor_carried, anchor_slack, anchor_at_ms;
    /* the result */
    int error;              /* 0, an SQLite result code, or a write_refusal */
    uint64_t durable;       /* of the stream, after the job; not with an SQLite result code */
    struct write_job *next; /* the writer's own */
};

struct writer;

/* Takes the store over (STORE_WRITE); on NULL, with why, it is still the caller's. */
struct writer *writer_start(struct store *store, struct why *why);
/* Commits what waits, ends the thread, closes the store. Results not taken are dropped. */
void writer_stop(struct writer *writer);

/* Hands a job over. 0, or -EAGAIN when too much waits (the agent will send again): more than
 * WRITER_JOBS_MAX or WRITER_EVENTS_MAX between push and next. The job is then the caller's. */
int writer_push(struct writer *writer, struct write_job *job);
int writer_fd(const struct writer *writer);           /* readable when results wait */
struct write_job *writer_next(struct writer *writer); /* NULL: none; free with write_job_free */
void write_job_free(struct write_job *job);

#define WRITER_WAL_ALARM_BYTES (64 << 20) /* of SQLite's log: a matter for a person */

struct writer_health {
    uint64_t commits, failed_commits, rows;
    uint64_t refused; /* jobs, see write_refusal */
    int last_error;   /* SQLite result code of the newest commit; 0 = it went well */
    char last_error_text[128];
    int checkpoint_error; /* the same of the newest checkpoint: what is committed stays so */
    int64_t wal_bytes;    /* SQLite's log, which grows while checkpoints fail or are held up */
    size_t waiting;       /* jobs between push and next */
};
void writer_health(struct writer *writer, struct writer_health *health);

#endif
