/* What libmicrohttpd needs inside another loop (measured, 0.9.75): MHD_resume_connection wakes
 * nothing and MHD_get_timeout ignores it, so resume only here and run afterwards; a timeout of 0
 * must run again; a reader that returns 0 must have suspended, or a core burns; no more than 250
 * resumes a turn, or the turn takes 100 ms; no connection timeouts of its own, because they make
 * every run walk all connections: guard.h ends the late ones with shutdown(). */
#include "dashboard/http/server.h"

#include "dashboard/http/guard.h"
#include "dashboard/http/listen.h"
#include <errno.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define POOL_BYTES 8192 /* of a connection: 4096 answers 431 to a 2 kB cookie */
#define BLOCK_BYTES 1024
#define WAKES_A_TURN 250
#define FEED_SOCKET_BYTES 16384
#define FEED_UNHEARD_MS 60000 /* a client that acknowledges nothing for so long is gone */

/* A connection. */
struct line {
    struct server *server;
    struct MHD_Connection *connection;
    int fd;
    struct deadline deadline;
};

TAILQ_HEAD(wake_queue, feed);
LIST_HEAD(feed_list, feed);

struct server {
    sd_event *loop;
    sd_event_source *io, *timer, *again;
    struct MHD_Daemon *daemon;
    int port;
    server_handler handler;
    void *context;
    struct reply *not_allowed, *no_body;
    struct wake_queue wakes;
    struct feed_list feeds;
    struct guard guard;
    bool stopping;
};

/* Its time is over; the library notices the shutdown and closes. */
static void on_late(struct deadline *deadline)
{
    struct line *line = (struct line *)((char *)deadline - offsetof(struct line, deadline));
    shutdown(line->fd, SHUT_RDWR);
}

/* ---- Requests ---- */

const char *request_argument(const struct request *request, const char *name)
{
    return MHD_lookup_connection_value((struct MHD_Connection *)request->connection,
                                       MHD_GET_ARGUMENT_KIND, name);
}

const char *request_header(const struct request *request, const char *name)
{
    return MHD_lookup_connection_value((struct MHD_Connection *)request->connection,
                                       MHD_HEADER_KIND, name);
}

static bool request_is_local(const struct request *request)
{
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(
        (struct MHD_Connection *)request->connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    return info && address_is_loopback(info->client_addr) &&
           !request_header(request, "X-Forwarded-For") && !request_header(request, "Forwarded") &&
           !request_header(request, "Via");
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

/* ---- Feeds ---- */

static ssize_t on_feed_read(void *context, uint64_t position, char *bytes, size_t size)
{
    struct feed *feed = context;
    struct line *line = feed->line;
    (void)position;
    if (line->server->stopping) {
        return MHD_CONTENT_READER_END_OF_STREAM;
    }
    ssize_t length = feed->read(feed, bytes, size);
    if (length < 0) {
        return MHD_CONTENT_READER_END_OF_STREAM;
    }
    if (length == 0) {
        feed->asleep = true;
        MHD_suspend_connection(line->connection);
    }
    return length;
}

static void on_feed_free(void *context)
{
    struct feed *feed = context;
    struct line *line = feed->line;
    if (line) {
        if (feed->queued) {
            TAILQ_REMOVE(&line->server->wakes, feed, wake);
        }
        LIST_REMOVE(feed, all);
    }
    feed->close(feed);
}

/* Small buffers in the kernel, so that a client that does not read is noticed soon. */
static void feed_begin(struct feed *feed, struct line *line)
{
    int bytes = FEED_SOCKET_BYTES;
    unsigned unheard_ms = FEED_UNHEARD_MS;
    setsockopt(line->fd, SOL_SOCKET, SO_SNDBUF, &bytes, sizeof bytes);
    setsockopt(line->fd, IPPROTO_TCP, TCP_USER_TIMEOUT, &unheard_ms, sizeof unheard_ms);
    feed->line = line;
    LIST_INSERT_HEAD(&line->server->feeds, feed, all);
    guard_clear(&line->server->guard, &line->deadline);
}

/* ---- Answers ---- */

static void response_destroy(void *response)
{
    MHD_destroy_response(response);
}

static struct MHD_Response *response_new(struct reply *reply)
{
    if (reply->feed) {
        return MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, BLOCK_BYTES, on_feed_read,
                                                 reply->feed, on_feed_free);
    }
    struct MHD_Response *response = MHD_create_response_from_buffer(
        reply->length, (void *)reply->body,
        reply->owned ? MHD_RESPMEM_MUST_FREE : MHD_RESPMEM_PERSISTENT);
    if (response) {
        reply->owned = NULL; /* it lives as long as the response, which may outlive the reply */
    }
    return response;
}

static struct MHD_Response *reply_prepare(struct reply *reply)
{
    if (reply->prepared) {
        return reply->prepared;
    }
    struct MHD_Response *response = response_new(reply);
    if (!response) {
        return NULL;
    }
    for (const struct common_header *common = reply_common_headers; common->name; common++) {
        MHD_add_response_header(response, common->name, common->value);
    }
    MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, reply->type);
    for (size_t i = 0; i < reply->header_count; i++) {
        MHD_add_response_header(response, reply->headers[i].name, reply->headers[i].value);
    }
    reply->prepared = response;
    reply->prepared_free = response_destroy;
    return response;
}

static enum MHD_Result reply_send(struct line *line, struct reply *reply)
{
    struct MHD_Response *response = reply_prepare(reply);
    if (!response) {
        return MHD_NO;
    }
    if (reply->feed) {
        feed_begin(reply->feed, line);
    }
    return MHD_queue_response(line->connection, (unsigned)reply->status, response);
}

static bool has_body(struct MHD_Connection *connection)
{
    const char *length =
        MHD_lookup_connection_value(connection, MHD_HEADER_KIND, MHD_HTTP_HEADER_CONTENT_LENGTH);
    return (length && strcmp(length, "0") != 0) ||
           MHD_lookup_connection_value(connection, MHD_HEADER_KIND,
                                       MHD_HTTP_HEADER_TRANSFER_ENCODING);
}

/* Called twice a request: when the headers are there, and when it is time to answer. What is
 * answered the first time closes the connection, unread bodies and all. */
static enum MHD_Result on_request(void *context, struct MHD_Connection *connection,
                                  const char *path, const char *method, const char *version,
                                  const char *upload, size_t *upload_size, void **asked)
{
    struct server *self = context;
    (void)version, (void)upload, (void)upload_size;
    struct line *line =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT)->socket_context;
    if (!line) {
        return MHD_NO;
    }
    if (!*asked) {
        *asked = line;
        guard_set(&line->server->guard, &line->deadline, DEADLINE_READ);
        if (strcmp(method, MHD_HTTP_METHOD_GET) != 0 && strcmp(method, MHD_HTTP_METHOD_HEAD) != 0) {
            return reply_send(line, self->not_allowed);
        }
        return has_body(connection) ? reply_send(line, self->no_body) : MHD_YES;
    }
    struct request request = {.path = path, .connection = connection};
    request.local = request_is_local(&request);
    struct reply *reply = self->handler(self->context, &request);
    if (!reply) {
        return MHD_NO;
    }
    enum MHD_Result result = reply_send(line, reply);
    reply_unref(reply);
    return result;
}

static void on_answered(void *context, struct MHD_Connection *connection, void **asked,
                        enum MHD_RequestTerminationCode code)
{
    struct line *line = *asked;
    (void)context, (void)connection, (void)code;
    if (line) {
        guard_set(&line->server->guard, &line->deadline, DEADLINE_AGAIN);
    }
}

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
        MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME, 0, NULL, NULL, on_request, self,
        MHD_OPTION_LISTEN_SOCKET, fd, MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)POOL_BYTES,
        MHD_OPTION_CONNECTION_LIMIT, listen_limit(), MHD_OPTION_PER_IP_CONNECTION_LIMIT,
        listen_limit_of_address(fd), MHD_OPTION_NOTIFY_COMPLETED, on_answered, self,
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

static struct reply *refusal_new(int status, const char *words)
{
    struct reply *reply = reply_words(status, words);
    if (reply) {
        reply_header(reply, "Allow", "GET, HEAD");
    }
    return reply;
}

struct server *server_start(sd_event *loop, const char *listen, server_handler handler,
                            void *context, struct why *why)
{
    struct server *self = calloc(1, sizeof *self);
    if (!self) {
        why_set(why, ENOMEM, "cannot start the HTTP server: out of memory");
        return NULL;
    }
    TAILQ_INIT(&self->wakes);
    LIST_INIT(&self->feeds);
    self->loop = loop;
    self->handler = handler;
    self->context = context;
    self->not_allowed = refusal_new(405, "Only GET and HEAD are answered here.\n");
    self->no_body = refusal_new(413, "Requests with a body are not taken here.\n");
    if (!self->not_allowed || !self->no_body) {
        why_set(why, ENOMEM, "cannot start the HTTP server: out of memory");
        server_stop(self);
        return NULL;
    }
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

/* Feeds that sleep must end by themselves: the library cannot stop with suspended connections. */
static void feeds_end(struct server *self)
{
    struct feed *feed;
    wakes_resume(self, INT32_MAX);
    LIST_FOREACH(feed, &self->feeds, all)
    {
        if (feed->asleep) {
            feed_resume(feed);
        }
    }
    MHD_run(self->daemon);
    MHD_run(self->daemon);
}

void server_stop(struct server *self)
{
    if (!self) {
        return;
    }
    self->stopping = true;
    sd_event_source_disable_unref(self->io);
    sd_event_source_disable_unref(self->timer);
    sd_event_source_disable_unref(self->again);
    guard_stop(&self->guard);
    if (self->daemon) {
        feeds_end(self);
        MHD_stop_daemon(self->daemon);
    }
    reply_unref(self->not_allowed);
    reply_unref(self->no_body);
    free(self);
}

int server_port(const struct server *self)
{
    return self->port;
}
