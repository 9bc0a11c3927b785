#include "dashboard/page/organise/frame.h"

#include "dashboard/page/asset.h"
#include "dashboard/page/html.h"
#include "dashboard/page/lang.h"
#include <string.h>

static void nav_write(struct buffer *out, const struct desk_frame *frame)
{
    html_write(out, "<nav aria-label=\"%s\">", desk_text(frame->language, DESK_NAV));
    for (size_t i = 0; frame->person && i < frame->nav_count; i++) {
        html_write(out, "<a href=\"%s%s\"", frame->root, frame->nav[i].path);
        buffer_text(out, strcmp(frame->nav[i].path, frame->path) ? ">" : " aria-current=\"page\">");
        html_write(out, "%s</a>", desk_text(frame->language, frame->nav[i].title));
    }
    for (int i = 0; i < LANGUAGE_COUNT; i++)
        if ((enum language)i != frame->language)
            html_write(out, "<a href=\"?lang=%s\" lang=\"%s\" hreflang=\"%s\">%s</a>", lang_code(i),
                       lang_code(i), lang_code(i), lang_name(i));
    buffer_text(out, "</nav>\n");
}

static void person_write(struct buffer *out, const struct desk_frame *frame)
{
    if (!frame->person)
        return;
    html_write(out,
               "<form class=\"who\" method=\"post\" action=\"%sorganise/sign-out\">"
               "<input type=\"hidden\" name=\"csrf\" value=\"%s\"><span>",
               frame->root, frame->csrf);
    desk_write(out, frame->language, DESK_SIGNED_IN_AS, frame->person);
    html_write(out, "</span> <button>%s</button></form>\n",
               desk_text(frame->language, DESK_SIGN_OUT));
}

static void style_write(struct buffer *out, const struct desk_frame *frame, const char *name)
{
    const struct asset *style = asset_find(name);
    html_write(out, "<link rel=\"stylesheet\" href=\"%sstatic/%s?v=%s\">\n", frame->root, name,
               style ? style->hash : "0");
}

void desk_frame_begin(struct buffer *out, const struct desk_frame *frame)
{
    const char *title = desk_text(frame->language, frame->title);
    html_write(out,
               "<!doctype html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n"
               "<title>%s · %s</title>\n"
               "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
               "<meta name=\"color-scheme\" content=\"light dark\">\n",
               lang_code(frame->language), title, frame->place_name);
    style_write(out, frame, "style.css");
    if (frame->more_style)
        style_write(out, frame, frame->more_style);
    if (frame->renews_s)
        html_write(out, "<meta http-equiv=\"refresh\" content=\"%d\">\n", frame->renews_s);
    html_write(out,
               "</head>\n<body class=\"desk\">\n<a class=\"skip\" href=\"#main\">%s</a>\n<header>\n"
               "<p class=\"name\"><a href=\"%sorganise\">%s</a></p>\n",
               desk_text(frame->language, DESK_SKIP), frame->root, frame->place_name);
    nav_write(out, frame);
    person_write(out, frame);
    html_write(out, "</header>\n<main id=\"main\" tabindex=\"-1\">\n<h1>%s</h1>\n", title);
    if (frame->is_said) {
        buffer_text(out, frame->is_refusal ? "<p class=\"said refusal\" role=\"alert\">"
                                           : "<p class=\"said\" role=\"status\">");
        desk_write(out, frame->language, frame->said, frame->said_a ? frame->said_a : "");
        buffer_text(out, "</p>\n");
    }
}

void desk_frame_end(struct buffer *out, const struct desk_frame *frame)
{
    html_write(out,
               "</main>\n<footer><p><a href=\"%s?lang=%s\">%s</a></p></footer>\n"
               "</body>\n</html>\n",
               frame->root, lang_code(frame->language), desk_text(frame->language, DESK_TO_PAGE));
}

void desk_form_begin(struct buffer *out, const struct desk_frame *frame)
{
    html_write(out, "<form method=\"post\" action=\"%s%s?lang=%s\">\n", frame->root, frame->path,
               lang_code(frame->language));
    if (frame->csrf)
        html_write(out, "<input type=\"hidden\" name=\"csrf\" value=\"%s\">\n", frame->csrf);
}

void desk_input(struct buffer *out, const struct desk_frame *frame, const char *name,
                enum desk_text label, enum desk_text hint, const char *type, const char *more)
{
    html_write(out, "<p class=\"field\"><label for=\"%s\">%s</label>", name,
               desk_text(frame->language, label));
    if (hint != DESK_TEXT_COUNT)
        html_write(out, " <small id=\"%s-hint\">%s</small>", name,
                   desk_text(frame->language, hint));
    html_write(out, "<input id=\"%s\" name=\"%s\" type=\"%s\" required", name, name, type);
    if (hint != DESK_TEXT_COUNT)
        html_write(out, " aria-describedby=\"%s-hint\"", name);
    buffer_text(out, *more ? " " : "");
    buffer_text(out, more);
    buffer_text(out, "></p>\n");
}

void desk_button(struct buffer *out, const struct desk_frame *frame, const char *name,
                 const char *value, enum desk_text label)
{
    html_write(out, "<button name=\"%s\" value=\"%s\">%s</button>\n", name, value,
               desk_text(frame->language, label));
}

void desk_secret(struct buffer *out, const struct desk_frame *frame, enum desk_text what,
                 const char *a, const char *secret)
{
    buffer_text(out, "<div class=\"said\" role=\"status\"><p>");
    desk_write(out, frame->language, what, a);
    html_write(out, "</p><p><code>%s</code></p></div>\n", secret);
}

void desk_field(struct buffer *out, const struct desk_frame *frame, const struct desk_field *field)
{
    html_write(out, "<p class=\"field\"><label for=\"%s\">", field->name);
    desk_write(out, frame->language, field->label, field->label_a ? field->label_a : "");
    buffer_text(out, "</label>");
    if (field->hint != DESK_TEXT_COUNT)
        html_write(out, " <small id=\"%s-hint\">%s</small>", field->name,
                   desk_text(frame->language, field->hint));
    html_write(out, "<input id=\"%s\" name=\"%s\" type=\"%s\"", field->name, field->name,
               field->type);
    if (field->value && field->value[0])
        html_write(out, " value=\"%s\"", field->value);
    if (field->hint != DESK_TEXT_COUNT)
        html_write(out, " aria-describedby=\"%s-hint\"", field->name);
    buffer_text(out, field->may_be_empty ? "" : " required");
    buffer_text(out, field->more ? " " : "");
    buffer_text(out, field->more ? field->more : "");
    buffer_text(out, "></p>\n");
}

void desk_select_begin(struct buffer *out, const struct desk_frame *frame, const char *name,
                       enum desk_text label)
{
    html_write(out, "<p class=\"field\"><label for=\"%s\">%s</label><select id=\"%s\" name=\"%s\">",
               name, desk_text(frame->language, label), name, name);
}

void desk_option(struct buffer *out, const char *value, const char *text, const char *chosen)
{
    html_write(out, "<option value=\"%s\"", value);
    buffer_text(out, chosen && !strcmp(chosen, value) ? " selected>" : ">");
    html_write(out, "%s</option>", text);
}

void desk_select_end(struct buffer *out)
{
    buffer_text(out, "</select></p>\n");
}

void desk_table_begin(struct buffer *out, const struct desk_frame *frame, enum desk_text name,
                      const enum desk_text *heads, size_t count)
{
    html_write(out,
               "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"%s\"><table>"
               "<thead><tr>",
               desk_text(frame->language, name));
    for (size_t i = 0; i < count; i++)
        html_write(out, "<th scope=\"col\">%s</th>", desk_text(frame->language, heads[i]));
    buffer_text(out, "</tr></thead><tbody>\n");
}

void desk_table_end(struct buffer *out)
{
    buffer_text(out, "</tbody></table></div>\n");
}
