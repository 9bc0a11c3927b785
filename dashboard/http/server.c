/* What libmicrohttpd needs inside another loop (measured, 0.9.75): MHD_resume_connection wakes
 * nothing and MHD_get_timeout ignores it, so resume only here and run afterwards; a timeout of 0
 * must run again; a reader that returns 0 must have suspended, or a core burns; no more than 250
 * resumes a turn, or the turn takes 100 ms; no connection timeouts of its own, because they make
 * every run walk all connections: guard.h ends the late ones with shutdown(). */
#include "dashboard/http/server_inner.h"

#include "dashboard/http/listen.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define POOL_BYTES 8192 /* of a connection: 4096 answers 431 to a 2 kB cookie */
#define WAKES_A_TURN 250

/* Its time is over; the library notices the shutdown and closes. */
static void on_late(struct deadline *deadline)
{
    struct line *line = (struct line *)((char *)deadline - offsetof(struct line, deadline));
    shutdown(line->fd, SHUT_RDWR);
}

/* ---- Running the library ---- */

static void server_run(struct server *self)
{
    MHD_UNSIGNED_LONG_LONG timeout_ms;
    MHD_run(self->daemon);
    bool has_timeout = MHD_get_timeout(self->daemon, &timeout_ms) == MHD_YES;
    bool again = (has_timeout && timeout_ms == 0) || !TAILQ_EMPTY(&self->wakes);
    sd_event_source_set_enabled(self->again, again ? SD_EVENT_ONESHOT : SD_EVENT_OFF);
    if (has_timeout && timeout_ms > 0) {
        sd_event_source_set_time_relative(self->timer, timeout_ms * 1000);
        sd_event_source_set_enabled(self->timer, SD_EVENT_ONESHOT);
    }
}

static void feed_resume(struct feed *feed)
{
    struct line *line = feed->line;
    feed->asleep = false;
    MHD_resume_connection(line->connection);
}

static void wakes_resume(struct server *self, int at_most)
{
    for (int i = 0; i < at_most && !TAILQ_EMPTY(&self->wakes); i++) {
        struct feed *feed = TAILQ_FIRST(&self->wakes);
        TAILQ_REMOVE(&self->wakes, feed, wake);
        feed->queued = false;
        feed_resume(feed);
    }
}

static int on_io(sd_event_source *source, int fd, uint32_t events, void *context)
{
    (void)source, (void)fd, (void)events;
    server_run(context);
    return 0;
}

static int on_timer(sd_event_source *source, uint64_t usec, void *context)
{
    (void)source, (void)usec;
    server_run(context);
    return 0;
}

static int on_again(sd_event_source *source, void *context)
{
    struct server *self = context;
    (void)source;
    wakes_resume(self, WAKES_A_TURN);
    server_run(self);
    return 0;
}

void server_wake(struct server *self, struct feed *feed)
{
    if (!feed->asleep || feed->queued || self->stopping) {
        return; /* it will be asked anyway */
    }
    TAILQ_INSERT_TAIL(&self->wakes, feed, wake);
    feed->queued = true;
    sd_event_source_set_enabled(self->again, SD_EVENT_ONESHOT);
}

void server_drop(struct server *self, struct feed *feed)
{
    struct line *line = feed->line;
    (void)self;
    if (line) {
        shutdown(line->fd, SHUT_RDWR);
    }
}

/* ---- Connections ---- */

static void on_connection(void *context, struct MHD_Connection *connection, void **kept,
                          enum MHD_ConnectionNotificationCode code)
{
    struct server *self = context;
    struct line *line = *kept;
    if (code == MHD_CONNECTION_NOTIFY_STARTED) {
        line = calloc(1, sizeof *line);
        *kept = line;
        if (line) {
            line->server = self;
            line->connection = connection;
            line->fd =
                MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
            guard_set(&line->server->guard, &line->deadline, DEADLINE_ASK);
        }
    } else if (line) {
        guard_clear(&self->guard, &line->deadline);
        free(line);
        *kept = NULL;
    }
}

/* ---- Start and stop ---- */

static int daemon_start(struct server *self, const char *listen, struct why *why)
{
    int fd = listen_open(listen, why);
    if (fd < 0) {
        return fd;
    }
    self->port = listen_port(fd);
    self->daemon = MHD_start_daemon(
        MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME, 0, NULL, NULL, line_request, self,
        MHD_OPTION_LISTEN_SOCKET, fd, MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)POOL_BYTES,
        MHD_OPTION_CONNECTION_LIMIT, listen_limit(), MHD_OPTION_PER_IP_CONNECTION_LIMIT,
        listen_limit_of_address(fd), MHD_OPTION_NOTIFY_COMPLETED, line_answered, self,
        MHD_OPTION_NOTIFY_CONNECTION, on_connection, self, MHD_OPTION_END);
    if (!self->daemon) {
        close(fd);
        return why_set(why, EIO, "cannot start the HTTP server on %s: %s", listen, strerror(errno));
    }
    return 0;
}

static int sources_add(struct server *self)
{
    int epoll_fd = MHD_get_daemon_info(self->daemon, MHD_DAEMON_INFO_EPOLL_FD)->epoll_fd;
    int err = sd_event_add_io(self->loop, &self->io, epoll_fd, EPOLLIN, on_io, self);
    if (err >= 0) {
        err = sd_event_add_defer(self->loop, &self->again, on_again, self);
    }
    if (err >= 0) {
        err = sd_event_add_time(self->loop, &self->timer, CLOCK_MONOTONIC, 0, 1, on_timer, self);
    }
    if (err >= 0) {
        err = guard_start(&self->guard, self->loop, on_late);
    }
    if (err >= 0) {
        sd_event_source_set_enabled(self->again, SD_EVENT_ONESHOT);
        sd_event_source_set_enabled(self->timer, SD_EVENT_OFF);
    }
    return err < 0 ? err : 0;
}

struct server *server_start(sd_event *loop, const char *listen,
                            const struct server_handler *handler, struct why *why)
{
    struct server *self = calloc(1, sizeof *self);
    if (!self) {
        why_set(why, ENOMEM, "cannot start the HTTP server: out of memory");
        return NULL;
    }
    TAILQ_INIT(&self->wakes);
    LIST_INIT(&self->feeds);
    self->loop = loop;
    LIST_INIT(&self->pendings);
    self->handler = *handler;
    if (daemon_start(self, listen, why) < 0) {
        server_stop(self);
        return NULL;
    }
    int err = sources_add(self);
    if (err < 0) {
        why_set(why, -err, "cannot start the HTTP server: %s", strerror(-err));
        server_stop(self);
        return NULL;
    }
    return self;
}

/* What sleeps must end by itself: the library cannot stop with suspended connections. */
static void sleepers_end(struct server *self)
{
    struct feed *feed;
    wakes_resume(self, INT32_MAX);
    LIST_FOREACH(feed, &self->feeds, all)
    {
        if (feed->asleep) {
            feed_resume(feed);
        }
    }
    pendings_end(self);
    MHD_run(self->daemon);
    MHD_run(self->daemon);
}

void server_stop(struct server *self)
{
    if (!self) {
        return;
    }
    self->stopping = true;
    self->io = sd_event_source_disable_unref(self->io);
    self->timer = sd_event_source_disable_unref(self->timer);
    self->again = sd_event_source_disable_unref(self->again);
    guard_stop(&self->guard);
    if (self->daemon) {
        sleepers_end(self);
        MHD_stop_daemon(self->daemon);
    }
    free(self);
}

int server_port(const struct server *self)
{
    return self->port;
}
