/* Proxies in front of us that are trusted, and where a request really comes from. What
 * X-Forwarded-* says counts from a trusted address only; anybody else may write what he likes
 * there. */
#ifndef LAMPION_HTTP_PROXIES_H
#define LAMPION_HTTP_PROXIES_H

#include "agent/common/why.h"
#include "dashboard/http/reply.h"

#define PROXIES_MAX 16

struct proxies {
    size_t count;
    struct proxy_net {
        unsigned char bytes[16]; /* IPv6, or IPv4 mapped into it */
        int bits;
    } nets[PROXIES_MAX];
};

/* "127.0.0.1", "::1", "10.0.0.0/8". 0 or -EINVAL with why. */
int proxies_add(struct proxies *self, const char *text, struct why *why);
bool proxies_trust(const struct proxies *self, const struct sockaddr_storage *address);

#define ORIGIN_TEXT_MAX 256

struct origin {
    char address[46]; /* of the client; of IPv6 the network of 64 bits, which is one household */
    bool secure;      /* https all the way to us, or to the proxy */
    char host[ORIGIN_TEXT_MAX];   /* as the client called us, with its port; may be empty */
    char prefix[ORIGIN_TEXT_MAX]; /* under which the proxy shows us: "" or "/lampion" */
};

void origin_of(const struct proxies *self, const struct request *request, struct origin *origin);

/* Whether a form was posted from one of our own pages, by what browsers say and pages cannot
 * forge: Sec-Fetch-Site, else Origin. Neither: no. */
bool origin_is_ours(const struct origin *origin, const struct request *request);

#endif
