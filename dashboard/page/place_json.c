#include "dashboard/page/place_json.h"

#include "agent/common/time.h"
#include "dashboard/page/lang.h"
#include "dashboard/page/page_parts.h"
#include "dashboard/page/room_line.h"
#include "dashboard/page/why_line.h"
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static json_t *number_or_null(int64_t n)
{
    return n == SNAPSHOT_NULL ? json_null() : json_integer(n);
}

static json_t *moment_or_null(int64_t utc_ms)
{
    if (utc_ms <= 0 || utc_ms == SNAPSHOT_NEVER) {
        return json_null();
    }
    char text[TIME_TEXT_MAX];
    time_format_s(utc_ms, text);
    return json_string(text);
}

/* A text that may be missing, or (it comes from outside) no UTF-8. */
static json_t *text_or_null(const char *text)
{
    json_t *json = text ? json_string(text) : NULL;
    return json ? json : json_null();
}

/* Free seats as the contract counts them: null when none is known, and when closed. */
static json_t *free_or_null(const struct snapshot *snapshot, int64_t free, int64_t seats,
                            int64_t unknown)
{
    bool none_known = seats != SNAPSHOT_NULL && unknown == seats;
    if (snapshot->open.state == OPEN_CLOSED || none_known) {
        return json_null();
    }
    return number_or_null(free);
}

static json_t *present_json(const struct snapshot_present *present)
{
    return json_pack("{s:o,s:o,s:o}", "low", number_or_null(present->low), "best",
                     number_or_null(present->best), "high", number_or_null(present->high));
}

static const char *open_word(enum open_state state)
{
    switch (state) {
    case OPEN_OPEN:
        return "open";
    case OPEN_CLOSED:
        return "closed";
    default:
        return "unknown";
    }
}

static const char *kind_word(enum zone_kind kind)
{
    switch (kind) {
    case ZONE_SEATS:
        return "seats";
    case ZONE_ROOM:
        return "room";
    default:
        return "hall";
    }
}

static const char *state_word(enum zone_state state)
{
    switch (state) {
    case STATE_FREE:
        return "free";
    case STATE_BUSY:
        return "busy";
    case STATE_FULL:
        return "full";
    default:
        return "unknown";
    }
}

static json_t *whys_json(const struct snapshot_zone *zone, const struct zonetime *zonetime,
                         int64_t now_ms)
{
    json_t *whys = json_array();
    for (size_t i = 0; i < zone->why_count; i++) {
        struct buffer line = {0};
        why_terse(&line, &zone->whys[i], zonetime, now_ms);
        json_array_append_new(whys, text_or_null(buffer_peek(&line)));
        buffer_free(&line);
    }
    if (zone->account.basis != ROOM_SAYS_NOTHING) {
        struct buffer line = {0};
        room_terse(&line, &zone->account, zonetime, now_ms);
        json_array_append_new(whys, text_or_null(buffer_peek(&line)));
        buffer_free(&line);
    }
    return whys;
}

static json_t *zone_json(const struct snapshot *snapshot, const struct snapshot_zone *zone,
                         const struct zonetime *zonetime, enum language language)
{
    int64_t capacity = zone->zone->capacity ? zone->zone->capacity : SNAPSHOT_NULL;
    json_t *json = json_pack(
        "{s:s,s:o,s:s,s:s,s:o,s:o,s:o,s:o,s:o,s:o,s:o,s:o,s:{s:i,s:i},s:o}", "id", zone->zone->id,
        "name", text_or_null(zone->zone->name.in[language]), "kind", kind_word(zone->zone->kind),
        "state", state_word(zone->state), "seats", number_or_null(zone->seats), "free",
        free_or_null(snapshot, zone->free, zone->seats, zone->unknown), "held",
        number_or_null(zone->held), "unknown", number_or_null(zone->unknown), "capacity",
        number_or_null(capacity), "present", present_json(&zone->present), "since",
        moment_or_null(zone->since_ms), "as_of", moment_or_null(zone->as_of_ms), "sensors", "ok",
        zone->sensors_ok, "total", zone->sensors_total, "why",
        whys_json(zone, zonetime, snapshot->as_of_ms));
    /* Said where there are any: sources, whose words are lost while nobody listens. */
    if (zone->unprotected)
        json_object_set_new(json_object_get(json, "sensors"), "unprotected",
                            json_integer(zone->unprotected));
    return json;
}

/* The chances of the quarters to come; null when they are not known. */
static json_t *later_json(const struct snapshot *snapshot, const struct outlook_zone *zone)
{
    const struct outlook_quarter *quarter;
    json_t *later = json_array();
    for (size_t at = 0; (quarter = outlook_next(snapshot->outlook, zone, snapshot->as_of_ms, &at));)
        json_array_append_new(later,
                              json_pack("{s:o,s:f}", "from", moment_or_null(quarter->from_ms),
                                        "free_chance", outlook_percent(quarter->chance) / 100.0));
    if (json_array_size(later))
        return later;
    json_decref(later);
    return json_null();
}

/* Days like today that a forecast rests on, beside it. */
static void add_later(json_t *object, const struct snapshot *snapshot,
                      const struct outlook_zone *zone)
{
    json_t *later = later_json(snapshot, zone);
    json_object_set_new(object, "later_days",
                        json_is_null(later) ? json_null() : json_integer(zone->days));
    json_object_set_new(object, "later", later);
}

static void add_outlook(json_t *object, const struct snapshot *snapshot)
{
    json_t *zones = json_object_get(object, "zones");
    if (!snapshot->outlook)
        return;
    add_later(object, snapshot, &snapshot->outlook->place);
    size_t shown = 0;
    for (size_t z = 0; z < snapshot->zone_count && z < snapshot->outlook->zone_count; z++) {
        if (snapshot->zones[z].veil == VEIL_PRIVATE)
            continue;
        if (snapshot->outlook->zones[z].zone->seat_count)
            add_later(json_array_get(zones, shown), snapshot, &snapshot->outlook->zones[z]);
        shown++;
    }
}

static json_t *place_object(const struct snapshot *snapshot, const struct zonetime *zonetime,
                            enum language language)
{
    const struct place *place = snapshot->place;
    json_t *zones = json_array();
    for (size_t i = 0; i < snapshot->zone_count; i++) {
        if (snapshot->zones[i].veil != VEIL_PRIVATE)
            json_array_append_new(zones,
                                  zone_json(snapshot, &snapshot->zones[i], zonetime, language));
    }
    return json_pack(
        "{s:{s:o,s:s,s:o,s:o},s:o,s:o,s:{s:s,s:o},s:o,s:o,s:o,s:o,s:o,s:o}", "place", "uri",
        text_or_null(place->uri), "id", place->id, "name", text_or_null(place->name.in[language]),
        "timezone", text_or_null(place->timezone), "as_of", moment_or_null(snapshot->as_of_ms),
        "holds_until", moment_or_null(snapshot->until_ms), "open", "state",
        open_word(snapshot->open.state), "until", moment_or_null(snapshot->open.until_ms), "seats",
        number_or_null(snapshot->seats), "free",
        free_or_null(snapshot, snapshot->free, snapshot->seats, snapshot->unknown), "held",
        number_or_null(snapshot->held), "unknown", number_or_null(snapshot->unknown), "present",
        present_json(&snapshot->present), "zones", zones);
}

char *place_json(const struct snapshot *snapshot, const struct zonetime *zonetime,
                 enum language language)
{
    json_t *object = place_object(snapshot, zonetime, language);
    char *text = object ? json_dumps(object, JSON_COMPACT) : NULL;
    json_decref(object);
    return text;
}

char *place_json_whole(const struct snapshot *snapshot, const struct zonetime *zonetime,
                       enum language language)
{
    json_t *object = place_object(snapshot, zonetime, language);
    if (object)
        add_outlook(object, snapshot);
    char *text = object ? json_dumps(object, JSON_COMPACT | JSON_REAL_PRECISION(3)) : NULL;
    json_decref(object);
    return text;
}

/* Takes the object over. */
static void json_write(struct buffer *out, json_t *object)
{
    char *text = object ? json_dumps(object, JSON_COMPACT) : NULL;
    json_decref(object);
    if (text) {
        buffer_text(out, text);
    } else {
        out->failed = true;
    }
    free(text);
}

void fragment_json(struct buffer *out, const char *id, const char *html)
{
    json_write(out, json_pack("{s:s,s:o}", "id", id, "html", text_or_null(html)));
}

void times_json(struct buffer *out, const struct snapshot *snapshot)
{
    json_write(out, json_pack("{s:o,s:o,s:i}", "as_of", moment_or_null(snapshot->as_of_ms),
                              "holds_until", moment_or_null(snapshot->until_ms), "plan",
                              (int)page_plan(snapshot->place)));
}

static json_t *icon_json(const char *file, const char *sizes, const char *type, const char *purpose)
{
    return json_pack("{s:s,s:s,s:s,s:s}", "src", file, "sizes", sizes, "type", type, "purpose",
                     purpose);
}

char *manifest_json(const struct place *place, enum language language)
{
    const char *name = name_of(&place->name, language, place->id);
    char start[16];
    snprintf(start, sizeof start, "./?lang=%s", lang_code(language));
    json_t *object = json_pack(
        "{s:s,s:o,s:o,s:s,s:s,s:s,s:s,s:s,s:s,s:[o,o,o,o]}", "id", "./", "name", text_or_null(name),
        "short_name", text_or_null(name), "lang", lang_code(language), "start_url", start, "scope",
        "./", "display", "standalone", "background_color", "#faf8f4", "theme_color", "#14171f",
        "icons", icon_json("static/icon.svg", "any", "image/svg+xml", "any"),
        icon_json("static/icon-192.png", "192x192", "image/png", "any"),
        icon_json("static/icon-512.png", "512x512", "image/png", "any"),
        icon_json("static/icon-maskable.png", "512x512", "image/png", "maskable"));
    char *text = object ? json_dumps(object, JSON_COMPACT) : NULL;
    json_decref(object);
    return text;
}
