#include "dashboard/page/organise/facts_page.h"

#include "dashboard/page/html.h"
#include "dashboard/page/lang.h"
#include <stdio.h>
#include <string.h>

enum desk_text fact_kind_text(int kind)
{
    static const enum desk_text texts[] = {
        DESK_FACT_CLOSED,         DESK_FACT_OPEN,     DESK_FACT_COUNT,
        DESK_FACT_EVENT,          DESK_FACT_NOTE,     DESK_FACT_LENT,
        DESK_FACT_OUT_OF_SERVICE, DESK_FACT_DECLARED, DESK_FACT_CORRECTION};
    return texts[kind];
}

static const char *given(const struct fact_form *form, const char *name)
{
    return form->given(form->context, name);
}

static const char *name_of(const struct place_zone *zone, enum language language)
{
    return zone->name.in[language] ? zone->name.in[language] : zone->id;
}

static void zone_select(struct buffer *out, const struct desk_frame *frame,
                        const struct fact_form *form)
{
    desk_select_begin(out, frame, "zone", DESK_FACT_WHERE);
    if (form->whole)
        desk_option(out, "", desk_text(frame->language, DESK_FACT_WHOLE), NULL);
    for (size_t z = 0; z < form->place->zone_count; z++) {
        const struct place_zone *zone = &form->place->zones[z];
        if (!form->doors_only || zone->kind == ZONE_HALL)
            desk_option(out, zone->id, name_of(zone, frame->language), given(form, "zone"));
    }
    desk_select_end(out);
}

static void seat_select(struct buffer *out, const struct desk_frame *frame,
                        const struct fact_form *form)
{
    desk_select_begin(out, frame, "seat", DESK_FACT_SEAT);
    for (size_t z = 0; z < form->place->zone_count; z++) {
        const struct place_zone *zone = &form->place->zones[z];
        for (size_t i = 0; i < zone->seat_count; i++) {
            char value[80], text[160];
            const struct place_seat *seat = &zone->seats[i];
            if (form->dedicated && seat->policy != SEAT_DEDICATED)
                continue;
            snprintf(value, sizeof value, "%s/%s", zone->id, seat->id);
            snprintf(text, sizeof text, "%s, %s", name_of(zone, frame->language), seat->id);
            desk_option(out, value, text, given(form, "seat"));
        }
    }
    desk_select_end(out);
}

static void when_fields(struct buffer *out, const struct desk_frame *frame,
                        const struct fact_form *form)
{
    struct desk_field fields[] = {
        {"from_day", DESK_FACT_FROM_DAY, NULL, DESK_TEXT_COUNT, "date", NULL, NULL, false},
        {"from_time", DESK_FACT_FROM_TIME, NULL, DESK_TEXT_COUNT, "time", NULL, NULL, true},
        {"to_day", DESK_FACT_TO_DAY, NULL, form->open_end ? DESK_FACT_TO_HINT : DESK_TEXT_COUNT,
         "date", NULL, NULL, form->open_end},
        {"to_time", DESK_FACT_TO_TIME, NULL, DESK_TEXT_COUNT, "time", NULL, NULL, true},
    };
    for (size_t i = 0; i < (form->until ? 4 : 2); i++) {
        fields[i].value = given(form, fields[i].name);
        desk_field(out, frame, &fields[i]);
    }
}

static void form_write(struct buffer *out, const struct desk_frame *frame,
                       const struct fact_form *form)
{
    html_write(out, "<h2>%s</h2>\n", desk_text(frame->language, form->title));
    desk_form_begin(out, frame);
    html_write(out, "<input type=\"hidden\" name=\"kind\" value=\"%s\">", form->kind);
    if (form->seat)
        seat_select(out, frame, form);
    else
        zone_select(out, frame, form);
    when_fields(out, frame, form);
    if (form->people || form->more)
        desk_field(out, frame,
                   &(struct desk_field){"value", form->more ? DESK_FACT_MORE : DESK_FACT_PEOPLE,
                                        NULL, DESK_TEXT_COUNT, "number",
                                        form->more ? "min=\"-100000\" max=\"100000\""
                                                   : "min=\"0\" max=\"100000\"",
                                        given(form, "value"), !form->more});
    desk_field(out, frame,
               &(struct desk_field){"text",
                                    form->titled      ? DESK_FACT_TITLE_OF
                                    : form->text_must ? DESK_FACT_TEXT
                                                      : DESK_FACT_TEXT_MAY,
                                    NULL, DESK_FACT_TEXT_HINT, "text", "maxlength=\"250\"",
                                    given(form, "text"), !form->text_must});
    desk_button(out, frame, "do", "add", DESK_FACT_ADD);
    buffer_text(out, "</form>\n");
}

static void row_write(struct buffer *out, const struct desk_frame *frame, bool declared,
                      const struct fact_row *row)
{
    html_write(out, "<tr><th scope=\"row\">%s</th><td>%s</td><td>%s</td><td>%s</td><td>%s</td>",
               declared ? row->key : desk_text(frame->language, row->kind),
               *row->where ? row->where : desk_text(frame->language, DESK_FACT_WHOLE), row->from,
               *row->to ? row->to : desk_text(frame->language, DESK_FACT_NEVER), row->value);
    html_write(out, "<td>%s</td><td>%s</td><td>", row->text, row->author);
    if (row->retracted)
        html_write(out, "%s", desk_text(frame->language, DESK_FACT_RETRACTED));
    else if (frame->may_change) {
        desk_form_begin(out, frame);
        html_write(out, "<input type=\"hidden\" name=\"id\" value=\"%lld\">", (long long)row->id);
        desk_button(out, frame, "do", "retract", DESK_FACT_RETRACT);
        buffer_text(out, "</form>");
    }
    buffer_text(out, "</td></tr>\n");
}

static void rows_write(struct buffer *out, const struct desk_frame *frame, bool declared,
                       const struct fact_row *rows, size_t count)
{
    const enum desk_text heads[] = {declared ? DESK_DECLARED_KEY : DESK_FACT_KIND,
                                    DESK_FACT_WHERE,
                                    DESK_FACT_FROM,
                                    DESK_FACT_TO,
                                    DESK_FACT_VALUE,
                                    DESK_FACT_TEXT,
                                    DESK_FACT_BY,
                                    DESK_ACTIONS};
    if (!count) {
        html_write(out, "<p>%s</p>\n", desk_text(frame->language, DESK_NONE));
        return;
    }
    desk_table_begin(out, frame, frame->title, heads, 8);
    for (size_t i = 0; i < count; i++)
        row_write(out, frame, declared, &rows[i]);
    desk_table_end(out);
}

static void kinds_write(struct buffer *out, const struct desk_frame *frame)
{
    static const struct {
        const char *kind;
        enum desk_text text;
    } kinds[] = {{"closed", DESK_FACT_CLOSED},
                 {"open", DESK_FACT_OPEN},
                 {"event", DESK_FACT_EVENT},
                 {"note", DESK_FACT_NOTE},
                 {"lent", DESK_FACT_LENT},
                 {"out-of-service", DESK_FACT_OUT_OF_SERVICE},
                 {"correction", DESK_FACT_CORRECTION}};
    html_write(out, "<h2>%s</h2>\n<ul class=\"choices\">",
               desk_text(frame->language, DESK_FACT_ADD));
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        html_write(out, "<li><a href=\"?kind=%s&amp;lang=%s\">%s</a></li>", kinds[i].kind,
                   lang_code(frame->language), desk_text(frame->language, kinds[i].text));
    buffer_text(out, "</ul>\n");
}

void facts_page(struct buffer *out, const struct desk_frame *frame, const struct fact_form *form,
                const struct fact_row *rows, size_t count, bool all)
{
    desk_frame_begin(out, frame);
    html_write(out, "<p>%s</p>\n", desk_text(frame->language, DESK_FACTS_WHAT));
    if (frame->may_change)
        kinds_write(out, frame);
    if (frame->may_change && form)
        form_write(out, frame, form);
    html_write(out, "<h2>%s</h2>\n", desk_text(frame->language, DESK_FACTS));
    rows_write(out, frame, false, rows, count);
    if (!all)
        html_write(out, "<p><a href=\"?all=1&amp;lang=%s\">%s</a></p>\n",
                   lang_code(frame->language),
                   desk_text(frame->language, DESK_FACT_WITH_RETRACTED));
    desk_frame_end(out, frame);
}

void declared_page(struct buffer *out, const struct desk_frame *frame, const struct fact_form *form,
                   const struct fact_row *rows, size_t count)
{
    desk_frame_begin(out, frame);
    html_write(out, "<p>%s</p>\n", desk_text(frame->language, DESK_DECLARED_WHAT));
    if (frame->may_change) {
        desk_form_begin(out, frame);
        desk_field(out, frame,
                   &(struct desk_field){"key", DESK_DECLARED_KEY, NULL, DESK_DECLARED_KEY_HINT,
                                        "text",
                                        "maxlength=\"32\" pattern=\"[a-z0-9_\\-]+\" list=\"keys\" "
                                        "autocapitalize=\"none\" spellcheck=\"false\"",
                                        given(form, "key"), false});
        buffer_text(out, "<datalist id=\"keys\"><option value=\"members\"><option "
                         "value=\"volunteers\"><option value=\"event_attendance\"></datalist>\n");
        desk_field(out, frame,
                   &(struct desk_field){"value", DESK_FACT_VALUE, NULL, DESK_TEXT_COUNT, "number",
                                        "step=\"any\"", given(form, "value"), false});
        desk_field(out, frame,
                   &(struct desk_field){"period", DESK_DECLARED_PERIOD, NULL,
                                        DESK_DECLARED_PERIOD_HINT, "text", "maxlength=\"23\"",
                                        given(form, "period"), false});
        zone_select(out, frame, form);
        desk_field(out, frame,
                   &(struct desk_field){"text", DESK_FACT_TEXT_MAY, NULL, DESK_FACT_TEXT_HINT,
                                        "text", "maxlength=\"250\"", given(form, "text"), true});
        desk_button(out, frame, "do", "add", DESK_FACT_ADD);
        buffer_text(out, "</form>\n");
    }
    html_write(out, "<h2>%s</h2>\n", desk_text(frame->language, DESK_DECLARED));
    rows_write(out, frame, true, rows, count);
    desk_frame_end(out, frame);
}

static void estimate_write(struct buffer *out, const struct desk_frame *frame,
                           const struct count_row *row)
{
    buffer_text(out, "<p>");
    desk_write(out, frame->language, DESK_COUNT_ESTIMATE,
               *row->estimate ? row->estimate : desk_text(frame->language, DESK_COUNT_NOT_KNOWN));
    buffer_text(out, "</p>\n");
}

/* A form a zone: on a phone the number is the only thing to type. */
void count_page(struct buffer *out, const struct desk_frame *frame, const struct count_row *rows,
                size_t count, const char *chosen)
{
    desk_frame_begin(out, frame);
    html_write(out, "<p>%s</p>\n",
               desk_text(frame->language, count ? DESK_COUNT_WHAT : DESK_COUNT_NO_DOORS));
    for (size_t i = 0; i < count; i++) {
        char id[48];
        html_write(out, "<h2>%s</h2>\n", rows[i].name);
        estimate_write(out, frame, &rows[i]);
        if (!frame->may_change)
            continue;
        snprintf(id, sizeof id, "people-%s", rows[i].id);
        desk_form_begin(out, frame);
        html_write(out, "<p class=\"field\"><label for=\"%s\">", id);
        desk_write(out, frame->language, DESK_COUNT_PEOPLE, rows[i].name);
        html_write(out,
                   "</label><input id=\"%s\" name=\"people\" type=\"number\" inputmode=\"numeric\" "
                   "min=\"0\" max=\"100000\" required",
                   id);
        buffer_text(out,
                    count == 1 || !strcmp(chosen, rows[i].id) ? " autofocus></p>\n" : "></p>\n");
        html_write(out, "<button name=\"zone\" value=\"%s\">%s</button>\n</form>\n", rows[i].id,
                   desk_text(frame->language, DESK_COUNT_PUT));
    }
    desk_frame_end(out, frame);
}
