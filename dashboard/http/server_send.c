/* Answers: how ours become the library's, and feeds, which go on. */
#include "dashboard/http/server_inner.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <strings.h>

#define BLOCK_BYTES 1024
#define FEED_SOCKET_BYTES 16384
#define FEED_UNHEARD_MS 60000 /* a client that acknowledges nothing for so long is gone */

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

static bool reply_has(const struct reply *reply, const char *name)
{
    for (size_t i = 0; i < reply->header_count; i++) {
        if (strcasecmp(reply->headers[i].name, name) == 0) {
            return true;
        }
    }
    return false;
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
        if (!reply_has(reply, common->name)) {
            MHD_add_response_header(response, common->name, common->value);
        }
    }
    MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, reply->type);
    for (size_t i = 0; i < reply->header_count; i++) {
        const struct header *header = &reply->headers[i];
        MHD_add_response_header(response, header->name,
                                header->lasting ? header->lasting : header->value);
    }
    reply->prepared = response;
    reply->prepared_free = response_destroy;
    return response;
}

enum MHD_Result line_send(struct line *line, struct reply *reply)
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
