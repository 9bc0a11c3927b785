#include "dashboard/http/reply.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const struct common_header reply_common_headers[] = {
    {"Content-Security-Policy", "default-src 'self'; object-src 'none'; base-uri 'none'; "
                                "form-action 'self'; frame-ancestors 'none'"},
    {"X-Content-Type-Options", "nosniff"},
    {"Referrer-Policy", "no-referrer"},
    {NULL, NULL},
};

struct reply *reply_static(int status, const char *type, const void *body, size_t length)
{
    struct reply *self = calloc(1, sizeof *self);
    if (!self) {
        return NULL;
    }
    self->references = 1;
    self->status = status;
    self->type = type;
    self->body = body;
    self->length = length;
    return self;
}

struct reply *reply_new(int status, const char *type, char *body, size_t length)
{
    struct reply *self = body ? reply_static(status, type, body, length) : NULL;
    if (!self) {
        free(body);
        return NULL;
    }
    self->owned = body;
    return self;
}

struct reply *reply_words(int status, const char *words)
{
    struct reply *self = reply_static(status, "text/plain; charset=utf-8", words, strlen(words));
    if (self) {
        reply_header(self, "Cache-Control", "no-store");
    }
    return self;
}

struct reply *reply_feed(struct feed *feed, const char *type)
{
    struct reply *self = reply_static(200, type, NULL, 0);
    if (!self) {
        feed->close(feed);
        return NULL;
    }
    self->feed = feed;
    return self;
}

void reply_header(struct reply *self, const char *name, const char *value)
{
    assert(self->header_count < REPLY_HEADERS_MAX);
    struct header *header = &self->headers[self->header_count++];
    header->name = name;
    assert(strlen(value) < sizeof header->value && !strpbrk(value, "\r\n"));
    strcpy(header->value, value);
}

void reply_header_lasting(struct reply *self, const char *name, const char *value)
{
    reply_header(self, name, "");
    self->headers[self->header_count - 1].lasting = value;
}

struct reply *reply_ref(struct reply *self)
{
    self->references++;
    return self;
}

void reply_unref(struct reply *self)
{
    if (!self || --self->references > 0) {
        return;
    }
    if (self->prepared) {
        self->prepared_free(self->prepared);
    } else if (self->feed) {
        self->feed->close(self->feed);
    }
    free(self->owned);
    free(self);
}
