#include "tests/support/fetch.h"
#include "tests/support/until.h"

#include <arpa/inet.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static int connect_to(int port)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (connect(fd, (struct sockaddr *)&address, sizeof address)) {
        close(fd);
        return -1;
    }
    return fd;
}

static int ask(int port, const char *path, const char *connection)
{
    char request[1024];
    int fd = connect_to(port);
    int length =
        snprintf(request, sizeof request,
                 "GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: %s\r\n\r\n", path, connection);
    if (fd >= 0 && write(fd, request, (size_t)length) != length) {
        close(fd);
        return -1;
    }
    return fd;
}

/* Appends what comes within `ms`. >0 bytes, 0 end, -1 nothing came. */
static ssize_t more(int fd, struct stream_buffer *buffer, int ms)
{
    struct pollfd wait = {.fd = fd, .events = POLLIN};
    if (poll(&wait, 1, ms) <= 0)
        return -1;
    buffer->text = realloc(buffer->text, buffer->length + 65537);
    ssize_t got = read(fd, buffer->text + buffer->length, 65536);
    if (got > 0)
        buffer->length += (size_t)got;
    buffer->text[buffer->length] = 0;
    return got;
}

struct fetched fetch(int port, const char *path)
{
    struct fetched fetched = {0};
    struct stream_buffer buffer = {0};
    int fd = ask(port, path, "close");
    if (fd < 0)
        return fetched;
    int64_t end_ms = until_ms(5000);
    while (!until_over(end_ms) && more(fd, &buffer, 5000) > 0)
        ;
    close(fd);
    char *body = buffer.text ? strstr(buffer.text, "\r\n\r\n") : NULL;
    if (body && sscanf(buffer.text, "HTTP/1.1 %d", &fetched.status) == 1) {
        fetched.length = buffer.length - (size_t)(body + 4 - buffer.text);
        fetched.body = memcpy(malloc(fetched.length + 1), body + 4, fetched.length + 1);
        body[2] = 0;
        fetched.headers = strdup(buffer.text);
    }
    free(buffer.text);
    return fetched;
}

void fetched_clear(struct fetched *fetched)
{
    free(fetched->headers);
    free(fetched->body);
    *fetched = (struct fetched){0};
}

int stream_open(int port, const char *path)
{
    return ask(port, path, "keep-alive");
}

/* Takes one whole event off the buffer: its data when it is the one asked for. */
static bool take_event(struct stream_buffer *buffer, const char *event, char **data)
{
    char *end = buffer->text ? strstr(buffer->text, "\n\n") : NULL;
    if (!end)
        return false;
    *end = 0;
    char name[128];
    snprintf(name, sizeof name, "event: %s\n", event);
    char *at = strstr(buffer->text, name);
    char *found = at ? strstr(at, "data: ") : NULL;
    *data = found ? strdup(found + strlen("data: ")) : NULL;
    if (*data && strchr(*data, '\n')) /* the chunk's end, when the server sends chunks */
        *strchr(*data, '\n') = 0;
    buffer->length -= (size_t)(end + 2 - buffer->text);
    memmove(buffer->text, end + 2, buffer->length + 1);
    return true;
}

char *stream_next(int fd, struct stream_buffer *buffer, const char *event, int ms)
{
    for (int64_t end_ms = until_ms(ms);;) {
        char *data = NULL;
        while (take_event(buffer, event, &data))
            if (data)
                return data;
        int64_t left_ms = end_ms - real_ms();
        if (left_ms <= 0 || more(fd, buffer, (int)left_ms) <= 0)
            return NULL;
    }
}
