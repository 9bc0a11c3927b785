/* The HTTP server: libmicrohttpd in external epoll mode inside the sd-event loop. Only the files
 * server*.[ch] know <microhttpd.h>. GET and HEAD exist everywhere, POST with a form where the
 * handler takes one (else 405); what is answered is the handler's business. Everything happens on
 * the loop. */
#ifndef LAMPION_HTTP_SERVER_H
#define LAMPION_HTTP_SERVER_H

#include "agent/common/why.h"
#include "dashboard/http/reply.h"
#include <systemd/sd-event.h>

#define SERVER_BODY_MAX 65536 /* bytes of a form; more is 413 */
#define SERVER_BODIES_MAX 64  /* held at once; more is 503 */

struct server;

struct server_handler {
    /* A reference to the reply. NULL: out of memory, the connection is closed; or, after
     * request_later, the answer comes later. */
    struct reply *(*answer)(void *context, const struct request *request);
    /* Whether a form may be posted to this path. NULL: to none. */
    bool (*takes)(void *context, const char *path);
    void *context;
};

/* `listen` as in listen.h. NULL with why. */
struct server *server_start(sd_event *loop, const char *listen,
                            const struct server_handler *handler, struct why *why);
/* Ends every connection, also those with a feed. NULL is allowed. */
void server_stop(struct server *self);
int server_port(const struct server *self);

/* The feed has bytes again (or ends): it is asked soon, at most 250 of them a turn of the loop. */
void server_wake(struct server *self, struct feed *feed);
/* Ends the feed's connection; its `close` is called later. */
void server_drop(struct server *self, struct feed *feed);

/* From within the handler, which then returns NULL: the answer comes later, exactly once, by
 * pending_answer. NULL when out of memory. */
struct pending;
struct pending *request_later(const struct request *request);
/* On the loop; also after the server has stopped. Takes the reference; NULL closes the
 * connection. */
void pending_answer(struct pending *self, struct reply *reply);

#endif
