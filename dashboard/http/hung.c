#include "dashboard/http/hung.h"

#include "dashboard/http/gzip.h"
#include "dashboard/page/hung_page.h"
#include <stdio.h>
#include <string.h>

char *widget_policy(const char *embed)
{
    char *policy = NULL;
    int length = asprintf(&policy,
                          "default-src 'self'; object-src 'none'; base-uri 'none'; "
                          "form-action 'self'; frame-ancestors %s",
                          embed ? embed : "*");
    return length < 0 ? NULL : policy;
}

static struct reply *page_reply(const struct request *request, char *page, size_t length)
{
    struct reply *reply =
        gzip_reply(200, "text/html; charset=utf-8", page, length,
                   gzip_is_accepted(request_header(request, "Accept-Encoding")), "Accept-Language");
    if (reply) {
        reply_header(reply, "Cache-Control", "no-store");
    }
    return reply;
}

struct reply *answer_widget(struct site *site, const struct request *request)
{
    const struct snapshot *snapshot = site->editions.snapshot;
    struct edition *edition = editions_get(&site->editions, language_asked(site, request));
    const char *id = request_argument(request, "zone");
    size_t zone = id ? snapshot_find(snapshot, id) : ZONE_NONE, length = 0;
    if (id && zone == ZONE_NONE) {
        return reply_not_found(site, request);
    }
    if (!edition) {
        return NULL;
    }
    struct view view = edition_view(edition);
    char *page = widget_page(&view, &edition->fragments, zone, &length);
    struct reply *reply = page_reply(request, page, length);
    /* Others show it only if everybody may see it, or they are named. */
    if (reply && (site->embed || snapshot->place->privacy.visibility == VISIBILITY_PUBLIC)) {
        reply_header_lasting(reply, "Content-Security-Policy", site->widget_policy);
    }
    return reply;
}

struct reply *answer_kiosk(struct site *site, const struct request *request)
{
    struct edition *edition = editions_get(&site->editions, language_asked(site, request));
    const char *still = request_argument(request, "still");
    size_t length = 0;
    if (!edition) {
        return NULL;
    }
    struct view view = edition_view(edition);
    char *page = kiosk_page(&view, &edition->fragments, still && strcmp(still, "0") != 0, &length);
    return page_reply(request, page, length);
}
