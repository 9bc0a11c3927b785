#include "dashboard/page/page_parts.h"

#include "dashboard/page/asset.h"
#include "dashboard/page/html.h"
#include "dashboard/page/lang.h"
#include "dashboard/page/place_page.h"
#include "dashboard/page/shape.h"
#include <stdio.h>
#include <string.h>

/* A paper lantern, lit. */
static const char lantern[] =
    "<svg class=\"lantern\" viewBox=\"0 0 24 24\" aria-hidden=\"true\">"
    "<ellipse class=\"glow\" cx=\"12\" cy=\"12.5\" rx=\"7.5\" ry=\"7\"/>"
    "<path class=\"ribs\" d=\"M5.4 9.2q6.6 2 13.2 0M4.5 12.5q7.5 2.4 15 0M5.4 15.8q6.6 2 13.2 0\"/>"
    "<path d=\"M12 1v4M8.5 5.5h7M8.5 19.5h7M12 20v3\"/></svg>";

const char *name_of(const struct place_text *name, enum language language, const char *otherwise)
{
    return name->in[language] ? name->in[language] : otherwise;
}

void page_fragment(struct buffer *out, const struct fragments *fragments, const char *id)
{
    const struct fragment *fragment = fragments_find(fragments, id);
    buffer_text(out, fragment ? fragment->html : "");
}

static void asset_href(struct buffer *out, const char *before, const char *root, const char *name,
                       const char *after)
{
    const struct asset *asset = asset_find(name);
    buffer_text(out, before);
    html_write(out, "%sstatic/%s?v=%s", root, name, asset ? asset->hash : "0");
    buffer_text(out, after);
}

static void head_end(struct buffer *out, const char *root)
{
    buffer_text(out, "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                     "<meta name=\"color-scheme\" content=\"light dark\">\n"
                     "<meta name=\"theme-color\" content=\"#faf8f4\" "
                     "media=\"(prefers-color-scheme: light)\">\n"
                     "<meta name=\"theme-color\" content=\"#14171f\" "
                     "media=\"(prefers-color-scheme: dark)\">\n");
    asset_href(out, "<link rel=\"stylesheet\" href=\"", root, "style.css", "\">\n");
    asset_href(out, "<link rel=\"icon\" type=\"image/svg+xml\" href=\"", root, "icon.svg", "\">\n");
}

/* Changes when the place is described anew, or the page's own files are: an open page that was made
 * with another then asks for itself again. FNV-1a. */
static uint32_t plan_add(uint32_t hash, const char *text)
{
    for (; text && *text; text++) {
        hash = (hash ^ (unsigned char)*text) * 16777619u;
    }
    return (hash ^ 0xff) * 16777619u;
}

uint32_t page_plan(const struct place *place)
{
    static const char *const files[] = {"style.css", "live.js"};
    uint32_t hash = 2166136261u;
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        const struct asset *asset = asset_find(files[i]);
        hash = plan_add(hash, asset ? asset->hash : "");
    }
    for (size_t i = 0; i < place->zone_count; i++) {
        const struct place_zone *zone = &place->zones[i];
        char parent = (char)('a' + (zone->parent == ZONE_NONE ? 0 : 1 + zone->parent % 20));
        hash = plan_add(hash, zone->id);
        hash = plan_add(hash, (char[]){parent, '\0'});
        for (int language = 0; language < LANGUAGE_COUNT; language++) {
            hash = plan_add(hash, zone->name.in[language]);
        }
    }
    return hash;
}

void page_head(struct buffer *out, const struct view *view, const char *root)
{
    head_end(out, root);
    html_write(out,
               "<link rel=\"manifest\" href=\"%smanifest.webmanifest?lang=%s\">\n"
               "<link rel=\"apple-touch-icon\" href=\"%sstatic/icon-192.png\">\n",
               root, lang_code(view->language), root);
    asset_href(out, "<script src=\"", root, "live.js", "\" defer></script>\n</head>\n<body>\n");
}

void page_head_hung(struct buffer *out, const char *root, bool script)
{
    head_end(out, root);
    asset_href(out, "<link rel=\"stylesheet\" href=\"", root, "hung.css", "\">\n");
    if (script) {
        asset_href(out, "<script src=\"", root, "live.js", "\" defer></script>\n");
    }
    buffer_text(out, "</head>\n<body>\n");
}

static void languages_write(struct buffer *out, const struct view *view)
{
    const struct place *place = view->snapshot->place;
    if (place->language_count < 2) {
        return;
    }
    html_write(out, "<nav aria-label=\"%s\">", lang_text(view->language, TEXT_LANGUAGES));
    for (size_t i = 0; i < place->language_count; i++) {
        enum language language = place->languages[i];
        const char *code = lang_code(language);
        html_write(out, "<a href=\"?lang=%s\" lang=\"%s\" hreflang=\"%s\"", code, code, code);
        buffer_text(out, language == view->language ? " aria-current=\"true\">" : ">");
        html_write(out, "%s</a>", lang_name(language));
    }
    buffer_text(out, "</nav>");
}

void page_header(struct buffer *out, const struct view *view, const char *root, const char *target)
{
    const struct place *place = view->snapshot->place;
    html_write(out, "<a class=\"skip\" href=\"#%s\">%s</a>\n<header>\n<p class=\"name\">", target,
               lang_text(view->language, TEXT_SKIP));
    if (*root) {
        html_write(out, "<a href=\"%s?lang=%s\">", root, lang_code(view->language));
    }
    buffer_text(out, lantern);
    html_text(out, name_of(&place->name, view->language, place->id));
    buffer_text(out, *root ? "</a></p>\n" : "</p>\n");
    languages_write(out, view);
    buffer_text(out, "\n</header>\n");
}

/* What the script shows of these is decided by data-link and data-old of main. */
void page_link(struct buffer *out, enum language language)
{
    html_write(out,
               "<p class=\"link live\">%s</p>\n<p class=\"link waiting\">%s</p>\n"
               "<p class=\"link lost\">%s</p>\n<p class=\"old-note\">",
               lang_text(language, TEXT_LIVE), lang_text(language, TEXT_WAITING),
               lang_text(language, TEXT_LOST));
    lang_write(out, language, TEXT_OLD, "<span id=\"old-at\"></span>", NULL);
    html_write(out,
               "</p>\n<p id=\"said\" class=\"vh\" role=\"status\"></p>\n"
               "<noscript><p class=\"note\">%s <a href=\"?lang=%s\">%s</a></p></noscript>\n",
               lang_text(language, TEXT_NO_SCRIPT), lang_code(language),
               lang_text(language, TEXT_READ_AGAIN));
}

/* For how long the numbers hold from receipt, 0 when that is not said. */
static int64_t snapshot_hold_ms(const struct snapshot *snapshot)
{
    return snapshot->until_ms == SNAPSHOT_NEVER ? 0 : snapshot->until_ms - snapshot->as_of_ms;
}

void page_main(struct buffer *out, const struct view *view, const char *root)
{
    const struct snapshot *snapshot = view->snapshot;
    html_write(out,
               "<main id=\"main\" data-link=\"still\" data-root=\"%s\" data-plan=\"%d\" "
               "data-hold=\"%lld\" data-clock=\"%s\" data-old=\"%s\">\n",
               root, (int)page_plan(snapshot->place), (long long)snapshot_hold_ms(snapshot),
               snapshot->simulated ? "simulated" : "real",
               lang_text(view->language, TEXT_OLD_WORD));
}

static void guide_write(struct buffer *out, enum language language)
{
    static const struct {
        enum shape shape;
        enum text text;
    } lines[] = {
        {SHAPE_FREE, TEXT_GUIDE_FREE},       {SHAPE_HELD, TEXT_GUIDE_HELD},
        {SHAPE_BUSY, TEXT_GUIDE_BUSY},       {SHAPE_FULL, TEXT_GUIDE_FULL},
        {SHAPE_UNKNOWN, TEXT_GUIDE_UNKNOWN},
    };
    html_write(out, "<details><summary>%s</summary>\n<ul class=\"guide\">\n",
               lang_text(language, TEXT_GUIDE));
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        html_write(out, "<li><span class=\"%s\">", shape_class(lines[i].shape));
        shape_write(out, lines[i].shape);
        html_write(out, "</span>%s</li>\n", lang_text(language, lines[i].text));
    }
    buffer_text(out, "</ul>\n</details>\n");
}

/* How often what must never happen was said to have happened. */
static void wrong_write(struct buffer *out, const struct view *view)
{
    const struct objection_sums *wrong = &view->snapshot->wrong;
    char a[LANG_NUMBER_MAX], b[LANG_NUMBER_MAX];
    lang_write(out, view->language, wrong->said ? TEXT_WRONG_RATE : TEXT_WRONG_NONE,
               lang_number(view->language, wrong->said ? wrong->said : OBJECTION_BACK_DAYS, a),
               lang_number(view->language, wrong->confirmed, b));
}

void page_footer(struct buffer *out, const struct view *view, const struct fragments *fragments,
                 const char *root)
{
    buffer_text(out, "</main>\n<footer>\n");
    guide_write(out, view->language);
    html_write(out,
               "<p id=\"voice\" hidden><button type=\"button\" role=\"switch\" "
               "aria-checked=\"true\">%s</button></p>\n",
               lang_text(view->language, TEXT_VOICE));
    html_write(out, "<p>%s</p>\n<p>", lang_text(view->language, TEXT_NOBODY_WATCHED));
    wrong_write(out, view);
    buffer_text(out, "</p>\n<p><span id=\"day\">");
    page_fragment(out, fragments, "day");
    html_write(out, "</span></p>\n<p><a href=\"%sapi/v1/place?lang=%s\">%s</a></p>\n</footer>\n",
               root, lang_code(view->language), lang_text(view->language, TEXT_AS_JSON));
    shapes_define(out);
    buffer_text(out, "\n</body>\n</html>\n");
}

char *message_page(enum language language, const struct place *place, const char *root,
                   enum text what, enum text more, size_t *length)
{
    struct buffer out = {0};
    const char *name = place ? name_of(&place->name, language, place->id) : "Lampion";
    html_write(&out,
               "<!doctype html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n"
               "<title>%s · %s</title>\n",
               lang_code(language), lang_text(language, what), name);
    head_end(&out, root);
    buffer_text(&out, "</head>\n<body>\n<header>\n<p class=\"name\">");
    buffer_text(&out, lantern);
    html_write(&out,
               "%s</p>\n</header>\n<main id=\"main\">\n<h1>%s</h1>\n<p>%s</p>\n"
               "<p><a href=\"%s?lang=%s\">%s</a></p>\n</main>\n</body>\n</html>\n",
               name, lang_text(language, what), lang_text(language, more), root,
               lang_code(language), lang_text(language, TEXT_TO_PAGE));
    return buffer_take(&out, length);
}
