/* POST /wrong: somebody on the spot says that what is shown as free is not. Fields `zone` and
 * `claim` (taken, closed, people), `lang`; no account, no words, and nothing is kept of who it was:
 * how often an address may say so is remembered in memory, as a hash, for an hour. */
#ifndef LAMPION_OBJECTING_H
#define LAMPION_OBJECTING_H

#include "dashboard/access/backoff.h"
#include "dashboard/desk.h"
#include "dashboard/http/proxies.h"
#include "dashboard/http/routes.h"

/* The longest wait, of an address and for a zone. */
#define OBJECTING_WAIT_MOST_MS 600000

struct objecting {
    struct desk *desk;
    const char *store_path;
    const struct proxies *proxies;
    void (*written)(void *context); /* on the loop, when one is in the store */
    void *context;
    struct backoff addresses, zones;
};

/* For web_config.object; `objecting` is a struct objecting, whose desk is there. */
struct reply *objecting_answer(void *objecting, struct site *site, const struct request *request);

#endif
