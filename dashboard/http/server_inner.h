/* What the files of the server share: server.c runs the library, server_ask.c hears requests,
 * server_send.c answers them. Not for others. */
#ifndef LAMPION_HTTP_SERVER_INNER_H
#define LAMPION_HTTP_SERVER_INNER_H

#include "dashboard/http/guard.h"
#include "dashboard/http/server.h"
#include <microhttpd.h>

struct pending {
    struct line *line; /* NULL: the server has stopped */
    LIST_ENTRY(pending) all;
};

/* A connection, and the request that it is at. */
struct line {
    struct server *server;
    struct MHD_Connection *connection;
    int fd;
    struct deadline deadline;
    char *body; /* of a POST: as many bytes as it announced, and a NUL; NULL: none */
    size_t body_length, body_size;
    struct pending *pending; /* the handler answers later; suspended until then */
    bool is_back;            /* it did: `late` is the answer, NULL closes */
    struct reply *late;
};

TAILQ_HEAD(wake_queue, feed);
LIST_HEAD(feed_list, feed);
LIST_HEAD(pending_list, pending);

struct server {
    sd_event *loop;
    sd_event_source *io, *timer, *again;
    struct MHD_Daemon *daemon;
    int port;
    struct server_handler handler;
    struct wake_queue wakes;
    struct feed_list feeds;
    struct pending_list pendings;
    size_t bodies; /* held in memory right now */
    struct guard guard;
    bool stopping;
};

/* The library's calls: a request (twice and more), and its end. */
enum MHD_Result line_request(void *server, struct MHD_Connection *connection, const char *path,
                             const char *method, const char *version, const char *upload,
                             size_t *upload_size, void **asked);
void line_answered(void *server, struct MHD_Connection *connection, void **asked,
                   enum MHD_RequestTerminationCode code);

/* Queues the answer; the reference stays the caller's. */
enum MHD_Result line_send(struct line *line, struct reply *reply);
/* Answers that do not come any more: their connections close. The loop then runs the library. */
void pendings_end(struct server *self);

#endif
