#include "agent/common/uri.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define HOST_MAX 256

/* The host behind "://", with or without a port. */
static int split_host(const char *rest, char host[HOST_MAX])
{
    const char *end = *rest == '[' ? strchr(++rest, ']') : rest + strcspn(rest, ":/?#");
    if (!end || end == rest || end - rest >= HOST_MAX)
        return -EINVAL;
    memcpy(host, rest, (size_t)(end - rest));
    host[end - rest] = 0;
    end += *end == ']';
    if (!*end)
        return 0;
    char *tail;
    long port = *end == ':' ? strtol(end + 1, &tail, 10) : 0;
    return port < 1 || port > 65535 || *tail ? -EINVAL : 0;
}

static bool is_loopback(const char *host)
{
    struct in_addr v4;
    struct in6_addr v6;
    if (inet_pton(AF_INET, host, &v4) == 1)
        return ntohl(v4.s_addr) >> 24 == 127;
    if (inet_pton(AF_INET6, host, &v6) == 1)
        return IN6_IS_ADDR_LOOPBACK(&v6);
    return strcmp(host, "localhost") == 0;
}

int uri_check_broker(const char *uri, bool insecure, struct why *why)
{
    char host[HOST_MAX];
    if (strchr(uri, '@'))
        return why_set(why, EINVAL,
                       "uri: no user or password belongs in it (every log would show it); name "
                       "a credential file: credential: PATH");
    bool plain = strncmp(uri, "mqtt://", 7) == 0;
    if (!plain && strncmp(uri, "mqtts://", 8) != 0)
        return why_set(why, EINVAL, "uri %s: expected mqtts://HOST:PORT, or mqtt:// on loopback",
                       uri);
    if (split_host(strchr(uri, ':') + 3, host) < 0)
        return why_set(why, EINVAL, "uri %s: expected HOST or HOST:PORT behind ://", uri);
    if (plain && !is_loopback(host) && !insecure)
        return why_set(why, EINVAL,
                       "uri %s: without TLS anybody on the way can read and forge; use mqtts://, "
                       "or write insecure: true beside it to accept that",
                       uri);
    return 0;
}
