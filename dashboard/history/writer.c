#include "dashboard/history/writer.h"

#include "dashboard/history/checkpoint.h"
#include "dashboard/history/lock.h"
#include "dashboard/history/rows.h"
#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#define GROUP_EVENTS_MAX 20000 /* of one transaction: about 100 ms */

enum { EVENT_ADD, LOSS_ADD, ANCHOR_PUT, PROBE, BEGIN, VERSION, COMMIT, ROLLBACK, STATEMENTS };

static const char *const statements[STATEMENTS] = {
    [EVENT_ADD] = "INSERT INTO event (stream, seq, sensor, t, kind, value, value2, value3) "
                  "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    [LOSS_ADD] = "INSERT INTO loss (stream, first, last, noted_ms) VALUES (?1, ?2, ?3, ?4)",
    [ANCHOR_PUT] = "INSERT OR REPLACE INTO anchor (sensor, zone, stream, total_in, total_out, "
                   "carried, slack, at_ms) VALUES (?1, ?8, ?2, ?3, ?4, ?5, ?6, ?7)",
    [PROBE] = "PRAGMA application_id = " SQL_TEXT(STORE_APPLICATION_ID),
    [BEGIN] = "BEGIN IMMEDIATE",
    [VERSION] = "PRAGMA data_version",
    [COMMIT] = "COMMIT",
    [ROLLBACK] = "ROLLBACK",
};

/* event.kind in the file: never to be changed. */
static const int kind_codes[] = {
    [EVENT_LEVEL] = 0, [EVENT_BEAT] = 1,  [EVENT_PASS] = 2,
    [EVENT_COUNT] = 3, [EVENT_RESET] = 4, [EVENT_FAULT] = 5,
};

struct queue {
    struct write_job *first, **last;
};

struct writer {
    /* of the thread */
    struct store *store;
    struct rows *rows;
    sqlite3_stmt *statements[STATEMENTS];
    int64_t data_version; /* SQLite's, of the newest transaction */
    uint64_t stored;      /* event rows of the transaction under way */
    struct checkpoint checkpoint;

    /* of both, under the lock */
    pthread_mutex_t lock;
    pthread_cond_t work;
    struct queue jobs, results;
    size_t job_count, event_count; /* between push and next */
    bool stopping;
    struct writer_health health;

    int fd; /* an eventfd: not 0 as long as there are results */
    pthread_t thread;
};

static void queue_init(struct queue *queue)
{
    queue->first = NULL;
    queue->last = &queue->first;
}

static void queue_put(struct queue *queue, struct write_job *job)
{
    job->next = NULL;
    *queue->last = job;
    queue->last = &job->next;
}

static struct write_job *queue_take(struct queue *queue)
{
    struct write_job *job = queue->first;
    if (job == NULL)
        return NULL;
    queue->first = job->next;
    if (queue->first == NULL)
        queue->last = &queue->first;
    return job;
}

/* Columns from `value` on; NULL where nothing is bound. */
static int event_bind(struct writer *self, sqlite3_stmt *add, const struct event *event)
{
    int64_t fault = 0;
    int rc = SQLITE_OK;
    for (int column = 6; column <= 8; column++)
        sqlite3_bind_null(add, column);
    switch (event->kind) {
    case EVENT_LEVEL:
        sqlite3_bind_int64(add, 6, event->value);
        break;
    case EVENT_PASS:
        sqlite3_bind_int(add, 6, event->direction == PASS_IN ? event->people : -event->people);
        sqlite3_bind_int64(add, 7, event->in);
        sqlite3_bind_int64(add, 8, event->out);
        break;
    case EVENT_COUNT:
        sqlite3_bind_int64(add, 6, event->value);
        sqlite3_bind_int64(add, 7, event->ttl_ms);
        break;
    case EVENT_FAULT:
        rc = rows_fault(self->rows, event->why, &fault);
        sqlite3_bind_int64(add, 6, fault);
        break;
    case EVENT_BEAT:
        if (event->value)
            sqlite3_bind_int64(add, 6, event->value);
        break;
    case EVENT_RESET:
        break;
    }
    return rc;
}

/* `asleep_ms`: what the board had slept within its boot by then. */
static int event_write(struct writer *self, struct row_stream *stream, int64_t seq, int64_t boot,
                       int64_t asleep_ms, const struct event *event)
{
    int rc = SQLITE_OK;
    int64_t age_ms = event->t_ms + asleep_ms;
    int64_t t = age_ms - stream->part_t0_ms, sensor = 0;
    if (!stream->has_part || stream->part_boot != boot || t > SQL_PART_T_MAX_MS ||
        t < -SQL_PART_T_MAX_MS) {
        rc = rows_open_part(self->rows, stream, seq, boot, age_ms);
        t = 0;
    }
    sqlite3_stmt *add = self->statements[EVENT_ADD];
    if (rc == SQLITE_OK && event->sensor[0] != '\0')
        rc = rows_sensor(self->rows, stream->agent, event->sensor, &sensor);
    if (rc == SQLITE_OK)
        rc = event_bind(self, add, event);
    if (rc != SQLITE_OK)
        return rc;
    sqlite3_bind_int64(add, 1, stream->id);
    sqlite3_bind_int64(add, 2, seq);
    if (event->sensor[0] != '\0')
        sqlite3_bind_int64(add, 3, sensor);
    else
        sqlite3_bind_null(add, 3);
    sqlite3_bind_int64(add, 4, t);
    sqlite3_bind_int(add, 5, kind_codes[event->kind]);
    self->stored++;
    return sql_run(add);
}

static int loss_write(struct writer *self, struct row_stream *stream, const struct write_job *job)
{
    sqlite3_stmt *add = self->statements[LOSS_ADD];
    sqlite3_bind_int64(add, 1, stream->id);
    sqlite3_bind_int64(add, 2, (int64_t)job->lost_first);
    sqlite3_bind_int64(add, 3, (int64_t)job->lost_last);
    sqlite3_bind_int64(add, 4, job->received_wall_ms);
    return sql_run(add);
}

/* The stream that a job names; a refusal when it is another agent's. */
static int job_stream(struct writer *self, struct write_job *job, int64_t *agent,
                      struct row_stream **stream)
{
    int rc = rows_agent(self->rows, job->agent, agent);
    if (rc == SQLITE_OK)
        rc = rows_stream(self->rows, *agent, job->stream, stream);
    if (rc == SQLITE_OK && (*stream)->agent != *agent)
        job->error = WRITE_NOT_ITS_STREAM;
    return rc;
}

static int events_write(struct writer *self, struct write_job *job)
{
    struct row_stream *stream = NULL;
    int64_t agent = 0, boot = 0, asleep_ms = job->clock.suspended_ms;
    int rc = job_stream(self, job, &agent, &stream);
    if (rc != SQLITE_OK || job->error != 0)
        return rc;
    int64_t from = (int64_t)(job->lost_first != 0 ? job->lost_first : job->first);
    job->durable = (uint64_t)stream->durable;
    if (from != stream->durable + 1) {
        job->error = WRITE_OUT_OF_STEP;
        return SQLITE_OK;
    }
    struct message_clock clock = job->clock;
    int64_t offset_ms = job->offset_ms - asleep_ms;
    clock.mono_ms += asleep_ms;
    if (job->count != 0)
        rc = rows_boot(self->rows, agent, &clock, job->has_offset ? &offset_ms : NULL, &boot);
    if (rc == SQLITE_OK && job->lost_first != 0)
        rc = loss_write(self, stream, job);
    for (size_t i = 0; rc == SQLITE_OK && i < job->count; i++) {
        const struct event *event = &job->events[i];
        if (event->sensor[0] != '\0' || event->kind == EVENT_BEAT)
            rc = event_write(self, stream, (int64_t)(job->first + i), boot, asleep_ms, event);
    }
    job->durable = job->first + job->count - 1;
    stream->durable = (int64_t)job->durable;
    stream->durable_changed = true;
    return rc;
}

static int anchor_write(struct writer *self, struct write_job *job)
{
    struct row_stream *stream = NULL;
    int64_t agent = 0, sensor = 0;
    int rc = job->stream[0] ? job_stream(self, job, &agent, &stream)
                            : rows_agent(self->rows, job->agent, &agent);
    if (rc == SQLITE_OK && job->error == 0)
        rc = rows_sensor(self->rows, agent, job->sensor, &sensor);
    if (rc != SQLITE_OK || job->error != 0)
        return rc;
    sqlite3_stmt *put = self->statements[ANCHOR_PUT];
    sqlite3_bind_int64(put, 1, sensor);
    if (stream != NULL)
        sqlite3_bind_int64(put, 2, stream->id);
    else
        sqlite3_bind_null(put, 2);
    sqlite3_bind_int64(put, 3, job->anchor_in);
    sqlite3_bind_int64(put, 4, job->anchor_out);
    sqlite3_bind_int64(put, 5, job->anchor_carried);
    sqlite3_bind_int64(put, 6, job->anchor_slack);
    sqlite3_bind_int64(put, 7, job->anchor_at_ms);
    sqlite3_bind_text(put, 8, job->zone, -1, SQLITE_STATIC);
    return sql_run(put);
}

/* `durable` of a stream is written once a transaction, with the last of its jobs. */
static int durables_write(struct writer *self, struct write_job *first, struct write_job *end)
{
    int rc = SQLITE_OK;
    for (struct write_job *job = first; rc == SQLITE_OK && job != end; job = job->next) {
        struct row_stream *stream = NULL;
        int64_t agent = 0;
        if (job->kind != WRITE_EVENTS || job->error != 0)
            continue;
        rc = job_stream(self, job, &agent, &stream);
        if (rc == SQLITE_OK)
            rc = rows_save_durable(self->rows, stream);
    }
    return rc;
}

static int job_write(struct writer *self, struct write_job *job)
{
    if (job->kind == WRITE_EVENTS)
        return events_write(self, job);
    return job->kind == WRITE_ANCHOR ? anchor_write(self, job) : sql_run(self->statements[PROBE]);
}

/* Another process wrote (`lampion ingest`): what is remembered of the file may be no more. */
static int others_notice(struct writer *self)
{
    sqlite3_stmt *statement = self->statements[VERSION];
    int rc = sqlite3_step(statement);
    int64_t version = sqlite3_column_int64(statement, 0);
    sqlite3_reset(statement);
    if (rc == SQLITE_ROW && version != self->data_version)
        rows_forget(self->rows);
    self->data_version = version;
    return rc == SQLITE_ROW ? SQLITE_OK : rc;
}

static int transaction_write(struct writer *self, struct write_job *first, struct write_job *end)
{
    int rc = sql_run(self->statements[BEGIN]);
    if (rc == SQLITE_OK)
        rc = others_notice(self);
    for (struct write_job *job = first; rc == SQLITE_OK && job != end; job = job->next)
        rc = job_write(self, job);
    if (rc == SQLITE_OK)
        rc = durables_write(self, first, end);
    return rc == SQLITE_OK ? sql_run(self->statements[COMMIT]) : rc;
}

static void health_note(struct writer *self, int rc, const char *text, struct write_job *first,
                        struct write_job *end)
{
    pthread_mutex_lock(&self->lock);
    struct writer_health *health = &self->health;
    health->last_error = rc;
    health->checkpoint_error = self->checkpoint.last_error;
    health->wal_bytes = self->checkpoint.wal_bytes;
    snprintf(health->last_error_text, sizeof health->last_error_text, "%s", text);
    if (rc != SQLITE_OK) {
        health->failed_commits++;
    } else {
        health->commits++;
        health->rows += self->stored;
        for (struct write_job *job = first; job != end; job = job->next)
            health->refused += job->error != 0;
    }
    pthread_mutex_unlock(&self->lock);
}

/* One transaction over the jobs from `first` up to `end`; each gets its result. */
static int transaction_run(struct writer *self, struct write_job *first, struct write_job *end)
{
    char text[sizeof self->health.last_error_text] = "";
    self->stored = 0;
    rows_trim(self->rows);
    int rc = transaction_write(self, first, end);
    if (rc != SQLITE_OK) {
        snprintf(text, sizeof text, "%s", sqlite3_errmsg(self->store->db));
        if (!sqlite3_get_autocommit(self->store->db))
            sql_run(self->statements[ROLLBACK]);
        rows_forget(self->rows); /* what it made or changed is not in the file */
        bool damage = sql_is_damage(rc);
        if (damage)
            store_note_damage(self->store->path);
        for (struct write_job *job = first; job != end; job = job->next)
            job->error = damage ? WRITE_DAMAGED : rc;
    }
    health_note(self, rc, text, first, end);
    return rc;
}

/* A group that the schema refuses is tried one by one, so that one job fails for all. */
static void group_run(struct writer *self, struct write_job *first)
{
    int rc = transaction_run(self, first, NULL);
    if ((rc & 0xff) != SQLITE_CONSTRAINT)
        return;
    for (struct write_job *job = first; job != NULL; job = job->next) {
        job->error = 0;
        if (first->next != NULL)
            rc = transaction_run(self, job, job->next);
        if ((rc & 0xff) == SQLITE_CONSTRAINT)
            job->error = WRITE_CONTRADICTS;
    }
}

/* Waits for jobs; takes as many as make one transaction. NULL: stopping, and all is done. */
static struct write_job *group_take(struct writer *self)
{
    struct queue group;
    size_t events = 0;
    queue_init(&group);
    pthread_mutex_lock(&self->lock);
    while (self->jobs.first == NULL && !self->stopping)
        pthread_cond_wait(&self->work, &self->lock);
    while (self->jobs.first != NULL && events < GROUP_EVENTS_MAX) {
        events += self->jobs.first->count + 1;
        queue_put(&group, queue_take(&self->jobs));
    }
    pthread_mutex_unlock(&self->lock);
    return group.first;
}

static void group_give_back(struct writer *self, struct write_job *first)
{
    pthread_mutex_lock(&self->lock);
    while (first != NULL) {
        struct write_job *job = first;
        first = job->next;
        queue_put(&self->results, job);
    }
    eventfd_write(self->fd, 1);
    pthread_mutex_unlock(&self->lock);
}

static void *writer_thread(void *context)
{
    struct writer *self = context;
    for (struct write_job *group; (group = group_take(self)) != NULL;) {
        group_run(self, group);
        group_give_back(self, group);
    }
    return NULL;
}

/* All but the store, which stays whose it is. */
static void writer_free(struct writer *self)
{
    for (int i = 0; i < STATEMENTS; i++)
        sqlite3_finalize(self->statements[i]);
    rows_free(self->rows);
    for (struct write_job *job; (job = queue_take(&self->results)) != NULL;)
        write_job_free(job);
    if (self->fd >= 0)
        close(self->fd);
    pthread_cond_destroy(&self->work);
    pthread_mutex_destroy(&self->lock);
    free(self);
}

static int writer_prepare(struct writer *self, struct store *store, struct why *why)
{
    self->store = store;
    self->rows = rows_new(store, why);
    if (self->rows == NULL)
        return -EIO;
    for (int i = 0; i < STATEMENTS; i++)
        if ((self->statements[i] = sql_prepare(store, statements[i], why)) == NULL)
            return -EIO;
    self->fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    if (self->fd < 0)
        return why_set(why, errno, "store thread: eventfd: %s", strerror(errno));
    checkpoint_start(&self->checkpoint, store);
    self->health.checkpoint_error = self->checkpoint.last_error;
    int error = pthread_create(&self->thread, NULL, writer_thread, self);
    return error == 0 ? 0 : why_set(why, error, "store thread: %s", strerror(error));
}

struct writer *writer_start(struct store *store, struct why *why)
{
    struct writer *self = calloc(1, sizeof *self);
    if (self == NULL) {
        why_set(why, ENOMEM, "store thread: out of memory");
        return NULL;
    }
    self->fd = -1;
    queue_init(&self->jobs);
    queue_init(&self->results);
    pthread_mutex_init(&self->lock, NULL);
    pthread_cond_init(&self->work, NULL);
    if (writer_prepare(self, store, why) == 0)
        return self;
    writer_free(self);
    return NULL;
}

void writer_stop(struct writer *self)
{
    if (self == NULL)
        return;
    pthread_mutex_lock(&self->lock);
    self->stopping = true;
    pthread_cond_signal(&self->work);
    pthread_mutex_unlock(&self->lock);
    pthread_join(self->thread, NULL);
    struct store *store = self->store;
    writer_free(self);
    store_close(store);
}

int writer_push(struct writer *self, struct write_job *job)
{
    assert(job->kind != WRITE_EVENTS || job->count >= 1 || job->lost_first != 0);
    assert(job->lost_first == 0 || job->lost_last + 1 == job->first);
    int error = -EAGAIN;
    pthread_mutex_lock(&self->lock);
    if (self->job_count < WRITER_JOBS_MAX && self->event_count + job->count <= WRITER_EVENTS_MAX) {
        error = 0;
        job->error = 0;
        self->job_count++;
        self->event_count += job->count;
        queue_put(&self->jobs, job);
        pthread_cond_signal(&self->work);
    }
    pthread_mutex_unlock(&self->lock);
    return error;
}

int writer_fd(const struct writer *self)
{
    return self->fd;
}

struct write_job *writer_next(struct writer *self)
{
    eventfd_t ignored;
    pthread_mutex_lock(&self->lock);
    struct write_job *job = queue_take(&self->results);
    if (job != NULL) {
        self->job_count--;
        self->event_count -= job->count;
    }
    if (self->results.first == NULL)
        eventfd_read(self->fd, &ignored);
    pthread_mutex_unlock(&self->lock);
    return job;
}

void write_job_free(struct write_job *job)
{
    if (job == NULL)
        return;
    free(job->events);
    free(job);
}

void writer_health(struct writer *self, struct writer_health *health)
{
    pthread_mutex_lock(&self->lock);
    *health = self->health;
    health->waiting = self->job_count;
    pthread_mutex_unlock(&self->lock);
}
