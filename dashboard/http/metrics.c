#include "dashboard/http/metrics.h"

#include "dashboard/page/buffer.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

static const char text_format[] = "text/plain; version=0.0.4; charset=utf-8";

static int64_t zone_free(const struct snapshot_zone *zone)
{
    return zone->free;
}

static int64_t zone_held(const struct snapshot_zone *zone)
{
    return zone->held;
}

static int64_t zone_unknown(const struct snapshot_zone *zone)
{
    return zone->unknown;
}

static int64_t zone_seats(const struct snapshot_zone *zone)
{
    return zone->seats;
}

static int64_t zone_present(const struct snapshot_zone *zone)
{
    return zone->present.best;
}

static int64_t zone_is_known(const struct snapshot_zone *zone)
{
    return zone->state != STATE_UNKNOWN;
}

/* The names are for ever: alarms and boards of others rest on them. */
static const struct family {
    const char *name, *help;
    int64_t (*value)(const struct snapshot_zone *zone); /* SNAPSHOT_NULL: no sample */
} families[] = {
    {"lampion_zone_known", "Whether the state of the zone is known (1) or unknown (0).",
     zone_is_known},
    {"lampion_zone_seats", "Seats of the zone.", zone_seats},
    {"lampion_zone_seats_free", "Seats known free; absent while none is known.", zone_free},
    {"lampion_zone_seats_held", "Seats left a moment ago and not yet free.", zone_held},
    {"lampion_zone_seats_unknown", "Seats that are not known.", zone_unknown},
    {"lampion_zone_people", "People present by the best estimate; absent while not known.",
     zone_present},
};

static void add_head(struct buffer *out, const char *name, const char *help)
{
    char line[256];
    snprintf(line, sizeof line, "# HELP %s %s\n# TYPE %s gauge\n", name, help, name);
    buffer_text(out, line);
}

static void add_number(struct buffer *out, const char *name, const char *help, double value)
{
    char line[128];
    add_head(out, name, help);
    snprintf(line, sizeof line, "%s %.0f\n", name, value);
    buffer_text(out, line);
}

/* Ids are [a-z0-9-], so that the label needs no escapes. */
static void add_family(struct buffer *out, const struct family *family,
                       const struct snapshot *snapshot)
{
    add_head(out, family->name, family->help);
    for (size_t z = 0; z < snapshot->zone_count; z++) {
        const struct snapshot_zone *zone = &snapshot->zones[z];
        int64_t value = zone->veil == VEIL_PRIVATE ? SNAPSHOT_NULL : family->value(zone);
        if (value == SNAPSHOT_NULL) {
            continue;
        }
        char line[192];
        snprintf(line, sizeof line, "%s{zone=\"%s\"} %" PRId64 "\n", family->name, zone->zone->id,
                 value);
        buffer_text(out, line);
    }
}

struct reply *answer_metrics(struct site *site, const struct request *request)
{
    if (!request->local) {
        return reply_words(403, "Metrics are told on this very machine only.\n");
    }
    bool well = false;
    free(site->health(site->context, &well));
    struct buffer out = {0};
    add_head(&out, "lampion_build_info", "The version of the collector, always 1.");
    buffer_text(&out, "lampion_build_info{version=\"" LAMPION_VERSION "\"} 1\n");
    add_number(&out, "lampion_healthy", "Whether /healthz says that all is well (1) or not (0).",
               well);
    add_number(&out, "lampion_viewers", "Clients that follow the live stream.",
               (double)stream_viewers(site->stream));
    const struct snapshot *snapshot = site->editions.snapshot;
    if (snapshot) {
        add_number(&out, "lampion_snapshot_time_seconds", "When the figures were made, Unix time.",
                   (double)(snapshot->as_of_ms / 1000));
    }
    for (size_t i = 0; snapshot && i < sizeof families / sizeof *families; i++) {
        add_family(&out, &families[i], snapshot);
    }
    size_t length = 0;
    char *body = buffer_take(&out, &length);
    struct reply *reply = reply_new(200, text_format, body, length);
    if (reply) {
        reply_header(reply, "Cache-Control", "no-store");
    }
    return reply;
}
