#include "dashboard/page/zone_card.h"

#include "dashboard/page/html.h"
#include "dashboard/page/lang.h"
#include "dashboard/page/moment.h"
#include "dashboard/page/room_line.h"
#include "dashboard/page/shape.h"
#include "dashboard/page/why_line.h"

_Static_assert((int)SHAPE_FULL == (int)STATE_FULL && (int)SHAPE_BUSY == (int)STATE_BUSY &&
                   (int)SHAPE_FREE == (int)STATE_FREE,
               "shapes follow the states");

static enum text state_text(const struct snapshot_zone *zone)
{
    static const enum text first[] = {
        [ZONE_SEATS] = TEXT_SEATS_STATE,
        [ZONE_ROOM] = TEXT_ROOM_STATE,
        [ZONE_HALL] = TEXT_HALL_STATE,
    };
    if (zone->veil != VEIL_NONE) {
        return TEXT_ZONE_VEILED;
    }
    return first[zone->zone->kind] + zone->state;
}

static bool zone_is_closed(const struct view *view, const struct snapshot_zone *zone)
{
    return view->snapshot->open.state == OPEN_CLOSED || zone->open == OPEN_CLOSED;
}

static void since_write(struct buffer *out, const struct view *view, int64_t since_ms)
{
    struct buffer moment = {0}, since = {0};
    moment_near(&moment, view->language, view->zone, since_ms, view->snapshot->as_of_ms);
    lang_write(&since, view->language, TEXT_SINCE, buffer_peek(&moment), NULL);
    html_write(out, " <small>%s</small>", buffer_peek(&since));
    buffer_free(&moment);
    buffer_free(&since);
}

static void state_write(struct buffer *out, const struct view *view,
                        const struct snapshot_zone *zone)
{
    bool closed = zone_is_closed(view, zone);
    enum shape shape = closed ? SHAPE_CLOSED : (enum shape)zone->state;
    enum text text = closed ? TEXT_ZONE_CLOSED : state_text(zone);
    html_write(out, "<p class=\"state %s\">", shape_class(shape));
    shape_write(out, shape);
    html_write(out, "%s", lang_text(view->language, text));
    if (!closed && zone->since_ms > 0) {
        since_write(out, view, zone->since_ms);
    }
    buffer_text(out, "</p>");
}

static void count_write(struct buffer *out, const struct view *view, enum shape shape,
                        enum text text, int64_t n)
{
    struct buffer words = {0};
    lang_count(&words, view->language, text, n);
    html_write(out, "<li class=%s>", shape_class(shape));
    shape_write(out, shape);
    html_write(out, "%s</li>", buffer_peek(&words));
    buffer_free(&words);
}

static int64_t known_or_zero(int64_t n)
{
    return n == SNAPSHOT_NULL ? 0 : n;
}

static void seats_write(struct buffer *out, const struct view *view,
                        const struct snapshot_zone *zone)
{
    int64_t free = known_or_zero(zone->free), held = known_or_zero(zone->held);
    int64_t taken = known_or_zero(zone->taken), unknown = known_or_zero(zone->unknown);
    if (zone->seats == SNAPSHOT_NULL || free + held + taken + unknown == 0) {
        return;
    }
    shape_seats(out, free, held, taken, unknown);
    buffer_text(out, "<ul class=counts>");
    if (unknown < zone->seats) {
        count_write(out, view, SHAPE_FREE, TEXT_FREE_SEATS_ONE, free);
    }
    if (held) {
        count_write(out, view, SHAPE_HELD, TEXT_HELD_ONE, held);
    }
    if (taken) {
        count_write(out, view, SHAPE_TAKEN, TEXT_TAKEN_ONE, taken);
    }
    if (unknown) {
        count_write(out, view, SHAPE_UNKNOWN, TEXT_UNKNOWN_ONE, unknown);
    }
    buffer_text(out, "</ul>");
}

/* Halls always say it, also when nobody knows; rooms where they count ("in use" already says that
 * somebody is there). */
static void people_write(struct buffer *out, const struct view *view,
                         const struct snapshot_zone *zone)
{
    bool counted = zone->present.best != SNAPSHOT_NULL;
    if (zone->zone->kind == ZONE_SEATS || (zone->zone->kind == ZONE_ROOM && !counted)) {
        return;
    }
    struct buffer words = {0};
    sentence_people(&words, view->language, &zone->present);
    html_write(out, "<p>%s", buffer_peek(&words));
    buffer_free(&words);
    if (zone->zone->capacity > 0) {
        lang_count(&words, view->language, TEXT_CAPACITY_ONE, zone->zone->capacity);
        html_write(out, " <small>%s</small>", buffer_peek(&words));
        buffer_free(&words);
    }
    buffer_text(out, "</p>");
}

static void whys_write(struct buffer *out, const struct view *view,
                       const struct snapshot_zone *zone)
{
    bool told = zone->account.basis != ROOM_SAYS_NOTHING;
    if (zone->why_count == 0 && !told) {
        return;
    }
    buffer_text(out, "<ul class=why>");
    for (size_t i = 0; i < zone->why_count; i++) {
        struct buffer line = {0};
        why_line(&line, &zone->whys[i], view->language, view->zone, view->snapshot->as_of_ms);
        html_write(out, "<li>%s</li>", buffer_peek(&line));
        buffer_free(&line);
    }
    if (told) {
        struct buffer line = {0};
        room_line(&line, &zone->account, view->language, view->zone, view->snapshot->as_of_ms);
        html_write(out, "<li>%s</li>", buffer_peek(&line));
        buffer_free(&line);
    }
    buffer_text(out, "</ul>");
}

/* Seats that are free, said as surely as is known. */
static enum text glance_text(const struct snapshot_zone *zone, enum language language)
{
    if (zone->unknown != 0) {
        return zone->free > 0 ? lang_plural(language, TEXT_GLANCE_LEAST_ONE, zone->free)
                              : TEXT_GLANCE_NONE;
    }
    return lang_plural(language, TEXT_FREE_SEATS_ONE, zone->free);
}

static void glance_words(struct buffer *out, const struct view *view,
                         const struct snapshot_zone *zone)
{
    bool closed = zone_is_closed(view, zone);
    bool counted = !closed && zone->seats > 0 && zone->free != SNAPSHOT_NULL &&
                   zone->unknown < zone->seats && zone->state != STATE_FULL;
    char number[LANG_NUMBER_MAX];
    if (counted) {
        lang_write(out, view->language, glance_text(zone, view->language),
                   lang_number(view->language, zone->free, number), NULL);
    } else {
        buffer_text(out, lang_text(view->language, closed ? TEXT_ZONE_CLOSED : state_text(zone)));
    }
}

void zone_words(struct buffer *out, const struct view *view, const struct place_zone *zone)
{
    const char *name = zone->name.in[view->language];
    for (size_t i = 0; i < view->snapshot->zone_count; i++) {
        if (view->snapshot->zones[i].zone == zone) {
            buffer_text(out, name ? name : zone->id);
            buffer_text(out, " ");
            glance_words(out, view, &view->snapshot->zones[i]);
        }
    }
}

/* Changes with what screen readers are told: the state, and crossing 0, 1 and 3 free seats. */
static const char *glance_key(const struct view *view, const struct snapshot_zone *zone)
{
    if (zone_is_closed(view, zone)) {
        return "closed";
    }
    if (zone->free == 1 || zone->free == 2 || zone->free == 3) {
        return zone->free == 1 ? "1" : "few";
    }
    return shape_class((enum shape)zone->state);
}

void zone_glance(struct buffer *out, const struct view *view, const struct snapshot_zone *zone)
{
    enum shape shape = zone_is_closed(view, zone) ? SHAPE_CLOSED : (enum shape)zone->state;
    struct buffer words = {0};
    glance_words(&words, view, zone);
    html_write(out, "<span class=%s data-key=%s>", shape_class(shape), glance_key(view, zone));
    shape_write(out, shape);
    html_write(out, "%s</span>", buffer_peek(&words));
    buffer_free(&words);
}

char zone_part_letter(enum zone_part part)
{
    static const char letters[ZONE_PARTS] = {'z', 'n', 'w'};
    return letters[part];
}

void zone_write(struct buffer *out, const struct view *view, const struct snapshot_zone *zone,
                enum zone_part part)
{
    bool closed = zone_is_closed(view, zone);
    if (part == ZONE_HEAD) {
        state_write(out, view, zone);
    } else if (!closed && part == ZONE_NUMBERS) {
        seats_write(out, view, zone);
        people_write(out, view, zone);
    } else if (!closed) {
        whys_write(out, view, zone);
    }
}
