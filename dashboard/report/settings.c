#include "dashboard/report/settings.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* As place_zones.c has them where nothing is said. */
#define RELEASE_MS (15 * 60000)
#define QUIET_MS (60 * 60000)

struct listing {
    struct report *report;
    const char *zone; /* NULL: the place */
    bool failed;
};

static void add(struct listing *self, const char *key, const char *value, const char *standard)
{
    struct report *report = self->report;
    if (strcmp(value, standard) == 0)
        return;
    struct report_setting *more =
        realloc(report->settings, (report->setting_count + 1) * sizeof *more);
    self->failed = self->failed || !more;
    if (!more)
        return;
    report->settings = more;
    struct report_setting *setting = &more[report->setting_count++];
    snprintf(setting->key, sizeof setting->key, "%s%.32s%s%.24s", self->zone ? "zones." : "",
             self->zone ? self->zone : "", self->zone ? "." : "", key);
    snprintf(setting->value, sizeof setting->value, "%.63s", value);
    snprintf(setting->standard, sizeof setting->standard, "%.63s", standard);
}

static void add_text(struct listing *self, const char *key, const char *value, const char *standard)
{
    add(self, key, value ? value : standard, standard);
}

static void add_number(struct listing *self, const char *key, int64_t value, int64_t standard)
{
    char texts[2][24];
    snprintf(texts[0], sizeof texts[0], "%" PRId64, value);
    snprintf(texts[1], sizeof texts[1], "%" PRId64, standard);
    add(self, key, texts[0], texts[1]);
}

void settings_span(int64_t span_ms, char text[SETTINGS_SPAN_MAX])
{
    static const struct {
        int64_t ms;
        const char *unit;
    } units[] = {{86400000, "d"}, {3600000, "h"}, {60000, "m"}, {1000, "s"}, {1, "ms"}};
    size_t i = 0;
    while (span_ms % units[i].ms != 0)
        i++;
    snprintf(text, SETTINGS_SPAN_MAX, "%" PRId64 "%s", span_ms / units[i].ms, units[i].unit);
}

static void add_span(struct listing *self, const char *key, int64_t value_ms, int64_t standard_ms)
{
    char texts[2][SETTINGS_SPAN_MAX];
    if (value_ms == standard_ms)
        return;
    settings_span(value_ms, texts[0]);
    settings_span(standard_ms, texts[1]);
    add(self, key, texts[0], texts[1]);
}

static void list_seats(struct listing *self, const struct place_zone *zone)
{
    int64_t away[3] = {0};
    for (size_t i = 0; i < zone->seat_count; i++)
        away[zone->seats[i].policy]++;
    add_number(self, "seats.dedicated", away[SEAT_DEDICATED], 0);
    add_number(self, "seats.private", away[SEAT_PRIVATE], 0);
}

static void list_zone(struct listing *self, const struct place_zone *zone)
{
    static const char *const purposes[] = {"room",     "meeting", "office", "phone",   "lounge",
                                           "workshop", "kitchen", "toilet", "corridor"};
    char span[SETTINGS_SPAN_MAX];
    self->zone = zone->id;
    add_number(self, "capacity", zone->capacity, 0);
    list_seats(self, zone);
    add_span(self, "release", zone->release_ms, RELEASE_MS);
    if (zone->kind == ZONE_ROOM)
        add_text(self, "purpose", purposes[zone->purpose], "room");
    if (zone->has_hold) {
        settings_span(zone->hold_ms, span);
        add(self, "hold", span, "by the filter");
    }
    add_span(self, "quiet", zone->quiet_ms, QUIET_MS);
    if (zone->fresh_ms) {
        settings_span(zone->fresh_ms, span);
        add(self, "freshness", span, "30s");
    }
    self->zone = NULL;
}

int settings_list(struct report *report, const struct report_setting *more, size_t count,
                  struct why *why)
{
    static const char *const seen_by[] = {"public", "members", "private"};
    const struct place *place = report->place;
    const struct place_privacy *privacy = &place->privacy;
    struct listing self = {.report = report};
    add_text(&self, "place.opening_hours", place->opening_hours, "not said");
    if (place->open_sensor != SENSOR_NONE)
        add(&self, "place.open.sensor", "a sensor says whether it is open", "none");
    add_text(&self, "place.holidays", place->holidays, "none");
    add_text(&self, "place.school_holidays", place->school_holidays, "none");
    add(&self, "privacy.visibility", seen_by[privacy->visibility], "public");
    add(&self, "privacy.outside_hours", privacy->hide_outside_hours ? "hide" : "show", "show");
    add_number(&self, "privacy.minimum_count", report->minimum_count, 3);
    add_number(&self, "privacy.bucket", privacy->bucket, 1);
    add_span(&self, "privacy.step", privacy->step_ms, 60000);
    for (size_t i = 0; i < place->zone_count; i++)
        list_zone(&self, &place->zones[i]);
    for (size_t i = 0; i < count; i++)
        add(&self, more[i].key, more[i].value, more[i].standard);
    return self.failed ? why_set(why, ENOMEM, "out of memory") : 0;
}
