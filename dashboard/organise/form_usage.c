/* The use of the place over any period, with another beside it: the sections of the report, on the
 * screen. On the desk for long work: a year of many zones takes a second. */
#include "dashboard/organise/forms.h"

#include "dashboard/organise/presets.h"
#include "dashboard/page/html.h"
#include "dashboard/page/organise/usage_page.h"
#include "dashboard/report/gather.h"
#include "dashboard/report/paper.h"
#include "dashboard/zonetime.h"
#include <string.h>

static void sections_write(struct buffer *out, const struct report *report)
{
    html_write(out, "<div class=\"usage\" tabindex=\"0\" role=\"region\" aria-label=\"%s\">\n",
               desk_text(report->language, DESK_USAGE));
    chart_define(out);
    paper_figures(out, report);
    paper_charts(out, report);
    paper_facts(out, report);
    paper_gaps(out, report);
    buffer_text(out, "</div>\n");
}

#define REFUSAL "<p class=\"said refusal\" role=\"alert\">%s</p>\n"

static void write_use(struct errand *self, struct buffer *out, const char *period)
{
    struct gather_request request = {.language = self->language};
    struct why why;
    if (period_parse(period, &request.period, &why)) {
        html_write(out, REFUSAL, why.text);
        return;
    }
    request.compared = strcmp(errand_value(self, "against"), "year")
                           ? period_previous(&request.period)
                           : period_year_before(&request.period);
    struct report *report = report_gather(self->reading, &request, &why);
    if (report)
        sections_write(out, report);
    else
        html_write(out, REFUSAL, why.text);
    report_free(report);
}

static void show(struct errand *self)
{
    struct zonetime *zonetime;
    struct zonetime_local local;
    struct report_preset presets[PRESETS];
    struct buffer out = {0};
    const char *asked = errand_value(self, "period"), *other = errand_value(self, "other");
    struct place *place = errand_describe(self, &zonetime);
    if (!place)
        return;
    zonetime_local(zonetime, self->place_ms, &local);
    presets_list(local.days, presets);
    self->frame.more_style = "usage.css";
    desk_frame_begin(&out, &self->frame);
    usage_form(&out, &self->frame, presets, PRESETS, asked, other,
               !strcmp(errand_value(self, "against"), "year"));
    write_use(self, &out, *other ? other : *asked ? asked : presets[1].period);
    desk_frame_end(&out, &self->frame);
    errand_page(self, ERRAND_STATUS(self), &out);
    zonetime_free(zonetime);
    place_free(place);
}

static const char *const arguments[] = {"period", "other", "against", NULL};

const struct organise_form form_usage = {.path = "organise/usage",
                                         .title = DESK_USAGE,
                                         .listed = true,
                                         .seen_by = FOR_READERS,
                                         .changed_by = FOR_ORGANISERS,
                                         .show = show,
                                         .slow = true,
                                         .arguments = arguments};
