/* The HTTP server: libmicrohttpd in external epoll mode inside the sd-event loop. The only file
 * pair that knows <microhttpd.h>. Only GET and HEAD exist (others: 405); what is answered is the
 * handler's business. Everything happens on the loop. */
#ifndef LAMPION_HTTP_SERVER_H
#define LAMPION_HTTP_SERVER_H

#include "agent/common/why.h"
#include "dashboard/http/reply.h"
#include <systemd/sd-event.h>

struct server;

/* A reference to the reply, or NULL: out of memory, the connection is closed. */
typedef struct reply *(*server_handler)(void *context, const struct request *request);

/* `listen` as in listen.h. NULL with why. */
struct server *server_start(sd_event *loop, const char *listen, server_handler handler,
                            void *context, struct why *why);
/* Ends every connection, also those with a feed. NULL is allowed. */
void server_stop(struct server *self);
int server_port(const struct server *self);

/* The feed has bytes again (or ends): it is asked soon, at most 250 of them a turn of the loop. */
void server_wake(struct server *self, struct feed *feed);
/* Ends the feed's connection; its `close` is called later. */
void server_drop(struct server *self, struct feed *feed);

#endif
