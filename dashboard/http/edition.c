#include "dashboard/http/edition.h"

#include "dashboard/http/gzip.h"
#include "dashboard/page/place_json.h"
#include "dashboard/page/place_page.h"
#include <stdlib.h>
#include <string.h>

struct edition *edition_ref(struct edition *self)
{
    self->references++;
    return self;
}

void edition_unref(struct edition *self)
{
    if (!self || --self->references > 0) {
        return;
    }
    reply_unref(self->page[false]);
    reply_unref(self->page[true]);
    reply_unref(self->place);
    fragments_free(&self->fragments);
    free(self->json);
    snapshot_unref(self->snapshot);
    free(self);
}

struct view edition_view(const struct edition *self)
{
    return (struct view){
        .snapshot = self->snapshot, .zone = self->zone, .language = self->language};
}

static struct edition *edition_new(struct snapshot *snapshot, const struct zonetime *zone,
                                   enum language language)
{
    struct edition *self = calloc(1, sizeof *self);
    if (!self) {
        return NULL;
    }
    self->references = 1;
    self->language = language;
    self->snapshot = snapshot_ref(snapshot);
    self->zone = zone;
    self->json = place_json(snapshot, zone, language);
    struct view view = edition_view(self);
    if (!self->json || place_fragments(&view, &self->fragments) < 0) {
        edition_unref(self);
        return NULL;
    }
    return self;
}

struct reply *edition_page(struct edition *self, bool gzip)
{
    if (!self->page[gzip]) {
        size_t length = 0;
        struct view view = edition_view(self);
        char *html = place_page(&view, &self->fragments, &length);
        self->page[gzip] =
            gzip_reply(200, "text/html; charset=utf-8", html, length, gzip, "Accept-Language");
        if (!self->page[gzip]) {
            return NULL;
        }
        reply_header(self->page[gzip], "Cache-Control", "no-store");
    }
    return reply_ref(self->page[gzip]);
}

struct reply *edition_place(struct edition *self)
{
    if (!self->place) {
        char *whole = place_json_whole(self->snapshot, self->zone, self->language);
        self->place = reply_new(200, "application/json", whole, whole ? strlen(whole) : 0);
        if (!self->place) {
            return NULL;
        }
        reply_header(self->place, "Cache-Control", "no-store");
        reply_header(self->place, "Access-Control-Allow-Origin", "*");
    }
    return reply_ref(self->place);
}

void editions_publish(struct editions *self, struct snapshot *snapshot)
{
    for (int language = 0; language < LANGUAGE_COUNT; language++) {
        edition_unref(self->list[language]);
        self->list[language] = NULL;
    }
    if (snapshot && self->snapshot && snapshot->open.state != self->snapshot->open.state) {
        self->open_changed_ms = snapshot->as_of_ms;
    }
    snapshot_unref(self->snapshot);
    self->snapshot = snapshot ? snapshot_ref(snapshot) : NULL;
}

struct edition *editions_get(struct editions *self, enum language language)
{
    if (!self->list[language] && self->snapshot) {
        self->list[language] = edition_new(self->snapshot, self->zone, language);
    }
    return self->list[language];
}
