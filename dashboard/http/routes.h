/* The addresses: what is answered where. */
#ifndef LAMPION_HTTP_ROUTES_H
#define LAMPION_HTTP_ROUTES_H

#include "dashboard/http/stream.h"
#include "dashboard/page/lang.h"

/* A part of the web with rules of its own (dashboard/organise). Without functions there is none. */
struct wing {
    bool (*owns)(const char *path);                 /* is to be answered by it */
    bool (*takes)(void *context, const char *path); /* of its own: a form may be posted there */
    /* `place` is the name of it. As struct server_handler's. */
    struct reply *(*answer)(void *context, const struct request *request, enum language language,
                            const char *place);
    /* Whether this client may see a place that is not public; `members`: members may, too. */
    bool (*may_see)(void *context, const struct request *request, bool members);
    void *context;
};

/* What the answers are made from. */
struct site {
    struct editions editions;
    struct stream *stream;
    char *(*health)(void *context, bool *well);
    void *context;
    const char *base;    /* NULL, or "/lampion": a proxy leaves it before our paths */
    const char *embed;   /* as struct web_config's */
    char *widget_policy; /* see hung.h */
    struct wing wing;
    struct reply *(*history)(void *context, const struct request *request,
                             const struct place *place);
    void *history_context;
    /* POST /wrong; NULL: there is no such address. */
    struct reply *(*object)(void *context, struct site *site, const struct request *request);
    void *object_context;
};

/* For the files of single addresses. */
enum language language_asked(const struct site *site, const struct request *request);
/* In words: a page for browsers, a line for the rest. `words` is static. */
struct reply *reply_message(const struct site *site, const struct request *request, int status,
                            enum text what, enum text more, const char *words);
struct reply *reply_not_found(const struct site *site, const struct request *request);

/* Of a server_handler; the context is a struct site. */
struct reply *routes_answer(void *site, const struct request *request);
bool routes_take(void *site, const char *path);

#endif
