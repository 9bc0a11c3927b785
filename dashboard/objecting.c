#include "dashboard/objecting.h"

#include "agent/common/log.h"
#include "agent/common/time.h"
#include "dashboard/history/objections.h"
#include "dashboard/http/form.h"
#include "dashboard/http/server.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* On its way through the desk. */
struct saying {
    struct objecting *house;
    struct pending *pending;
    char zone[ID_MAX], location[ID_MAX + 64];
    enum claim claim;
    int64_t at_ms;
    int error;
    struct why why;
};

static void on_run(void *context, struct store *reading)
{
    struct saying *self = context;
    (void)reading;
    struct store *store = store_open(self->house->store_path, STORE_WRITE, &self->why);
    self->error =
        store ? objection_put(store, self->zone, self->claim, self->at_ms, &self->why) : -1;
    store_close(store);
}

static struct reply *go(const char *location)
{
    struct reply *reply = reply_words(303, "See there.\n");
    if (reply)
        reply_header(reply, "Location", location);
    return reply;
}

static void on_done(void *context)
{
    struct saying *self = context;
    if (self->error)
        log_error("objections", "%s", self->why.text);
    else
        self->house->written(self->house->context);
    pending_answer(self->pending,
                   self->error ? reply_words(500, "It could not be kept. Try again in a moment.\n")
                               : go(self->location));
    self->pending = NULL;
}

static void on_free(void *context)
{
    struct saying *self = context;
    if (self->pending)
        pending_answer(self->pending, NULL);
    free(self);
}

/* Fills what is said; NULL: it may be. */
static struct reply *read_form(const struct site *site, const struct request *request,
                               struct saying *saying, const struct snapshot_zone **zone)
{
    struct form form;
    const struct snapshot *snapshot = site->editions.snapshot;
    if (form_parse(&form, request->body, request->body_length))
        return reply_message(site, request, 400, TEXT_WRONG_FORM, TEXT_WRONG_FORM_MORE,
                             "That is no form of ours.\n");
    const char *id = form_value(&form, "zone"), *claim = form_value(&form, "claim");
    size_t z = id ? place_find_zone(snapshot->place, id) : ZONE_NONE;
    bool whole = z != ZONE_NONE && z < snapshot->zone_count && claim &&
                 claim_parse(claim, &saying->claim) == 0;
    form_clear(&form);
    if (!whole)
        return reply_message(site, request, 422, TEXT_WRONG_FORM, TEXT_WRONG_FORM_MORE,
                             "zone: one of the place; claim: taken, closed or people.\n");
    *zone = &snapshot->zones[z];
    strcpy(saying->zone, snapshot->place->zones[z].id);
    saying->at_ms = snapshot->as_of_ms;
    snprintf(saying->location, sizeof saying->location, "zones/%s?lang=%s", saying->zone,
             lang_code(language_asked(site, request)));
    return NULL;
}

/* Whether it may be said now, and is news. NULL: yes, and it counts. */
static struct reply *limit(struct objecting *self, const struct site *site,
                           const struct request *request, const struct origin *origin,
                           const struct snapshot_zone *zone)
{
    int64_t now_ms = clock_real_ms();
    if (zone->contested_ms) { /* said already */
        char location[ID_MAX + 64];
        snprintf(location, sizeof location, "zones/%s?lang=%s", zone->zone->id,
                 lang_code(language_asked(site, request)));
        return go(location);
    }
    if (!snapshot_says_free(zone))
        return reply_message(site, request, 409, TEXT_WRONG_NOT_FREE, TEXT_WRONG_NOT_FREE_MORE,
                             "This zone is not shown as free.\n");
    if (backoff_wait_ms(&self->addresses, origin->address, now_ms) ||
        backoff_wait_ms(&self->zones, zone->zone->id, now_ms))
        return reply_message(site, request, 429, TEXT_WRONG_OFTEN, TEXT_WRONG_OFTEN_MORE,
                             "Said too often. Try again in a few minutes.\n");
    self->addresses.most_ms = self->zones.most_ms = OBJECTING_WAIT_MOST_MS;
    backoff_attempt(&self->addresses, origin->address, now_ms);
    backoff_attempt(&self->zones, zone->zone->id, now_ms);
    return NULL;
}

static struct reply *check(struct objecting *self, const struct site *site,
                           const struct request *request, struct saying *saying)
{
    struct origin origin;
    const struct snapshot_zone *zone = NULL;
    origin_of(self->proxies, request, &origin);
    if (!origin_is_ours(&origin, request))
        return reply_message(site, request, 403, TEXT_WRONG_FORM, TEXT_WRONG_FORM_MORE,
                             "That was not posted from a page of ours.\n");
    struct reply *refused = read_form(site, request, saying, &zone);
    return refused ? refused : limit(self, site, request, &origin, zone);
}

struct reply *objecting_answer(void *objecting, struct site *site, const struct request *request)
{
    struct objecting *self = objecting;
    struct saying *saying = calloc(1, sizeof *saying);
    if (!saying)
        return NULL;
    saying->house = self;
    struct reply *refused = check(self, site, request, saying);
    if (!refused && desk_waiting(self->desk) + 1 >= DESK_JOBS_MAX)
        refused = reply_words(503, "Too much to do. Try again in a moment.\n");
    if (refused) {
        free(saying);
        return refused;
    }
    saying->pending = request_later(request);
    if (!saying->pending || desk_submit(self->desk, on_run, on_done, on_free, saying))
        on_free(saying);
    return NULL;
}
