/* Reports: asked for here, made on the desk for long work by the same code as `lampion report`,
 * then there to be taken away. The page asks for itself again while one is on its way. */
#include "dashboard/organise/forms.h"

#include "dashboard/civil.h"
#include "dashboard/organise/organise_inner.h"
#include "dashboard/zonetime.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FORMATS_MAX 16
#define PRESETS 7

static const char *given(const void *context, const char *name)
{
    return errand_field(context, name);
}

static void add_preset(struct report_preset *preset, enum desk_text what, struct period period)
{
    char text[PERIOD_TEXT_MAX];
    period_format(&period, text);
    snprintf(preset->period, sizeof preset->period, "%s", text);
    preset->what = what;
}

static struct period parsed(const char *text)
{
    struct period period = {0};
    struct why why;
    (void)period_parse(text, &period, &why); /* our own words, between 1973 and 2200 */
    return period;
}

/* The last whole ones, and what has run of this month. */
static void list_presets(int64_t today, struct report_preset presets[PRESETS])
{
    struct civil date = civil_from_days(today);
    char text[40];
    int year, week, autumn = date.month >= 9 ? date.year : date.year - 1;
    snprintf(text, sizeof text, "%04d-%02d", date.year, date.month);
    struct period month = parsed(text);
    add_preset(&presets[0], DESK_PRESET_MONTH, period_previous(&month));
    add_preset(&presets[1], DESK_PRESET_MONTH, month);
    snprintf(text, sizeof text, "%04d-Q%d", date.year, (date.month + 2) / 3);
    struct period quarter = parsed(text);
    add_preset(&presets[2], DESK_PRESET_QUARTER, period_previous(&quarter));
    snprintf(text, sizeof text, "%04d", date.year - 1);
    add_preset(&presets[3], DESK_PRESET_YEAR, parsed(text));
    snprintf(text, sizeof text, "%04d", date.year);
    add_preset(&presets[4], DESK_PRESET_YEAR, parsed(text));
    snprintf(text, sizeof text, "%04d-%04d", autumn, autumn + 1);
    add_preset(&presets[5], DESK_PRESET_SCHOOL, parsed(text));
    period_week_of(today - 7, &year, &week);
    snprintf(text, sizeof text, "%04d-W%02d", year, week);
    add_preset(&presets[6], DESK_PRESET_WEEK, parsed(text));
}

static void show(struct errand *self)
{
    struct zonetime *zonetime;
    struct zonetime_local local;
    struct report_preset presets[PRESETS];
    const char *formats[FORMATS_MAX + 1] = {NULL};
    struct buffer out = {0};
    struct report_row *rows = calloc(SHELF_MAX, sizeof *rows);
    struct place *place = rows ? errand_describe(self, &zonetime) : NULL;
    if (!place) {
        free(rows);
        return;
    }
    zonetime_local(zonetime, self->place_ms, &local);
    list_presets(local.days, presets);
    for (size_t i = 0; i < FORMATS_MAX && report_format_at(i); i++)
        formats[i] = report_format_at(i)->name;
    struct reports_page page = {
        presets, PRESETS, formats, rows, shelf_rows(organise_shelf(self->house), rows),
        given,   self};
    for (size_t i = 0; i < page.row_count; i++)
        if (rows[i].stage < REPORT_DONE)
            self->frame.renews_s = REPORTS_RENEW_S;
    reports_page(&out, &self->frame, &page);
    errand_page(self, ERRAND_STATUS(self), &out);
    zonetime_free(zonetime);
    place_free(place);
    free(rows);
}

static void take(struct errand *self)
{
    struct gather_request request = {.language = LANGUAGE_FR};
    struct why why;
    const char *other = errand_field(self, "other");
    const struct report_format *format = report_format_find(errand_field(self, "format"));
    if (!strcmp(errand_field(self, "language"), "en"))
        request.language = LANGUAGE_EN;
    if (!format) {
        errand_refuse(self, 422, DESK_BAD_VALUE, NULL);
        return;
    }
    if (period_parse(*other ? other : errand_field(self, "period"), &request.period, &why)) {
        errand_refuse_why(self, &why);
        return;
    }
    bool year = !strcmp(errand_field(self, "against"), "year");
    request.compared =
        year ? period_year_before(&request.period) : period_previous(&request.period);
    if (shelf_ask(organise_shelf(self->house), &request, format, &why) < 0) {
        errand_refuse_why(self, &why);
        return;
    }
    self->report = true;
    errand_go(self, self->form->path);
}

/* A file of one that is ready. */
static void show_file(struct errand *self)
{
    size_t length = 0;
    const char *name = errand_value(self, "file");
    int64_t id = errand_number(errand_value(self, "id"), INT64_MAX);
    char *bytes = shelf_file(organise_shelf(self->house), id, name, &length);
    const char *dot = strrchr(name, '.');
    const char *type = !dot                    ? "application/octet-stream"
                       : !strcmp(dot, ".html") ? "text/html; charset=utf-8"
                       : !strcmp(dot, ".csv")  ? "text/csv; charset=utf-8"
                       : !strcmp(dot, ".json") ? "application/json"
                       : !strcmp(dot, ".xlsx")
                           ? "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
                           : "application/octet-stream";
    if (bytes)
        errand_file(self, type, name, bytes, length);
    else
        errand_go(self, form_reports.path);
}

static const char *const arguments[] = {"id", "file", NULL};

const struct organise_form form_reports = {.path = "organise/reports",
                                           .title = DESK_REPORTS,
                                           .listed = true,
                                           .seen_by = FOR_READERS,
                                           .changed_by = FOR_ORGANISERS,
                                           .show = show,
                                           .take = take};

const struct organise_form form_report = {.path = "organise/report",
                                          .title = DESK_REPORTS,
                                          .seen_by = FOR_READERS,
                                          .changed_by = FOR_ORGANISERS,
                                          .show = show_file,
                                          .arguments = arguments};
