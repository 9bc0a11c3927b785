#include "dashboard/page/zone_page.h"

#include "dashboard/page/day_chart.h"
#include "dashboard/page/html.h"
#include "dashboard/page/lang.h"
#include "dashboard/page/later.h"
#include "dashboard/page/page_parts.h"
#include "dashboard/page/week_chart.h"
#include "dashboard/page/zone_card.h"
#include <stdio.h>

#define ROOT "../"

static void element_write(struct buffer *out, const struct fragments *fragments, const char *tag,
                          const char *id)
{
    html_write(out, "<%s id=\"%s\">", tag, id);
    page_fragment(out, fragments, id);
    html_write(out, "</%s>\n", tag);
}

static void part_write(struct buffer *out, const struct fragments *fragments, char letter,
                       const struct place_zone *zone, const char *tag)
{
    char id[FRAGMENT_ID_MAX];
    snprintf(id, sizeof id, "%c-%s", letter, zone->id);
    element_write(out, fragments, tag, id);
}

static void head_write(struct buffer *out, const struct view *view, const struct place_zone *zone)
{
    const char *place =
        name_of(&view->snapshot->place->name, view->language, view->snapshot->place->id);
    html_write(out,
               "<!doctype html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n<title>",
               lang_code(view->language));
    struct buffer glance = {0};
    zone_words(&glance, view, zone);
    html_write(out, "%s · %s</title>\n", buffer_peek(&glance), place);
    buffer_free(&glance);
    page_head(out, view, ROOT);
}

static void now_write(struct buffer *out, const struct view *view,
                      const struct fragments *fragments, const struct place_zone *zone)
{
    buffer_text(out, "<section class=\"now\">\n");
    element_write(out, fragments, "p", "open");
    html_write(out, "<h1>%s ", name_of(&zone->name, view->language, zone->id));
    part_write(out, fragments, 'g', zone, "span");
    buffer_text(out, "</h1>\n<div class=\"zone\">\n");
    for (int part = 0; part < ZONE_PARTS; part++) {
        part_write(out, fragments, zone_part_letter(part), zone, "div");
    }
    buffer_text(out, "</div>\n");
    if (view->snapshot->zones[zone - view->snapshot->place->zones].unprotected) {
        html_write(out, "<p><small>%s</small></p>\n", lang_text(view->language, TEXT_UNPROTECTED));
    }
    element_write(out, fragments, "p", "times");
    page_link(out, view->language);
    buffer_text(out, "</section>\n");
}

static const struct outlook_zone *outlook_of(const struct view *view, size_t zone)
{
    const struct outlook *outlook = view->snapshot->outlook;
    return outlook && zone < outlook->zone_count ? &outlook->zones[zone] : NULL;
}

/* A form that needs no script. What it does is seen in the state above. */
static void wrong_write(struct buffer *out, const struct view *view, const struct place_zone *zone)
{
    static const char *const claims[CLAIM_COUNT] = {
        [CLAIM_TAKEN] = "taken", [CLAIM_CLOSED] = "closed", [CLAIM_PEOPLE] = "people"};
    html_write(out,
               "<section id=\"wrong\" tabindex=\"-1\">\n<h2>%s</h2>\n<p>%s</p>\n"
               "<form class=\"wrong\" method=\"post\" action=\"%swrong?lang=%s\">\n"
               "<input type=\"hidden\" name=\"zone\" value=\"%s\">\n",
               lang_text(view->language, TEXT_WRONG), lang_text(view->language, TEXT_WRONG_HOW),
               ROOT, lang_code(view->language), zone->id);
    for (int claim = 0; claim < CLAIM_COUNT; claim++) {
        html_write(out, "<button name=\"claim\" value=\"%s\">%s</button>\n", claims[claim],
                   lang_text(view->language, TEXT_SAY_TAKEN + claim));
    }
    buffer_text(out, "</form>\n</section>\n");
}

char *zone_page(const struct view *view, const struct fragments *fragments, size_t zone,
                size_t *length)
{
    const struct snapshot_zone *now = &view->snapshot->zones[zone];
    struct buffer out = {0};
    head_write(&out, view, now->zone);
    page_header(&out, view, ROOT, "usual");
    page_main(&out, view, ROOT);
    now_write(&out, view, fragments, now->zone);
    buffer_text(&out, "<section id=\"usual\" tabindex=\"-1\">\n");
    if (now->zone->kind == ZONE_SEATS && view->snapshot->open.state != OPEN_CLOSED) {
        buffer_text(&out, "<div class=\"later\">");
        later_zone_write(&out, view, outlook_of(view, zone));
        buffer_text(&out, "</div>\n");
    }
    day_chart(&out, view, outlook_of(view, zone));
    week_chart(&out, view, outlook_of(view, zone));
    buffer_text(&out, "</section>\n");
    wrong_write(&out, view, now->zone);
    page_footer(&out, view, fragments, ROOT);
    return buffer_take(&out, length);
}
