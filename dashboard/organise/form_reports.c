/* Reports: asked for here, made on the desk for long work by the same code as `lampion report`,
 * then there to be taken away. The page asks for itself again while one is on its way. */
#include "dashboard/organise/forms.h"

#include "dashboard/organise/organise_inner.h"
#include "dashboard/organise/presets.h"
#include "dashboard/zonetime.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FORMATS_MAX 16

static const char *given(const void *context, const char *name)
{
    return errand_field(context, name);
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
    presets_list(local.days, presets);
    formats[0] = "html"; /* what most people mean by a report */
    for (size_t i = 0, count = 1; count < FORMATS_MAX && report_format_at(i); i++)
        if (strcmp(report_format_at(i)->name, formats[0]) != 0)
            formats[count++] = report_format_at(i)->name;
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
