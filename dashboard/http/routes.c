#include "dashboard/http/routes.h"

#include "dashboard/http/gzip.h"
#include "dashboard/http/hung.h"
#include "dashboard/http/metrics.h"
#include "dashboard/http/negotiate.h"
#include "dashboard/http/pages.h"
#include "dashboard/http/space.h"
#include "dashboard/page/buffer.h"
#include "dashboard/page/place_page.h"
#include <stdio.h>
#include <string.h>

static const char html[] = "text/html; charset=utf-8";

enum language language_asked(const struct site *site, const struct request *request)
{
    const struct snapshot *snapshot = site->editions.snapshot;
    return language_choose(snapshot ? snapshot->place : NULL, request_argument(request, "lang"),
                           request_header(request, "Accept-Language"));
}

/* Machines get the language they name, else the first of the place, whatever they accept. */
static enum language language_named(const struct site *site, const struct request *request)
{
    return language_choose(site->editions.snapshot->place, request_argument(request, "lang"), NULL);
}

/* Leads from an address to the page: "" or "../" as often as needed. */
static const char *root_of(const char *path, char root[64])
{
    size_t deep = 0;
    for (const char *at = path + (*path == '/'); *at; at++) {
        deep += *at == '/';
    }
    if (deep > 16) {
        return "/";
    }
    root[0] = '\0';
    for (size_t i = 0; i < deep; i++) {
        strcat(root, "../");
    }
    return root;
}

struct reply *reply_message(const struct site *site, const struct request *request, int status,
                            enum text what, enum text more, const char *words)
{
    const char *accept = request_header(request, "Accept");
    if (!accept || !strstr(accept, "text/html")) {
        return reply_words(status, words);
    }
    const struct snapshot *snapshot = site->editions.snapshot;
    char root[64];
    size_t length = 0;
    char *page = message_page(language_asked(site, request), snapshot ? snapshot->place : NULL,
                              root_of(request->path, root), what, more, &length);
    struct reply *reply = reply_new(status, html, page, length);
    if (reply) {
        reply_header(reply, "Cache-Control", "no-store");
        reply_header(reply, "Vary", "Accept, Accept-Language");
    }
    return reply;
}

static struct reply *reply_not_ready(const struct site *site, const struct request *request)
{
    struct reply *reply =
        reply_message(site, request, 503, TEXT_NOT_READY, TEXT_NOT_READY_MORE,
                      "No figures yet: the collector is starting. Try again in a moment.\n");
    if (reply) {
        reply_header(reply, "Retry-After", "2");
    }
    return reply;
}

struct reply *reply_not_found(const struct site *site, const struct request *request)
{
    return reply_message(site, request, 404, TEXT_NOT_FOUND, TEXT_NOT_FOUND_MORE,
                         "This address leads nowhere.\n");
}

static bool may_see(const struct site *site, const struct request *request)
{
    enum place_visibility visibility = site->editions.snapshot->place->privacy.visibility;
    return visibility == VISIBILITY_PUBLIC || request->local ||
           (site->wing.may_see &&
            site->wing.may_see(site->wing.context, request, visibility == VISIBILITY_MEMBERS));
}

/* What stands in the way of showing the place to this client; NULL when nothing does. Places that
 * are not public are shown on this very machine, and to whom the wing lets in. */
static struct reply *reply_barred(const struct site *site, const struct request *request)
{
    const struct snapshot *snapshot = site->editions.snapshot;
    if (!snapshot) {
        return reply_not_ready(site, request);
    }
    if (!may_see(site, request)) {
        return reply_message(site, request, 403, TEXT_NOT_PUBLIC, TEXT_NOT_PUBLIC_MORE,
                             "This place shows its figures to its members only.\n");
    }
    return NULL;
}

static struct reply *answer_page(struct site *site, const struct request *request)
{
    struct edition *edition = editions_get(&site->editions, language_asked(site, request));
    bool gzip = gzip_is_accepted(request_header(request, "Accept-Encoding"));
    return edition ? edition_page(edition, gzip) : NULL;
}

static struct reply *answer_place(struct site *site, const struct request *request)
{
    struct edition *edition = editions_get(&site->editions, language_named(site, request));
    return edition ? edition_place(edition) : NULL;
}

static struct reply *answer_live(struct site *site, const struct request *request)
{
    const char *only = request_argument(request, "only");
    bool page = only && strcmp(only, "fragments") == 0;
    return stream_reply(site->stream, language_named(site, request), page ? FRAME_PAGE : FRAME_ALL);
}

static struct reply *answer_history(struct site *site, const struct request *request)
{
    return site->history
               ? site->history(site->history_context, request, site->editions.snapshot->place)
               : reply_not_found(site, request);
}

static struct reply *answer_wrong(struct site *site, const struct request *request)
{
    return site->object && request->post ? site->object(site->object_context, site, request)
                                         : reply_not_found(site, request);
}

static struct reply *answer_health(struct site *site, const struct request *request)
{
    if (!request->local) {
        return reply_words(403, "Health is told on this very machine only.\n");
    }
    bool well = false;
    char *body = site->health(site->context, &well);
    struct reply *reply =
        reply_new(well ? 200 : 503, "application/json", body, body ? strlen(body) : 0);
    if (reply) {
        reply_header(reply, "Cache-Control", "no-store");
    }
    return reply;
}

static const struct route {
    const char *path; /* ending in / and longer than that: everything below it */
    struct reply *(*answer)(struct site *site, const struct request *request);
    bool barred; /* shown by the visibility of the place, and only when there is a snapshot */
} routes[] = {
    {"/", answer_page, true},
    {"/api/v1/place", answer_place, true},
    {"/api/v1/live", answer_live, true},
    {"/api/v1/zones/", answer_history, true},
    {PAGES_WRONG, answer_wrong, true},
    {"/healthz", answer_health, false},
    {"/metrics", answer_metrics, false},
    {PAGES_STATIC, answer_static, false},
    {PAGES_ZONES, answer_zone, true},
    {"/manifest.webmanifest", answer_manifest, true},
    {"/worker.js", answer_worker, false},
    {"/offline", answer_offline, true},
    {"/widget", answer_widget, true},
    {"/kiosk", answer_kiosk, true},
    {"/spaceapi.json", answer_space, false},
};

static bool route_matches(const struct route *route, const char *path)
{
    size_t length = strlen(route->path);
    bool prefix = length > 1 && route->path[length - 1] == '/';
    return prefix ? strncmp(path, route->path, length) == 0 : strcmp(path, route->path) == 0;
}

static struct reply *answer_wing(struct site *site, const struct request *request)
{
    const struct snapshot *snapshot = site->editions.snapshot;
    enum language language = language_asked(site, request);
    const char *name = snapshot ? snapshot->place->name.in[language] : NULL;
    return site->wing.answer(site->wing.context, request, language,
                             name       ? name
                             : snapshot ? snapshot->place->id
                                        : "Lampion");
}

/* The path as we name it, whether or not the proxy has taken its prefix off. */
static const char *path_within(const struct site *site, const char *path)
{
    size_t length = site->base ? strlen(site->base) : 0;
    return length && strncmp(path, site->base, length) == 0 && path[length] == '/' ? path + length
                                                                                   : path;
}

bool routes_take(void *context, const char *path)
{
    struct site *site = context;
    path = path_within(site, path);
    if (site->object && strcmp(path, PAGES_WRONG) == 0) {
        return true;
    }
    return site->wing.owns && site->wing.owns(path) && site->wing.takes(site->wing.context, path);
}

struct reply *routes_answer(void *context, const struct request *given)
{
    struct site *site = context;
    struct request within = *given, *request = &within;
    within.path = path_within(site, given->path);
    if (site->wing.owns && site->wing.owns(request->path)) {
        return answer_wing(site, request);
    }
    for (size_t i = 0; i < sizeof routes / sizeof *routes; i++) {
        if (route_matches(&routes[i], request->path)) {
            struct reply *barred = routes[i].barred ? reply_barred(site, request) : NULL;
            return barred ? barred : routes[i].answer(site, request);
        }
    }
    return reply_not_found(site, request);
}
