#include "dashboard/page/place_page.h"

#include "dashboard/page/html.h"
#include "dashboard/page/lang.h"
#include "dashboard/page/page_parts.h"
#include "dashboard/page/shape.h"
#include "dashboard/page/zone_card.h"
#include <stdio.h>
#include <string.h>

static void head_write(struct buffer *out, const struct view *view)
{
    struct buffer answer = {0};
    sentence_answer(&answer, view);
    html_write(out,
               "<!doctype html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n"
               "<title>%s · %s</title>\n",
               lang_code(view->language), buffer_peek(&answer),
               name_of(&view->snapshot->place->name, view->language, view->snapshot->place->id));
    buffer_free(&answer);
    page_head(out, view, "");
}

/* Where there may be a place, in the first glance; more zones than that are further down. */
#define WHERE_MAX 6

static void zone_link(struct buffer *out, const struct view *view, const struct place_zone *zone)
{
    html_write(out, "<a href=\"zones/%s?lang=%s\">%s</a>", zone->id, lang_code(view->language),
               name_of(&zone->name, view->language, zone->id));
}

static void where_write(struct buffer *out, const struct view *view,
                        const struct fragments *fragments)
{
    const struct snapshot *snapshot = view->snapshot;
    int left = WHERE_MAX;
    html_write(out, "<ul class=\"where\" aria-label=\"%s\">\n",
               lang_text(view->language, TEXT_WHERE));
    for (int seats = 1; seats >= 0; seats--) {
        for (size_t i = 0; i < snapshot->zone_count && left > 0; i++) {
            const struct place_zone *zone = snapshot->zones[i].zone;
            char id[FRAGMENT_ID_MAX];
            if (snapshot->zones[i].veil == VEIL_PRIVATE || zone->kind == ZONE_HALL ||
                (zone->kind == ZONE_SEATS) != seats) {
                continue;
            }
            left--;
            snprintf(id, sizeof id, "g-%s", zone->id);
            buffer_text(out, "<li>");
            zone_link(out, view, zone);
            html_write(out, " <span id=\"%s\">", id);
            page_fragment(out, fragments, id);
            buffer_text(out, "</span></li>\n");
        }
    }
    buffer_text(out, "</ul>\n");
}

static void now_write(struct buffer *out, const struct view *view,
                      const struct fragments *fragments)
{
    const struct snapshot *snapshot = view->snapshot;
    page_main(out, view, "");
    buffer_text(out, "<section class=\"now\">\n<p id=\"open\">");
    page_fragment(out, fragments, "open");
    buffer_text(out, "</p>\n<h1 id=\"answer\">");
    page_fragment(out, fragments, "answer");
    buffer_text(out, "</h1>\n<div id=\"more\">");
    page_fragment(out, fragments, "more");
    buffer_text(out, "</div>\n");
    where_write(out, view, fragments);
    buffer_text(out, "<div id=\"later\" class=\"later\">");
    page_fragment(out, fragments, "later");
    buffer_text(out, "</div>\n<p id=\"times\">");
    page_fragment(out, fragments, "times");
    buffer_text(out, "</p>\n");
    page_link(out, view->language);
    if (snapshot->simulated) {
        html_write(out, "<p class=\"note\"><strong>%s</strong> %s</p>\n",
                   lang_text(view->language, TEXT_SIMULATED),
                   lang_text(view->language, TEXT_SIMULATED_MORE));
    }
    buffer_text(out, "</section>\n");
}

static void zone_parts_write(struct buffer *out, const struct fragments *fragments,
                             const struct place_zone *zone)
{
    for (int part = 0; part < ZONE_PARTS; part++) {
        char id[FRAGMENT_ID_MAX];
        snprintf(id, sizeof id, "%c-%s", zone_part_letter(part), zone->id);
        html_write(out, "<div id=\"%s\">", id);
        page_fragment(out, fragments, id);
        buffer_text(out, "</div>\n");
    }
}

/* The zones of one parent, each with its own inside; `depth` guards against a ring. */
static void zones_write(struct buffer *out, const struct view *view,
                        const struct fragments *fragments, size_t parent, int depth)
{
    const struct snapshot *snapshot = view->snapshot;
    bool any = false;
    for (size_t i = 0; i < snapshot->zone_count && depth < 8; i++) {
        const struct place_zone *zone = snapshot->zones[i].zone;
        if (zone->parent != parent || snapshot->zones[i].veil == VEIL_PRIVATE) {
            continue;
        }
        if (!any) {
            buffer_text(out, "<ul class=\"zones\">\n");
            any = true;
        }
        int level = depth < 4 ? 3 + depth : 6; /* a zone inside another is headed one deeper */
        html_write(out, "<li><div class=\"zone\"><h%d>", level);
        zone_link(out, view, zone);
        html_write(out, "</h%d>\n", level);
        zone_parts_write(out, fragments, zone);
        buffer_text(out, "</div>\n");
        zones_write(out, view, fragments, (size_t)(zone - snapshot->place->zones), depth + 1);
        buffer_text(out, "</li>\n");
    }
    buffer_text(out, any ? "</ul>\n" : "");
}

char *place_page(const struct view *view, const struct fragments *fragments, size_t *length)
{
    struct buffer out = {0};
    head_write(&out, view);
    page_header(&out, view, "", "zones");
    now_write(&out, view, fragments);
    html_write(&out, "<section id=\"zones\" tabindex=\"-1\">\n<h2 class=\"vh\">%s</h2>\n",
               lang_text(view->language, TEXT_ZONES));
    zones_write(&out, view, fragments, ZONE_NONE, 0);
    buffer_text(&out, "</section>\n");
    page_footer(&out, view, fragments, "");
    return buffer_take(&out, length);
}
