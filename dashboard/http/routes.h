/* The addresses: what is answered where. */
#ifndef LAMPION_HTTP_ROUTES_H
#define LAMPION_HTTP_ROUTES_H

#include "dashboard/http/stream.h"

/* What the answers are made from. */
struct site {
    struct editions editions;
    struct stream *stream;
    char *(*health)(void *context, bool *well);
    void *context;
    struct reply *(*history)(void *context, const struct request *request,
                             const struct place *place);
    void *history_context;
};

/* For the files of single addresses. */
enum language language_asked(const struct site *site, const struct request *request);
struct reply *reply_not_found(const struct site *site, const struct request *request);

/* A server_handler; the context is a struct site. */
struct reply *routes_answer(void *site, const struct request *request);

#endif
