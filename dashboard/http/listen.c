#include "dashboard/http/listen.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#define BACKLOG 1024
#define CONNECTIONS_MAX 12000
#define CONNECTIONS_PER_ADDRESS 512
#define DESCRIPTORS_SPARED 64 /* for all that is not a connection */

static int refuse(struct why *why, const char *text)
{
    return why_set(why, EINVAL,
                   "\"%s\" is not an address to listen on; write host:port or [v6]:port in "
                   "http.listen",
                   text);
}

/* Takes "host:port" or "[host]:port" apart. */
static bool listen_split(const char *text, char host[256], const char **port)
{
    const char *colon = strrchr(text, ':');
    if (!colon) {
        return false;
    }
    const char *from = text, *to = colon;
    if (*from == '[') {
        from++;
        if (to == from || *--to != ']') {
            return false;
        }
    } else if (memchr(from, ':', (size_t)(to - from))) {
        return false; /* a bare v6 address: where would its port begin? */
    }
    size_t length = (size_t)(to - from);
    if (length == 0 || length > 255) {
        return false;
    }
    memcpy(host, from, length);
    host[length] = '\0';
    *port = colon + 1;
    size_t digits = strspn(*port, "0123456789");
    return digits > 0 && digits <= 5 && (*port)[digits] == '\0';
}

static bool port_in_range(const char *port)
{
    int value = 0;
    for (; *port; port++) {
        value = value * 10 + (*port - '0');
    }
    return value <= 65535;
}

int listen_parse(const char *text, struct sockaddr_storage *address, socklen_t *length,
                 struct why *why)
{
    char host[256];
    const char *port;
    if (!listen_split(text, host, &port) || !port_in_range(port)) {
        return refuse(why, text);
    }
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE | AI_NUMERICSERV};
    struct addrinfo *found = NULL;
    int error = getaddrinfo(host, port, &hints, &found);
    if (error != 0) {
        return why_set(why, EADDRNOTAVAIL, "cannot listen on %s: %s; choose another in http.listen",
                       text, gai_strerror(error));
    }
    memcpy(address, found->ai_addr, found->ai_addrlen);
    *length = found->ai_addrlen;
    freeaddrinfo(found);
    return 0;
}

static int listen_try(const struct sockaddr_storage *address, socklen_t length)
{
    int on = 1;
    int fd = socket(address->ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0) {
        return -errno;
    }
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(fd, (const struct sockaddr *)address, length) < 0 || listen(fd, BACKLOG) < 0) {
        int err = errno;
        close(fd);
        return -err;
    }
    return fd;
}

int listen_open(const char *text, struct why *why)
{
    struct sockaddr_storage address;
    socklen_t length;
    int err = listen_parse(text, &address, &length, why);
    if (err < 0) {
        return err;
    }
    int fd = listen_try(&address, length);
    if (fd < 0) {
        const char *reason = fd == -EADDRINUSE      ? "address already in use"
                             : fd == -EACCES        ? "not allowed (ports below 1024 need rights)"
                             : fd == -EADDRNOTAVAIL ? "this machine has no such address"
                                                    : strerror(-fd);
        return why_set(why, -fd, "cannot listen on %s: %s; choose another in http.listen", text,
                       reason);
    }
    return fd;
}

int listen_port(int fd)
{
    struct sockaddr_storage address;
    socklen_t length = sizeof address;
    if (getsockname(fd, (struct sockaddr *)&address, &length) < 0) {
        return -errno;
    }
    return ntohs(address.ss_family == AF_INET6 ? ((struct sockaddr_in6 *)&address)->sin6_port
                                               : ((struct sockaddr_in *)&address)->sin_port);
}

bool address_is_loopback(const struct sockaddr *address)
{
    if (address->sa_family == AF_INET) {
        const struct sockaddr_in *v4 = (const struct sockaddr_in *)address;
        return ntohl(v4->sin_addr.s_addr) >> 24 == 127;
    }
    if (address->sa_family == AF_INET6) {
        const struct in6_addr *v6 = &((const struct sockaddr_in6 *)address)->sin6_addr;
        return IN6_IS_ADDR_LOOPBACK(v6) || (IN6_IS_ADDR_V4MAPPED(v6) && v6->s6_addr[12] == 127);
    }
    return false;
}

unsigned listen_limit(void)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) < 0 || limit.rlim_cur > CONNECTIONS_MAX) {
        return CONNECTIONS_MAX;
    }
    return limit.rlim_cur > 2 * DESCRIPTORS_SPARED ? (unsigned)limit.rlim_cur - DESCRIPTORS_SPARED
                                                   : DESCRIPTORS_SPARED;
}

unsigned listen_limit_of_address(int fd)
{
    struct sockaddr_storage address = {0};
    socklen_t length = sizeof address;
    getsockname(fd, (struct sockaddr *)&address, &length);
    return address_is_loopback((struct sockaddr *)&address) ? 0 : CONNECTIONS_PER_ADDRESS;
}
