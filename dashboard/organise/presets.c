#include "dashboard/organise/presets.h"

#include "dashboard/civil.h"
#include "dashboard/report/period.h"
#include <stdio.h>

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
void presets_list(int64_t today, struct report_preset presets[PRESETS])
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
