#include "dashboard/page/organise/pages.h"

#include "agent/common/time.h"
#include "dashboard/page/html.h"
#include <string.h>

static void day_write(struct buffer *out, int64_t at_ms)
{
    char text[TIME_TEXT_MAX];
    time_format_s(at_ms, text);
    text[10] = '\0';
    html_write(out, "<time datetime=\"%s\">%s</time>", text, text);
}

static void person_write(struct buffer *out, const struct desk_frame *frame,
                         const struct people_row *row)
{
    enum language language = frame->language;
    html_write(out, "<tr><th scope=\"row\">%s</th><td>%s</td><td>%s</td><td>", row->name,
               desk_text(language, row->organiser ? DESK_ROLE_ORGANISER : DESK_ROLE_READER),
               desk_text(language, row->disabled ? DESK_STATE_OFF
                                   : row->waits  ? DESK_STATE_CODE
                                                 : DESK_STATE_IN));
    day_write(out, row->made_ms);
    buffer_text(out, "</td><td>");
    if (frame->may_change) {
        desk_form_begin(out, frame);
        html_write(out, "<input type=\"hidden\" name=\"name\" value=\"%s\">", row->name);
        desk_button(out, frame, "do", "reset", DESK_RESET);
        if (!row->disabled)
            desk_button(out, frame, "do", "disable", DESK_DISABLE);
        buffer_text(out, "</form>");
    }
    buffer_text(out, "</td></tr>\n");
}

static void person_form(struct buffer *out, const struct desk_frame *frame)
{
    html_write(out, "<h2>%s</h2>\n", desk_text(frame->language, DESK_PEOPLE_ADD));
    desk_form_begin(out, frame);
    desk_input(
        out, frame, "name", DESK_NAME, DESK_NAME_HINT, "text",
        "maxlength=\"32\" autocomplete=\"off\" autocapitalize=\"none\" spellcheck=\"false\"");
    html_write(out,
               "<p class=\"field\"><label for=\"role\">%s</label><select id=\"role\" name=\"role\">"
               "<option value=\"reader\">%s</option><option value=\"organiser\">%s</option>"
               "</select></p>\n",
               desk_text(frame->language, DESK_ROLE), desk_text(frame->language, DESK_ROLE_READER),
               desk_text(frame->language, DESK_ROLE_ORGANISER));
    desk_button(out, frame, "do", "add", DESK_ADD);
    buffer_text(out, "</form>\n");
}

void people_page(struct buffer *out, const struct desk_frame *frame, const struct people_row *rows,
                 size_t count, const char *code_for, const char *code, const char *link)
{
    static const enum desk_text heads[] = {DESK_NAME, DESK_ROLE, DESK_STATE, DESK_SINCE,
                                           DESK_ACTIONS};
    desk_frame_begin(out, frame);
    if (code) {
        desk_secret(out, frame, DESK_CODE_ONCE, code_for, code);
        html_write(out, "<p>%s <code>%s</code></p>\n", desk_text(frame->language, DESK_CODE_HOW),
                   link);
    }
    desk_table_begin(out, frame, frame->title, heads, 5);
    for (size_t i = 0; i < count; i++)
        person_write(out, frame, &rows[i]);
    desk_table_end(out);
    if (frame->may_change)
        person_form(out, frame);
    desk_frame_end(out, frame);
}

static void key_write(struct buffer *out, const struct desk_frame *frame, bool members,
                      const struct key_row *row)
{
    html_write(out, "<tr><th scope=\"row\">%s</th>", row->name);
    if (!members)
        html_write(
            out, "<td>%s</td>",
            desk_text(frame->language, row->reports ? DESK_SCOPE_REPORTS : DESK_SCOPE_PRESENT));
    buffer_text(out, "<td>");
    day_write(out, row->until_ms);
    buffer_text(out, "</td><td>");
    if (frame->may_change) {
        desk_form_begin(out, frame);
        html_write(out,
                   "<input type=\"hidden\" name=\"do\" value=\"revoke\">"
                   "<button name=\"id\" value=\"%lld\">%s</button></form>",
                   (long long)row->id, desk_text(frame->language, DESK_REVOKE));
    }
    buffer_text(out, "</td></tr>\n");
}

static void key_form(struct buffer *out, const struct desk_frame *frame, bool members)
{
    enum language language = frame->language;
    html_write(out, "<h2>%s</h2>\n",
               desk_text(language, members ? DESK_MEMBERS_ADD : DESK_KEYS_ADD));
    desk_form_begin(out, frame);
    desk_input(out, frame, "name", DESK_KEY_FOR, DESK_TEXT_COUNT, "text", "maxlength=\"40\"");
    if (!members)
        html_write(out,
                   "<p class=\"field\"><label for=\"scope\">%s</label><select id=\"scope\" "
                   "name=\"scope\"><option value=\"present\">%s</option>"
                   "<option value=\"reports\">%s</option></select></p>\n",
                   desk_text(language, DESK_KEY_SCOPE), desk_text(language, DESK_SCOPE_PRESENT),
                   desk_text(language, DESK_SCOPE_REPORTS));
    desk_input(out, frame, "days", DESK_KEY_DAYS, DESK_TEXT_COUNT, "number",
               "min=\"1\" max=\"3660\" value=\"366\"");
    desk_button(out, frame, "do", "add", members ? DESK_MEMBERS_ADD : DESK_KEYS_ADD);
    buffer_text(out, "</form>\n");
}

void keys_page(struct buffer *out, const struct desk_frame *frame, bool members,
               const struct key_row *rows, size_t count, const char *secret)
{
    static const enum desk_text heads[] = {DESK_KEY_FOR, DESK_KEY_SCOPE, DESK_KEY_UNTIL,
                                           DESK_ACTIONS};
    static const enum desk_text links[] = {DESK_KEY_FOR, DESK_KEY_UNTIL, DESK_ACTIONS};
    desk_frame_begin(out, frame);
    if (members)
        html_write(out, "<p>%s</p>\n", desk_text(frame->language, DESK_MEMBERS_WHAT));
    if (secret)
        desk_secret(out, frame, members ? DESK_LINK_ONCE : DESK_KEY_ONCE, "", secret);
    if (count) {
        desk_table_begin(out, frame, frame->title, members ? links : heads, members ? 3 : 4);
        for (size_t i = 0; i < count; i++)
            key_write(out, frame, members, &rows[i]);
        desk_table_end(out);
    } else {
        html_write(out, "<p>%s</p>\n", desk_text(frame->language, DESK_NONE));
    }
    if (frame->may_change)
        key_form(out, frame, members);
    desk_frame_end(out, frame);
}

void audit_page(struct buffer *out, const struct desk_frame *frame, const struct audit_row *rows,
                size_t count, bool more)
{
    static const enum desk_text heads[] = {DESK_WHEN, DESK_WHO, DESK_WHAT, DESK_OBJECT};
    desk_frame_begin(out, frame);
    desk_table_begin(out, frame, frame->title, heads, 4);
    for (size_t i = 0; i < count; i++) {
        char text[TIME_TEXT_MAX];
        time_format_s(rows[i].at_ms, text);
        html_write(out,
                   "<tr><td><time datetime=\"%s\">%s</time></td><td>%s</td><td>%s</td><td>%s</td>"
                   "</tr>\n",
                   text, text, rows[i].who, rows[i].what, rows[i].object);
    }
    desk_table_end(out);
    if (more && count)
        html_write(out, "<p><a href=\"?before=%lld\">%s</a></p>\n", (long long)rows[count - 1].id,
                   desk_text(frame->language, DESK_OLDER));
    desk_frame_end(out, frame);
}
