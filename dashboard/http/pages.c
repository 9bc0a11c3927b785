#include "dashboard/http/pages.h"

#include "dashboard/http/gzip.h"
#include "dashboard/page/asset.h"
#include "dashboard/page/place_json.h"
#include "dashboard/page/place_page.h"
#include "dashboard/page/zone_page.h"
#include <stdio.h>
#include <string.h>

static bool takes_gzip(const struct request *request)
{
    return gzip_is_accepted(request_header(request, "Accept-Encoding"));
}

static const char *type_of(const char *name)
{
    const char *dot = strrchr(name, '.');
    if (dot && strcmp(dot, ".css") == 0) {
        return "text/css; charset=utf-8";
    }
    if (dot && strcmp(dot, ".js") == 0) {
        return "text/javascript; charset=utf-8";
    }
    return dot && strcmp(dot, ".png") == 0 ? "image/png" : "image/svg+xml";
}

/* An asset as the client takes it; `same`: it has it already. */
static struct reply *asset_reply(const struct asset *asset, bool same, bool gzip)
{
    bool packed = gzip && asset->packed;
    struct reply *reply = packed ? reply_static(same ? 304 : 200, type_of(asset->name),
                                                asset->packed, same ? 0 : asset->packed_length)
                                 : reply_static(same ? 304 : 200, type_of(asset->name),
                                                asset->bytes, same ? 0 : asset->length);
    if (reply && packed && !same) {
        reply_header(reply, "Content-Encoding", "gzip");
    }
    if (reply) {
        reply_header(reply, "Vary", "Accept-Encoding");
    }
    return reply;
}

/* An asset named with its hash may be kept for ever; otherwise it is asked for again. */
struct reply *answer_static(struct site *site, const struct request *request)
{
    const struct asset *asset = asset_find(request->path + strlen(PAGES_STATIC));
    if (!asset || strstr(asset->name, ".html")) { /* templates are no files of a page */
        return reply_not_found(site, request);
    }
    const char *version = request_argument(request, "v");
    const char *known = request_header(request, "If-None-Match");
    char tag[REPLY_VALUE_MAX];
    snprintf(tag, sizeof tag, "W/\"%s\"", asset->hash);
    struct reply *reply =
        asset_reply(asset, known && strstr(known, asset->hash), takes_gzip(request));
    if (reply) {
        bool fixed = version && strcmp(version, asset->hash) == 0;
        reply_header(reply, "Cache-Control",
                     fixed ? "public, max-age=31536000, immutable" : "public, max-age=300");
        reply_header(reply, "ETag", tag);
    }
    return reply;
}

/* At the top, because a service worker serves what lies below it. */
struct reply *answer_worker(struct site *site, const struct request *request)
{
    const struct asset *asset = asset_find("worker.js");
    if (!asset) {
        return reply_not_found(site, request);
    }
    struct reply *reply = asset_reply(asset, false, takes_gzip(request));
    if (reply) {
        reply_header(reply, "Cache-Control", "no-cache");
    }
    return reply;
}

struct reply *answer_manifest(struct site *site, const struct request *request)
{
    char *json = manifest_json(site->editions.snapshot->place, language_asked(site, request));
    struct reply *reply =
        reply_new(200, "application/manifest+json", json, json ? strlen(json) : 0);
    if (reply) {
        reply_header(reply, "Cache-Control", "public, max-age=300");
        reply_header(reply, "Vary", "Accept-Language");
    }
    return reply;
}

/* What the service worker keeps and shows when there is no connection: no figure is on it. */
struct reply *answer_offline(struct site *site, const struct request *request)
{
    size_t length = 0;
    char *page = message_page(language_asked(site, request), site->editions.snapshot->place, "",
                              TEXT_OFFLINE, TEXT_OFFLINE_MORE, &length);
    struct reply *reply = gzip_reply(200, "text/html; charset=utf-8", page, length,
                                     takes_gzip(request), "Accept-Language");
    if (reply) {
        reply_header(reply, "Cache-Control", "no-cache");
    }
    return reply;
}

struct reply *answer_zone(struct site *site, const struct request *request)
{
    struct edition *edition = editions_get(&site->editions, language_asked(site, request));
    const struct snapshot *snapshot = site->editions.snapshot;
    size_t length = 0, zone = snapshot_find(snapshot, request->path + strlen(PAGES_ZONES));
    if (zone == ZONE_NONE) {
        return reply_not_found(site, request);
    }
    if (!edition) {
        return NULL;
    }
    struct view view = edition_view(edition);
    char *page = zone_page(&view, &edition->fragments, zone, &length);
    struct reply *reply = gzip_reply(200, "text/html; charset=utf-8", page, length,
                                     takes_gzip(request), "Accept-Language");
    if (reply) {
        reply_header(reply, "Cache-Control", "no-store");
    }
    return reply;
}
