#include "dashboard/page/hung_page.h"

#include "dashboard/page/html.h"
#include "dashboard/page/moment.h"
#include "dashboard/page/page_parts.h"
#include "dashboard/page/shape.h"
#include "dashboard/page/zone_card.h"
#include <stdio.h>

/* As many zones as are read from afar. */
#define KIOSK_ZONES_MAX 8

static const char *place_name(const struct view *view)
{
    const struct place *place = view->snapshot->place;
    return name_of(&place->name, view->language, place->id);
}

static void element_write(struct buffer *out, const struct fragments *fragments, const char *tag,
                          const char *id)
{
    html_write(out, "<%s id=\"%s\">", tag, id);
    page_fragment(out, fragments, id);
    html_write(out, "</%s>\n", tag);
}

/* `class` of the whole document; the title is the answer, which live.js keeps up. */
static void head_write(struct buffer *out, const struct view *view, const char *class,
                       const struct place_zone *zone, bool script)
{
    struct buffer answer = {0};
    if (zone) {
        zone_words(&answer, view, zone);
    } else {
        sentence_answer(&answer, view);
    }
    html_write(out,
               "<!doctype html>\n<html lang=\"%s\" class=\"%s\">\n<head>\n"
               "<meta charset=\"utf-8\">\n<title>%s · %s</title>\n",
               lang_code(view->language), class, buffer_peek(&answer), place_name(view));
    buffer_free(&answer);
    if (!script) {
        html_write(out, "<meta http-equiv=\"refresh\" content=\"%d\">\n", KIOSK_STILL_S);
    }
    page_head_hung(out, "", script);
}

static void simulated_write(struct buffer *out, const struct view *view)
{
    if (view->snapshot->simulated) {
        html_write(out, "<p class=\"note\"><strong>%s</strong></p>\n",
                   lang_text(view->language, TEXT_SIMULATED));
    }
}

static void end_write(struct buffer *out)
{
    buffer_text(out, "</main>\n");
    shapes_define(out);
    buffer_text(out, "\n</body>\n</html>\n");
}

static void zone_write_glance(struct buffer *out, const struct fragments *fragments,
                              const struct place_zone *zone)
{
    char id[FRAGMENT_ID_MAX];
    snprintf(id, sizeof id, "g-%s", zone->id);
    element_write(out, fragments, "span", id);
}

char *widget_page(const struct view *view, const struct fragments *fragments, size_t zone,
                  size_t *length)
{
    struct buffer out = {0};
    enum language language = view->language;
    const struct place_zone *one = zone == ZONE_NONE ? NULL : view->snapshot->zones[zone].zone;
    head_write(&out, view, "widget", one, true);
    page_main(&out, view, "");
    html_write(&out, "<p class=\"name\">%s</p>\n", place_name(view));
    element_write(&out, fragments, "p", "open");
    if (one) {
        html_write(&out, "<h1>%s ", name_of(&one->name, language, one->id));
        zone_write_glance(&out, fragments, one);
        buffer_text(&out, "</h1>\n");
    } else {
        element_write(&out, fragments, "h1", "answer");
    }
    element_write(&out, fragments, "p", "times");
    simulated_write(&out, view);
    page_link(&out, language);
    html_write(&out, "<p><a href=\"%s%s?lang=%s\" target=\"_top\">%s</a></p>\n",
               one ? "zones/" : "./", one ? one->id : "", lang_code(language),
               lang_text(language, TEXT_TO_PAGE));
    end_write(&out);
    return buffer_take(&out, length);
}

/* Zones that people look for first: seats, then rooms; halls only where they are all there is. */
static void zones_write(struct buffer *out, const struct view *view,
                        const struct fragments *fragments)
{
    static const enum zone_kind kinds[] = {ZONE_SEATS, ZONE_ROOM, ZONE_HALL};
    const struct snapshot *snapshot = view->snapshot;
    int left = KIOSK_ZONES_MAX;
    html_write(out, "<ul class=\"where\" aria-label=\"%s\">\n",
               lang_text(view->language, TEXT_WHERE));
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
        for (size_t i = 0; i < snapshot->zone_count && left > 0; i++) {
            const struct place_zone *zone = snapshot->zones[i].zone;
            if (snapshot->zones[i].veil == VEIL_PRIVATE || zone->kind != kinds[k] ||
                (zone->kind == ZONE_HALL && left < KIOSK_ZONES_MAX)) {
                continue;
            }
            left--;
            html_write(out, "<li><b>%s</b> ", name_of(&zone->name, view->language, zone->id));
            zone_write_glance(out, fragments, zone);
            buffer_text(out, "</li>\n");
        }
    }
    buffer_text(out, "</ul>\n");
}

/* A picture that nothing moves says itself when not to believe it any more. */
static void still_write(struct buffer *out, const struct view *view)
{
    int64_t read_ms = view->snapshot->as_of_ms;
    struct buffer read = {0}, until = {0}, words = {0};
    moment_near(&read, view->language, view->zone, read_ms, read_ms);
    moment_clock(&until, view->language, view->zone,
                 read_ms + KIOSK_STILL_TURNS * KIOSK_STILL_S * 1000LL, false);
    lang_write(&words, view->language, TEXT_STILL, buffer_peek(&read), buffer_peek(&until));
    html_write(out, "<p id=\"times\">%s</p>\n", buffer_peek(&words));
    buffer_free(&read);
    buffer_free(&until);
    buffer_free(&words);
}

char *kiosk_page(const struct view *view, const struct fragments *fragments, bool still,
                 size_t *length)
{
    struct buffer out = {0};
    head_write(&out, view, still ? "kiosk still" : "kiosk", NULL, !still);
    page_main(&out, view, "");
    html_write(&out, "<p class=\"name\">%s</p>\n", place_name(view));
    element_write(&out, fragments, "p", "open");
    element_write(&out, fragments, "h1", "answer");
    zones_write(&out, view, fragments);
    buffer_text(&out, "<div id=\"later\" class=\"later\">");
    page_fragment(&out, fragments, "later");
    buffer_text(&out, "</div>\n");
    if (still) {
        still_write(&out, view);
        element_write(&out, fragments, "p", "day");
    } else {
        element_write(&out, fragments, "p", "times");
        page_link(&out, view->language);
    }
    simulated_write(&out, view);
    end_write(&out);
    return buffer_take(&out, length);
}
