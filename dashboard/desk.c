#include "dashboard/desk.h"

#include <errno.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/queue.h>
#include <unistd.h>

struct job {
    desk_run *run;
    desk_done *done;
    desk_free *free;
    void *context;
    STAILQ_ENTRY(job) next;
};
STAILQ_HEAD(jobs, job);

struct desk {
    struct store *store;
    sd_event_source *io;
    int fd; /* eventfd: something is finished */
    size_t waiting;
    pthread_t thread;
    bool running;
    pthread_mutex_t lock; /* of what follows; never held around a call of somebody else's */
    pthread_cond_t wake;
    struct jobs todo, finished;
    bool stopping;
};

static void jobs_take(struct desk *self, struct jobs *from, struct jobs *into)
{
    STAILQ_INIT(into);
    pthread_mutex_lock(&self->lock);
    STAILQ_CONCAT(into, from);
    pthread_mutex_unlock(&self->lock);
}

static void job_end(struct job *job)
{
    if (job->free)
        job->free(job->context);
    free(job);
}

/* The next one; NULL: stop. */
static struct job *next_job(struct desk *self)
{
    struct job *job = NULL;
    pthread_mutex_lock(&self->lock);
    while (!self->stopping && STAILQ_EMPTY(&self->todo))
        pthread_cond_wait(&self->wake, &self->lock);
    if (!self->stopping) {
        job = STAILQ_FIRST(&self->todo);
        STAILQ_REMOVE_HEAD(&self->todo, next);
    }
    pthread_mutex_unlock(&self->lock);
    return job;
}

static void *desk_thread(void *context)
{
    struct desk *self = context;
    struct job *job;
    while ((job = next_job(self)) != NULL) {
        uint64_t one = 1;
        job->run(job->context, self->store);
        pthread_mutex_lock(&self->lock);
        STAILQ_INSERT_TAIL(&self->finished, job, next);
        pthread_mutex_unlock(&self->lock);
        if (write(self->fd, &one, sizeof one) < 0)
            continue; /* full: the loop has been told often enough */
    }
    return NULL;
}

static int on_finished(sd_event_source *source, int fd, uint32_t events, void *context)
{
    struct desk *self = context;
    struct jobs finished;
    uint64_t count;
    (void)source, (void)events;
    if (read(fd, &count, sizeof count) < 0)
        return 0;
    jobs_take(self, &self->finished, &finished);
    while (!STAILQ_EMPTY(&finished)) {
        struct job *job = STAILQ_FIRST(&finished);
        STAILQ_REMOVE_HEAD(&finished, next);
        self->waiting--;
        if (job->done)
            job->done(job->context);
        job_end(job);
    }
    return 0;
}

static int begin(struct desk *self, sd_event *loop, const char *store_path, struct why *why)
{
    self->store = store_open(store_path, STORE_READ, why);
    if (!self->store)
        return -EIO;
    self->fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (self->fd < 0)
        return why_set(why, errno, "desk thread: %s", strerror(errno));
    int error = sd_event_add_io(loop, &self->io, self->fd, EPOLLIN, on_finished, self);
    if (error < 0)
        return why_set(why, -error, "desk thread: %s", strerror(-error));
    error = pthread_create(&self->thread, NULL, desk_thread, self);
    self->running = error == 0;
    return error ? why_set(why, error, "desk thread: %s", strerror(error)) : 0;
}

struct desk *desk_start(sd_event *loop, const char *store_path, struct why *why)
{
    struct desk *self = calloc(1, sizeof *self);
    if (!self) {
        why_set(why, ENOMEM, "out of memory");
        return NULL;
    }
    self->fd = -1;
    STAILQ_INIT(&self->todo);
    STAILQ_INIT(&self->finished);
    pthread_mutex_init(&self->lock, NULL);
    pthread_cond_init(&self->wake, NULL);
    if (begin(self, loop, store_path, why) == 0)
        return self;
    desk_stop(self);
    return NULL;
}

static void drop(struct jobs *jobs)
{
    while (!STAILQ_EMPTY(jobs)) {
        struct job *job = STAILQ_FIRST(jobs);
        STAILQ_REMOVE_HEAD(jobs, next);
        job_end(job);
    }
}

void desk_stop(struct desk *self)
{
    if (!self)
        return;
    pthread_mutex_lock(&self->lock);
    self->stopping = true;
    pthread_cond_signal(&self->wake);
    pthread_mutex_unlock(&self->lock);
    if (self->running)
        pthread_join(self->thread, NULL);
    sd_event_source_disable_unref(self->io);
    drop(&self->finished);
    drop(&self->todo);
    if (self->fd >= 0)
        close(self->fd);
    store_close(self->store);
    pthread_cond_destroy(&self->wake);
    pthread_mutex_destroy(&self->lock);
    free(self);
}

int desk_submit(struct desk *self, desk_run *run, desk_done *done, desk_free *free_, void *context)
{
    if (self->waiting == DESK_JOBS_MAX)
        return -EAGAIN;
    struct job *job = calloc(1, sizeof *job);
    if (!job)
        return -ENOMEM;
    job->run = run;
    job->done = done;
    job->free = free_;
    job->context = context;
    self->waiting++;
    pthread_mutex_lock(&self->lock);
    STAILQ_INSERT_TAIL(&self->todo, job, next);
    pthread_cond_signal(&self->wake);
    pthread_mutex_unlock(&self->lock);
    return 0;
}

bool desk_is_stopping(struct desk *self)
{
    pthread_mutex_lock(&self->lock);
    bool stopping = self->stopping;
    pthread_mutex_unlock(&self->lock);
    return stopping;
}

size_t desk_waiting(const struct desk *self)
{
    return self->waiting;
}
