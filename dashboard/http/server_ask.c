/* Requests: what is taken, what is refused, bodies of forms, and answers that come later. */
#include "dashboard/http/server_inner.h"

#include "dashboard/http/form.h"
#include "dashboard/http/listen.h"
#include <assert.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

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

bool request_peer(const struct request *request, struct sockaddr_storage *address)
{
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(
        (struct MHD_Connection *)request->connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    if (!info || !info->client_addr) {
        return false;
    }
    bool v6 = info->client_addr->sa_family == AF_INET6;
    memset(address, 0, sizeof *address);
    memcpy(address, info->client_addr,
           v6 ? sizeof(struct sockaddr_in6) : sizeof(struct sockaddr_in));
    return true;
}

/* ---- What is taken at all ---- */

static enum MHD_Result line_refuse(struct line *line, int status, const char *words,
                                   const char *allow)
{
    struct reply *reply = reply_words(status, words);
    if (!reply) {
        return MHD_NO;
    }
    if (allow) {
        reply_header(reply, "Allow", allow);
    }
    enum MHD_Result result = line_send(line, reply);
    reply_unref(reply);
    return result;
}

static const char *header_of(const struct line *line, const char *name)
{
    return MHD_lookup_connection_value(line->connection, MHD_HEADER_KIND, name);
}

static bool has_body(const struct line *line)
{
    const char *length = header_of(line, MHD_HTTP_HEADER_CONTENT_LENGTH);
    return (length && strcmp(length, "0") != 0) ||
           header_of(line, MHD_HTTP_HEADER_TRANSFER_ENCODING);
}

static enum MHD_Result count_length(void *count, enum MHD_ValueKind kind, const char *name,
                                    const char *value)
{
    *(int *)count += strcasecmp(name, MHD_HTTP_HEADER_CONTENT_LENGTH) == 0;
    (void)kind, (void)value;
    return MHD_YES;
}

/* The bytes that a body announces; negative: the status to refuse it with. Chunks and two lengths
 * are what one request is smuggled behind another with, and no form of a browser has them. */
static long body_announced(const struct line *line)
{
    const char *length = header_of(line, MHD_HTTP_HEADER_CONTENT_LENGTH);
    int lengths = 0;
    MHD_get_connection_values(line->connection, MHD_HEADER_KIND, count_length, &lengths);
    if (!length || header_of(line, MHD_HTTP_HEADER_TRANSFER_ENCODING)) {
        return -MHD_HTTP_LENGTH_REQUIRED;
    }
    size_t digits = strspn(length, "0123456789");
    if (lengths > 1 || digits == 0 || length[digits]) {
        return -MHD_HTTP_BAD_REQUEST;
    }
    long bytes = digits > 9 ? SERVER_BODY_MAX + 1 : strtol(length, NULL, 10);
    return bytes > SERVER_BODY_MAX ? -413 : bytes;
}

static const char *words_for(long status)
{
    switch (status) {
    case MHD_HTTP_LENGTH_REQUIRED:
        return "A form comes with its length (Content-Length) and in one piece.\n";
    case MHD_HTTP_BAD_REQUEST:
        return "The length of the body makes no sense.\n";
    default:
        return "That is too much for a form.\n";
    }
}

/* Makes room for the body of a POST, or refuses it. */
static enum MHD_Result line_expect(struct line *line, const char *path)
{
    const struct server_handler *handler = &line->server->handler;
    if (!handler->takes || !handler->takes(handler->context, path)) {
        return line_refuse(line, 405, "Only GET and HEAD are answered here.\n", "GET, HEAD");
    }
    const char *type = header_of(line, MHD_HTTP_HEADER_CONTENT_TYPE);
    if (!type || !form_is_type(type)) {
        return line_refuse(line, 415, "Forms only (application/x-www-form-urlencoded).\n", NULL);
    }
    long bytes = body_announced(line);
    if (bytes < 0) {
        return line_refuse(line, (int)-bytes, words_for(-bytes), NULL);
    }
    if (line->server->bodies >= SERVER_BODIES_MAX) {
        return line_refuse(line, 503, "Too many forms at once. Try again in a moment.\n", NULL);
    }
    line->body = malloc((size_t)bytes + 1);
    if (!line->body) {
        return MHD_NO;
    }
    line->server->bodies++;
    line->body_length = 0;
    line->body_size = (size_t)bytes;
    return MHD_YES;
}

/* The headers are there. What is answered now closes the connection, unread bodies and all. */
static enum MHD_Result line_begin(struct line *line, const char *path, const char *method)
{
    guard_set(&line->server->guard, &line->deadline, DEADLINE_READ);
    if (strcmp(method, MHD_HTTP_METHOD_POST) == 0) {
        return line_expect(line, path);
    }
    if (strcmp(method, MHD_HTTP_METHOD_GET) != 0 && strcmp(method, MHD_HTTP_METHOD_HEAD) != 0) {
        return line_refuse(line, 405, "Only GET and HEAD are answered here.\n", "GET, HEAD");
    }
    return has_body(line)
               ? line_refuse(line, 413, "Requests with a body are not taken here.\n", "GET, HEAD")
               : MHD_YES;
}

static enum MHD_Result line_take(struct line *line, const char *bytes, size_t *length)
{
    if (!line->body || *length > line->body_size - line->body_length) {
        return MHD_NO;
    }
    memcpy(line->body + line->body_length, bytes, *length);
    line->body_length += *length;
    *length = 0;
    return MHD_YES;
}

static void body_drop(struct line *line)
{
    if (line->body) {
        explicit_bzero(line->body, line->body_size); /* it may hold a password */
        free(line->body);
        line->body = NULL;
        line->server->bodies--;
    }
}

/* ---- Answers that come later ---- */

struct pending *request_later(const struct request *request)
{
    struct line *line = MHD_get_connection_info((struct MHD_Connection *)request->connection,
                                                MHD_CONNECTION_INFO_SOCKET_CONTEXT)
                            ->socket_context;
    assert(!line->pending);
    struct pending *pending = calloc(1, sizeof *pending);
    if (pending) {
        pending->line = line;
        line->pending = pending;
        LIST_INSERT_HEAD(&line->server->pendings, pending, all);
    }
    return pending;
}

static void line_come_back(struct line *line, struct reply *reply)
{
    LIST_REMOVE(line->pending, all);
    line->pending = NULL;
    line->is_back = true;
    line->late = reply;
    guard_set(&line->server->guard, &line->deadline, DEADLINE_READ);
    MHD_resume_connection(line->connection);
    if (line->server->again) { /* else it is being stopped */
        sd_event_source_set_enabled(line->server->again, SD_EVENT_ONESHOT);
    }
}

void pending_answer(struct pending *self, struct reply *reply)
{
    if (self->line) {
        line_come_back(self->line, reply);
    } else {
        reply_unref(reply);
    }
    free(self);
}

void pendings_end(struct server *self)
{
    while (!LIST_EMPTY(&self->pendings)) {
        struct pending *pending = LIST_FIRST(&self->pendings);
        struct line *line = pending->line;
        pending->line = NULL;
        line_come_back(line, NULL);
    }
}

/* ---- Requests ---- */

static enum MHD_Result line_reply(struct line *line, struct reply *reply)
{
    if (!reply) {
        return MHD_NO;
    }
    enum MHD_Result result = line_send(line, reply);
    reply_unref(reply);
    return result;
}

static enum MHD_Result line_answer(struct line *line, const char *path, const char *method)
{
    if (line->is_back) {
        struct reply *late = line->late;
        line->late = NULL;
        line->is_back = false;
        return line_reply(line, late);
    }
    struct request request = {.path = path,
                              .connection = line->connection,
                              .post = strcmp(method, MHD_HTTP_METHOD_POST) == 0,
                              .body = line->body,
                              .body_length = line->body_length};
    if (line->body) {
        line->body[line->body_length] = '\0';
    }
    request.local = request_is_local(&request);
    const struct server_handler *handler = &line->server->handler;
    struct reply *reply = handler->answer(handler->context, &request);
    assert(!reply || !line->pending);
    if (line->pending) {
        guard_clear(&line->server->guard, &line->deadline);
        MHD_suspend_connection(line->connection);
        return MHD_YES;
    }
    return line_reply(line, reply);
}

/* Called when the headers are there, with each piece of a body, when it is time to answer, and
 * once more when an answer came later. */
enum MHD_Result line_request(void *server, struct MHD_Connection *connection, const char *path,
                             const char *method, const char *version, const char *upload,
                             size_t *upload_size, void **asked)
{
    struct line *line =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT)->socket_context;
    (void)server, (void)version;
    if (!line) {
        return MHD_NO;
    }
    if (!*asked) {
        *asked = line;
        return line_begin(line, path, method);
    }
    return *upload_size ? line_take(line, upload, upload_size) : line_answer(line, path, method);
}

void line_answered(void *server, struct MHD_Connection *connection, void **asked,
                   enum MHD_RequestTerminationCode code)
{
    struct line *line = *asked;
    (void)server, (void)connection, (void)code;
    if (line) {
        body_drop(line);
        reply_unref(line->late);
        line->late = NULL;
        line->is_back = false;
        guard_set(&line->server->guard, &line->deadline, DEADLINE_AGAIN);
    }
}
