#include "dashboard/place_diff.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

struct diff {
    const struct place *old, *now;
    place_diff_say *say;
    void *context;
    size_t count;
};

static void __attribute__((format(printf, 2, 3))) tell(struct diff *self, const char *format, ...)
{
    char line[1200];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    self->count++;
    self->say(self->context, line);
}

static const char *or_none(const char *text)
{
    return text ? text : "(none)";
}

static void compare_text(struct diff *self, const char *of, const char *key, const char *old,
                         const char *now)
{
    if (strcmp(or_none(old), or_none(now)) != 0)
        tell(self, "%s: %s %s -> %s", of, key, or_none(old), or_none(now));
}

static void compare_number(struct diff *self, const char *of, const char *key, int64_t old,
                           int64_t now)
{
    if (old != now)
        tell(self, "%s: %s %" PRId64 " -> %" PRId64, of, key, old, now);
}

static void sensor_name(const struct place *place, size_t i, char name[2 * ID_MAX])
{
    snprintf(name, 2 * ID_MAX, "%s%s%s", i == SENSOR_NONE ? "(none)" : place->sensors[i].agent,
             i == SENSOR_NONE ? "" : "/", i == SENSOR_NONE ? "" : place->sensors[i].sensor);
}

static void compare_sensor(struct diff *self, const char *of, const char *key, size_t old,
                           size_t now)
{
    char before[2 * ID_MAX], after[2 * ID_MAX];
    sensor_name(self->old, old, before);
    sensor_name(self->now, now, after);
    compare_text(self, of, key, before, after);
}

static const struct place_seat *find_seat(const struct place_zone *zone, const char *id)
{
    for (size_t i = 0; i < zone->seat_count; i++)
        if (!strcmp(zone->seats[i].id, id))
            return &zone->seats[i];
    return NULL;
}

static void compare_seats(struct diff *self, const char *of, const struct place_zone *old,
                          const struct place_zone *now)
{
    static const char *const policies[] = {"shared", "dedicated", "private"};
    for (size_t i = 0; i < old->seat_count; i++)
        if (!find_seat(now, old->seats[i].id))
            tell(self, "%s: seat %s is gone", of, old->seats[i].id);
    for (size_t i = 0; i < now->seat_count; i++) {
        char name[128];
        const struct place_seat *after = &now->seats[i], *before = find_seat(old, after->id);
        if (!before) {
            tell(self, "%s: seat %s is new", of, after->id);
            continue;
        }
        snprintf(name, sizeof name, "%s: seat %s", of, after->id);
        compare_sensor(self, name, "sensor", before->sensor, after->sensor);
        compare_text(self, name, "policy", policies[before->policy], policies[after->policy]);
        compare_number(self, name, "out of service", before->out_of_service, after->out_of_service);
    }
}

/* What a zone refers to, as one text of names. */
static void list_sensors(const struct place *place, const struct place_zone *zone, char *text,
                         size_t size)
{
    text[0] = 0;
    for (size_t i = 0; i < zone->sensor_count; i++) {
        char name[2 * ID_MAX];
        sensor_name(place, zone->sensors[i], name);
        snprintf(text + strlen(text), size - strlen(text), "%s%s", i ? ", " : "", name);
    }
}

static void list_contained(const struct place *place, const struct place_zone *zone, char *text,
                           size_t size)
{
    text[0] = 0;
    for (size_t i = 0; i < zone->contain_count; i++)
        snprintf(text + strlen(text), size - strlen(text), "%s%s", i ? ", " : "",
                 place->zones[zone->contains[i]].id);
}

static void compare_privacy(struct diff *self, const char *of, const struct place_privacy *old,
                            const struct place_privacy *now)
{
    compare_number(self, of, "visibility", old->visibility, now->visibility);
    compare_number(self, of, "hides outside hours", old->hide_outside_hours,
                   now->hide_outside_hours);
    compare_number(self, of, "bucket", old->bucket, now->bucket);
    compare_number(self, of, "step (s)", old->step_ms / 1000, now->step_ms / 1000);
    compare_number(self, of, "minimum_count", old->minimum_count, now->minimum_count);
    compare_number(self, of, "minimum_count, live", old->live_minimum, now->live_minimum);
}

static void compare_zone(struct diff *self, const struct place_zone *old,
                         const struct place_zone *now)
{
    static const char *const kinds[] = {"seats", "room", "hall"};
    char of[ID_MAX + 16], before[500], after[500];
    snprintf(of, sizeof of, "zone %s", now->id);
    for (int i = 0; i < LANGUAGE_COUNT; i++)
        compare_text(self, of, "name", old->name.in[i], now->name.in[i]);
    compare_text(self, of, "kind", kinds[old->kind], kinds[now->kind]);
    compare_number(self, of, "capacity", old->capacity, now->capacity);
    compare_number(self, of, "release (s)", old->release_ms / 1000, now->release_ms / 1000);
    compare_number(self, of, "hold (s)", old->hold_ms / 1000, now->hold_ms / 1000);
    compare_number(self, of, "quiet (s)", old->quiet_ms / 1000, now->quiet_ms / 1000);
    compare_seats(self, of, old, now);
    list_sensors(self->old, old, before, sizeof before);
    list_sensors(self->now, now, after, sizeof after);
    compare_text(self, of, "sensors", before, after);
    list_contained(self->old, old, before, sizeof before);
    list_contained(self->now, now, after, sizeof after);
    compare_text(self, of, "contains", before, after);
    snprintf(of, sizeof of, "privacy of %s", now->id);
    compare_privacy(self, of, &old->privacy, &now->privacy);
}

static void compare_zones(struct diff *self)
{
    for (size_t i = 0; i < self->old->zone_count; i++)
        if (place_find_zone(self->now, self->old->zones[i].id) == ZONE_NONE)
            tell(self, "zone %s is gone; its history stays", self->old->zones[i].id);
    for (size_t i = 0; i < self->now->zone_count; i++) {
        const struct place_zone *now = &self->now->zones[i];
        size_t old = place_find_zone(self->old, now->id);
        if (old == ZONE_NONE)
            tell(self, "zone %s is new", now->id);
        else
            compare_zone(self, &self->old->zones[old], now);
    }
}

static void door_text(const struct place *place, size_t i, char text[200])
{
    const struct place_door *door = &place->doors[i];
    char sensor[2 * ID_MAX];
    sensor_name(place, door->sensor, sensor);
    snprintf(text, 200, "door %s from %s to %s", sensor,
             door->from < place->zone_count ? place->zones[door->from].id : "outside",
             door->to < place->zone_count ? place->zones[door->to].id : "outside");
}

static bool has_door(const struct place *place, const char *text)
{
    bool found = false;
    for (size_t i = 0; i < place->door_count; i++) {
        char other[200];
        door_text(place, i, other);
        found = found || !strcmp(text, other);
    }
    return found;
}

static void compare_doors(struct diff *self, const struct place *of, const struct place *other,
                          const char *word)
{
    for (size_t i = 0; i < of->door_count; i++) {
        char text[200];
        door_text(of, i, text);
        if (!has_door(other, text))
            tell(self, "%s is %s", text, word);
    }
}

static void compare_source(struct diff *self, const struct place_source *old,
                           const struct place_source *now)
{
    static const char *const kinds[] = {"on-off", "count", "counter"};
    char of[ID_MAX + 8];
    snprintf(of, sizeof of, "source %s", now->id);
    compare_text(self, of, "kind", kinds[old->kind], kinds[now->kind]);
    compare_text(self, of, "topic", old->topic, now->topic);
    compare_text(self, of, "path", old->path, now->path);
    compare_text(self, of, "in", old->in, now->in);
    compare_text(self, of, "out", old->out, now->out);
    compare_text(self, of, "on", old->on, now->on);
    compare_text(self, of, "off", old->off, now->off);
    compare_text(self, of, "availability", old->availability, now->availability);
    compare_text(self, of, "availability_path", old->availability_path, now->availability_path);
    compare_text(self, of, "online", old->online, now->online);
    compare_number(self, of, "freshness (s)", old->freshness_ms / 1000, now->freshness_ms / 1000);
}

static void compare_sources(struct diff *self)
{
    for (size_t i = 0; i < self->old->source_count; i++)
        if (!place_find_source(self->now, self->old->sources[i].id))
            tell(self, "source %s is gone", self->old->sources[i].id);
    for (size_t i = 0; i < self->now->source_count; i++) {
        const struct place_source *now = &self->now->sources[i];
        const struct place_source *old = place_find_source(self->old, now->id);
        if (old)
            compare_source(self, old, now);
        else
            tell(self, "source %s is new", now->id);
    }
}

size_t place_diff(const struct place *old, const struct place *now, place_diff_say *say,
                  void *context)
{
    struct diff self = {old, now, say, context, 0};
    for (int i = 0; i < LANGUAGE_COUNT; i++)
        compare_text(&self, "place", "name", old->name.in[i], now->name.in[i]);
    compare_text(&self, "place", "id", old->id, now->id);
    compare_text(&self, "place", "timezone", old->timezone, now->timezone);
    compare_text(&self, "place", "opening_hours", old->opening_hours, now->opening_hours);
    compare_text(&self, "place", "holidays", old->holidays, now->holidays);
    compare_sensor(&self, "place", "open: sensor", old->open_sensor, now->open_sensor);
    compare_privacy(&self, "privacy", &old->privacy, &now->privacy);
    compare_sources(&self);
    compare_zones(&self);
    compare_doors(&self, old, now, "gone");
    compare_doors(&self, now, old, "new");
    return self.count;
}
