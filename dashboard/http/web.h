/* The web side of the collector: page, API, live stream, health. Runs wholly on the loop
 * (libmicrohttpd in external epoll mode inside sd-event). */
#ifndef LAMPION_HTTP_WEB_H
#define LAMPION_HTTP_WEB_H

#include "agent/common/why.h"
#include "dashboard/http/routes.h"
#include "dashboard/snapshot.h"
#include "dashboard/zonetime.h"
#include <systemd/sd-event.h>

struct web;

struct web_config {
    const char *listen;              /* "127.0.0.1:8080", "[::1]:8080"; port 0 = any free one */
    const struct zonetime *zonetime; /* of the place; outlives the web */
    /* The body of /healthz (malloc'ed JSON) and whether all is well (200, else 503). */
    char *(*health)(void *context, bool *well);
    void *context;
    const char *base;  /* NULL, or "/lampion"; outlives the web */
    const char *embed; /* who may show /widget in a frame, see hung.h; outlives the web */
    struct wing wing;  /* zeroed: none */
    /* The answer to /api/v1/zones/…; NULL: there is no such address. */
    struct reply *(*history)(void *context, const struct request *request,
                             const struct place *place);
    void *history_context;
    /* The answer to POST /wrong; NULL: there is no such address. */
    struct reply *(*object)(void *context, struct site *site, const struct request *request);
    void *object_context;
};

/* NULL with why (a taken port says so). */
struct web *web_start(sd_event *loop, const struct web_config *config, struct why *why);
void web_stop(struct web *self);
int web_port(const struct web *self);

/* The newest snapshot; the web keeps a reference and tells every viewer what changed. */
void web_publish(struct web *self, struct snapshot *snapshot);
size_t web_viewers(const struct web *self);

#endif
