/* The pieces of the public page that change. */
#include "dashboard/page/place_page.h"

#include "dashboard/page/html.h"
#include "dashboard/page/lang.h"
#include "dashboard/page/later.h"
#include "dashboard/page/moment.h"
#include "dashboard/page/shape.h"
#include "dashboard/page/zone_card.h"
#include <stdio.h>

/* Numbers that hold for less than this are told to the second. */
#define SECONDS_BELOW_MS (10 * 60 * 1000)

static void open_write(struct buffer *out, const struct view *view)
{
    struct buffer open = {0};
    if (view->snapshot->open.state != OPEN_CLOSED) { /* else the answer says it */
        sentence_open(&open, view);
    }
    html_text(out, buffer_peek(&open));
    buffer_free(&open);
}

static void count_write(struct buffer *out, const struct view *view, enum shape shape,
                        enum text text, int64_t n)
{
    if (n == SNAPSHOT_NULL || n == 0) {
        return;
    }
    struct buffer words = {0};
    lang_count(&words, view->language, text, n);
    html_write(out, "<p class=%s>", shape_class(shape));
    shape_write(out, shape);
    html_write(out, "%s</p>", buffer_peek(&words));
    buffer_free(&words);
}

/* Where a hall counts people its card says it. */
static bool has_hall(const struct snapshot *snapshot)
{
    for (size_t i = 0; i < snapshot->zone_count; i++) {
        if (snapshot->zones[i].zone->kind == ZONE_HALL) {
            return true;
        }
    }
    return false;
}

static void people_write(struct buffer *out, const struct view *view)
{
    const struct snapshot *snapshot = view->snapshot;
    bool is_answer = snapshot->seats == SNAPSHOT_NULL;
    if (is_answer || has_hall(snapshot) || !present_is_known(&snapshot->present)) {
        return;
    }
    struct buffer words = {0};
    sentence_people(&words, view->language, &snapshot->present);
    html_write(out, "<p>%s</p>", buffer_peek(&words));
    buffer_free(&words);
}

static void answer_write(struct buffer *out, const struct view *view)
{
    struct buffer answer = {0};
    sentence_answer(&answer, view);
    html_write(out, "<span data-key=%s>%s</span>", sentence_answer_key(view->snapshot),
               buffer_peek(&answer));
    buffer_free(&answer);
}

/* What the answer leaves out. */
static void more_write(struct buffer *out, const struct view *view)
{
    const struct snapshot *snapshot = view->snapshot;
    if (snapshot->open.state == OPEN_CLOSED) {
        return;
    }
    count_write(out, view, SHAPE_HELD, TEXT_SEATS_HELD_ONE, snapshot->held);
    if (snapshot->unknown != snapshot->seats) { /* else the answer says it */
        count_write(out, view, SHAPE_UNKNOWN, TEXT_SEATS_UNKNOWN_ONE, snapshot->unknown);
    }
    people_write(out, view);
}

static void time_write(struct buffer *out, const struct view *view, int64_t utc_ms, bool seconds,
                       const char *class)
{
    struct buffer clock = {0};
    moment_clock(&clock, view->language, view->zone, utc_ms, seconds);
    html_write(out, "<b class=%s>%s</b>", class, buffer_peek(&clock));
    buffer_free(&clock);
}

/* The texts of lang.h hold no HTML, so what they embrace may be HTML. */
static void times_write(struct buffer *out, const struct view *view)
{
    const struct snapshot *snapshot = view->snapshot;
    /* Where nothing is known there is nothing to hold. */
    bool holds = snapshot->until_ms != SNAPSHOT_NEVER && snapshot->until_ms > snapshot->as_of_ms;
    bool seconds = !holds || snapshot->until_ms - snapshot->as_of_ms < SECONDS_BELOW_MS;
    struct buffer read = {0}, until = {0};
    time_write(&read, view, snapshot->as_of_ms, seconds, "read");
    if (holds) {
        time_write(&until, view, snapshot->until_ms, seconds, "until");
    }
    lang_write(out, view->language, holds ? TEXT_READ_UNTIL : TEXT_READ, buffer_peek(&read),
               buffer_peek(&until));
    buffer_free(&read);
    buffer_free(&until);
}

static void day_write(struct buffer *out, const struct view *view)
{
    struct buffer day = {0}, text = {0};
    moment_day(&day, view->language, view->zone, view->snapshot->as_of_ms);
    lang_write(&text, view->language, TEXT_DAY, buffer_peek(&day), zonetime_name(view->zone));
    html_text(out, buffer_peek(&text));
    buffer_free(&day);
    buffer_free(&text);
}

static int zone_add(const struct view *view, const struct snapshot_zone *zone,
                    struct fragments *fragments, size_t room)
{
    struct buffer glance = {0};
    char name[FRAGMENT_ID_MAX];
    snprintf(name, sizeof name, "g-%s", zone->zone->id);
    zone_glance(&glance, view, zone);
    int err = fragments_add(fragments, room, name, &glance, false);
    for (int part = 0; part < ZONE_PARTS && !err; part++) {
        struct buffer html = {0};
        char id[FRAGMENT_ID_MAX];
        snprintf(id, sizeof id, "%c-%s", zone_part_letter(part), zone->zone->id);
        zone_write(&html, view, zone, part);
        err = fragments_add(fragments, room, id, &html, false);
    }
    return err;
}

int place_fragments(const struct view *view, struct fragments *fragments)
{
    static const struct {
        const char *id;
        void (*write)(struct buffer *out, const struct view *view);
        bool clock;
    } parts[] = {
        {"open", open_write, false},   {"answer", answer_write, false}, {"more", more_write, false},
        {"later", later_write, false}, {"times", times_write, true},    {"day", day_write, true},
    };
    size_t part_count = sizeof parts / sizeof *parts;
    size_t room = part_count + view->snapshot->zone_count * (ZONE_PARTS + 1);
    int err = 0;
    *fragments = (struct fragments){0};
    for (size_t i = 0; i < part_count && !err; i++) {
        struct buffer html = {0};
        parts[i].write(&html, view);
        err = fragments_add(fragments, room, parts[i].id, &html, parts[i].clock);
    }
    for (size_t i = 0; i < view->snapshot->zone_count && !err; i++) {
        if (view->snapshot->zones[i].veil != VEIL_PRIVATE) {
            err = zone_add(view, &view->snapshot->zones[i], fragments, room);
        }
    }
    if (err) {
        fragments_free(fragments);
    }
    return err;
}
