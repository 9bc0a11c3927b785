/* What the web asks and answers, without a word of libmicrohttpd. */
#ifndef LAMPION_HTTP_REPLY_H
#define LAMPION_HTTP_REPLY_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/queue.h>
#include <sys/socket.h>
#include <sys/types.h>

/* A request, valid during the call that is given it. */
struct request {
    const char *path; /* decoded, without the query */
    bool local;       /* from this very machine, and no proxy in between says otherwise */
    bool post;        /* a form came along; else it is GET or HEAD */
    const char *body; /* of a post: NUL-ended, and may hold NULs */
    size_t body_length;
    const void *connection;
};

/* An argument of the query, or a header; NULL when it is not there. In server_ask.c. */
const char *request_argument(const struct request *request, const char *name);
const char *request_header(const struct request *request, const char *name);
/* The other end of the connection, which may be a proxy; false when it is not known. */
bool request_peer(const struct request *request, struct sockaddr_storage *address);

/* A body that goes on for as long as the client listens. The server asks for bytes when the client
 * can take some, and after 0 only when woken (server_wake). */
struct feed {
    /* At most `size` bytes into `bytes`; 0: none for now; negative: the end. */
    ssize_t (*read)(struct feed *self, char *bytes, size_t size);
    /* The client is gone, or the server stops. Frees the feed. */
    void (*close)(struct feed *self);
    /* The server's own. */
    void *line;
    bool asleep, queued;
    TAILQ_ENTRY(feed) wake;
    LIST_ENTRY(feed) all;
};

#define REPLY_HEADERS_MAX 6
#define REPLY_VALUE_MAX 192

struct header {
    const char *name;
    char value[REPLY_VALUE_MAX];
    const char *lasting; /* NULL, or what is sent instead of `value` */
};

/* Those that every answer carries that does not say otherwise; until a NULL name. */
struct common_header {
    const char *name, *value;
};
extern const struct common_header reply_common_headers[];

/* An answer: immutable once handed out, counted by references, so that one is made and many are
 * sent. */
struct reply {
    int references;
    int status;
    const char *type; /* of the content */
    struct header headers[REPLY_HEADERS_MAX];
    size_t header_count;
    const char *body;
    size_t length;
    char *owned;       /* the body, when it is to be freed */
    struct feed *feed; /* instead of a body; such a reply goes to one client */
    void *prepared;    /* the server's form of it */
    void (*prepared_free)(void *prepared);
};

/* Takes the malloc'ed body over; NULL (and the body freed) when out of memory or body is NULL. */
struct reply *reply_new(int status, const char *type, char *body, size_t length);
/* A body that lives for ever. */
struct reply *reply_static(int status, const char *type, const void *body, size_t length);
/* A line of plain text that lives for ever. */
struct reply *reply_words(int status, const char *words);
/* Takes the feed over, also when it fails. */
struct reply *reply_feed(struct feed *feed, const char *type);

/* `name` lives for ever; `value` is ours: no line ends, below REPLY_VALUE_MAX bytes. */
void reply_header(struct reply *self, const char *name, const char *value);
/* A value of any length that outlives the server. */
void reply_header_lasting(struct reply *self, const char *name, const char *value);

struct reply *reply_ref(struct reply *self);
void reply_unref(struct reply *self); /* NULL is allowed */

#endif
