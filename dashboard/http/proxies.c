#include "dashboard/http/proxies.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* IPv4 as ::ffff:a.b.c.d. The bits of an address of its kind, 0: no address. */
static int read_address(const char *text, unsigned char bytes[16])
{
    static const unsigned char mapped[12] = {[10] = 0xff, [11] = 0xff};
    if (inet_pton(AF_INET6, text, bytes) == 1)
        return 128;
    memcpy(bytes, mapped, sizeof mapped);
    return inet_pton(AF_INET, text, bytes + 12) == 1 ? 32 : 0;
}

int proxies_add(struct proxies *self, const char *text, struct why *why)
{
    char host[64];
    const char *slash = strchr(text, '/');
    struct proxy_net net;
    size_t length = slash ? (size_t)(slash - text) : strlen(text);
    snprintf(host, sizeof host, "%.*s", (int)(length < 63 ? length : 0), text);
    int size = read_address(host, net.bytes), bits = size;
    if (slash) {
        char *rest;
        long given = strtol(slash + 1, &rest, 10);
        bits = *rest || rest == slash + 1 || given < 1 || given > size ? 0 : (int)given;
    }
    if (!size || !bits || self->count == PROXIES_MAX)
        return why_set(why, EINVAL,
                       "\"%s\": an address or a network (127.0.0.1, 10.0.0.0/8, ::1), at most %d "
                       "of them",
                       text, PROXIES_MAX);
    net.bits = bits + (128 - size);
    self->nets[self->count++] = net;
    return 0;
}

static bool net_has(const struct proxy_net *net, const unsigned char bytes[16])
{
    int whole = net->bits / 8, left = net->bits % 8;
    return memcmp(net->bytes, bytes, (size_t)whole) == 0 &&
           (left == 0 || (net->bytes[whole] ^ bytes[whole]) >> (8 - left) == 0);
}

static bool trust(const struct proxies *self, const unsigned char bytes[16])
{
    for (size_t i = 0; i < self->count; i++)
        if (net_has(&self->nets[i], bytes))
            return true;
    return false;
}

static void bytes_of(const struct sockaddr_storage *address, unsigned char bytes[16])
{
    char text[INET_ADDRSTRLEN];
    if (address->ss_family == AF_INET6) {
        memcpy(bytes, &((const struct sockaddr_in6 *)address)->sin6_addr, 16);
        return;
    }
    inet_ntop(AF_INET, &((const struct sockaddr_in *)address)->sin_addr, text, sizeof text);
    read_address(text, bytes);
}

bool proxies_trust(const struct proxies *self, const struct sockaddr_storage *address)
{
    unsigned char bytes[16];
    bytes_of(address, bytes);
    return trust(self, bytes);
}

/* The last entry of the list that no trusted proxy wrote about another trusted one. */
static void walk_back(const struct proxies *self, const char *list, unsigned char bytes[16])
{
    const char *end = list + strlen(list);
    while (trust(self, bytes) && end > list) {
        const char *from = end;
        while (from > list && from[-1] != ',')
            from--;
        char text[64];
        unsigned char next[16];
        const char *begin = from + strspn(from, " \t");
        size_t length = (size_t)(end > begin ? end - begin : 0);
        while (length && (begin[length - 1] == ' ' || begin[length - 1] == '\t'))
            length--;
        snprintf(text, sizeof text, "%.*s", (int)(length < 63 ? length : 0), begin);
        if (!read_address(text, next))
            return;
        memcpy(bytes, next, 16);
        end = from > list ? from - 1 : list;
    }
}

static void address_write(const unsigned char bytes[16], char text[46])
{
    struct in6_addr address;
    memcpy(&address, bytes, 16);
    if (IN6_IS_ADDR_V4MAPPED(&address)) {
        inet_ntop(AF_INET, bytes + 12, text, 46);
        return;
    }
    memset(address.s6_addr + 8, 0, 8);
    inet_ntop(AF_INET6, &address, text, 46);
}

/* Copies what is fit for a link of ours; else leaves nothing. */
static void take(const char *from, const char *others, char text[ORIGIN_TEXT_MAX])
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._";
    text[0] = '\0';
    if (!from || strlen(from) >= ORIGIN_TEXT_MAX)
        return;
    for (const char *at = from; *at; at++)
        if (!strchr(plain, *at) && !strchr(others, *at))
            return;
    strcpy(text, from);
}

void origin_of(const struct proxies *self, const struct request *request, struct origin *origin)
{
    struct sockaddr_storage peer;
    unsigned char bytes[16] = {0};
    *origin = (struct origin){0};
    if (request_peer(request, &peer))
        bytes_of(&peer, bytes);
    bool behind = trust(self, bytes);
    const char *list = behind ? request_header(request, "X-Forwarded-For") : NULL;
    const char *proto = behind ? request_header(request, "X-Forwarded-Proto") : NULL;
    const char *host = behind ? request_header(request, "X-Forwarded-Host") : NULL;
    if (list)
        walk_back(self, list, bytes);
    address_write(bytes, origin->address);
    origin->secure = proto && strcmp(proto, "https") == 0;
    take(host ? host : request_header(request, "Host"), ":[]", origin->host);
    take(behind ? request_header(request, "X-Forwarded-Prefix") : NULL, "/", origin->prefix);
    size_t length = strlen(origin->prefix);
    if (origin->prefix[0] != '/' || origin->prefix[1] == '/')
        origin->prefix[0] = '\0';
    else if (origin->prefix[length - 1] == '/')
        origin->prefix[length - 1] = '\0';
}

bool origin_is_ours(const struct origin *origin, const struct request *request)
{
    const char *site = request_header(request, "Sec-Fetch-Site");
    const char *from = request_header(request, "Origin");
    if (site)
        return strcmp(site, "same-origin") == 0;
    const char *host = from ? strstr(from, "://") : NULL;
    return host && origin->host[0] && strcmp(host + 3, origin->host) == 0;
}
