#include "dashboard/commands/ask.h"

#include <errno.h>
#include <netdb.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#define PATIENCE_S 5
#define ANSWER_MAX (8 << 20) /* a place of thousands of zones */

/* "[::1]:8080" to its parts. */
static int split(const char *listen, char host[256], char port[8])
{
    const char *colon = strrchr(listen, ':');
    size_t length = colon ? (size_t)(colon - listen) : 0;
    bool bracketed = length > 2 && listen[0] == '[' && listen[length - 1] == ']';
    if (!length || length >= 256 || strlen(colon + 1) >= 8)
        return -1;
    snprintf(host, 256, "%.*s", (int)(length - 2 * bracketed), listen + bracketed);
    snprintf(port, 8, "%s", colon + 1);
    if (!strcmp(host, "0.0.0.0") || !strcmp(host, "*"))
        strcpy(host, "127.0.0.1");
    if (!strcmp(host, "::"))
        strcpy(host, "::1");
    return 0;
}

static int dial(const char *host, const char *port)
{
    struct addrinfo wish = {.ai_socktype = SOCK_STREAM}, *found = NULL;
    struct timeval patience = {.tv_sec = PATIENCE_S};
    int fd = -1, error = getaddrinfo(host, port, &wish, &found) ? EHOSTUNREACH : 0;
    for (struct addrinfo *at = found; at && fd < 0; at = at->ai_next) {
        fd = socket(at->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
        setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
        setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
        if (fd >= 0 && connect(fd, at->ai_addr, at->ai_addrlen)) {
            error = errno;
            close(fd);
            fd = -1;
        }
    }
    freeaddrinfo(found);
    errno = error;
    return fd;
}

/* The whole answer as text; NULL with errno. */
static char *exchange(int fd, const char *host, const char *path)
{
    char *text = NULL, part[16384];
    size_t size = 0;
    ssize_t got =
        dprintf(fd, "GET %s HTTP/1.0\r\nHost: %s\r\nConnection: close\r\n\r\n", path, host);
    FILE *all = got > 0 ? open_memstream(&text, &size) : NULL;
    while (all && got > 0 && ftell(all) < ANSWER_MAX) {
        got = recv(fd, part, sizeof part, 0);
        if (got > 0)
            fwrite(part, 1, (size_t)got, all);
    }
    int error = errno;
    if (all)
        fclose(all);
    if (got == 0)
        return text;
    free(text);
    errno = got < 0 ? error : EMSGSIZE;
    return NULL;
}

json_t *ask(const char *listen, const char *path, struct why *why)
{
    char host[256], port[8];
    if (split(listen, host, port)) {
        why_set(why, EINVAL, "http.listen %s: no address with a port", listen);
        return NULL;
    }
    int fd = dial(host, port);
    char *text = fd < 0 ? NULL : exchange(fd, host, path);
    if (!text)
        why_set(why, EIO,
                "the collector does not answer on %s: %s; is it running? systemctl status lampion",
                listen, strerror(errno));
    if (fd >= 0)
        close(fd);
    char *body = text ? strstr(text, "\r\n\r\n") : NULL;
    json_t *json = body ? json_loads(body + 4, JSON_REJECT_DUPLICATES, NULL) : NULL;
    if (text && !json)
        why_set(why, EPROTO, "what answers on %s%s is no collector, or shows nothing yet: %.60s",
                listen, path, text);
    free(text);
    return json;
}
