#include "agent/common/time.h"
#include "dashboard/report/about.h"
#include "dashboard/report/formats.h"
#include "dashboard/report/suppress.h"
#include "dashboard/report/tables.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static json_t *about_settings(const struct report *report)
{
    json_t *list = json_array();
    for (size_t i = 0; i < report->setting_count; i++) {
        const struct report_setting *setting = &report->settings[i];
        json_array_append_new(list, json_pack("{s:s,s:s,s:s}", "key", setting->key, "value",
                                              setting->value, "standard", setting->standard));
    }
    return list;
}

static json_t *about_zones(const struct report *report)
{
    static const char *const kinds[] = {"seats", "room", "hall"};
    json_t *list = json_array();
    for (size_t i = 0; i < report->zone_count; i++) {
        const struct report_zone *zone = &report->zones[i];
        json_t *object = json_pack(
            "{s:s,s:s?,s:s,s:b,s:I,s:I}", "id", zone->id, "name", zone->name.in[report->language],
            "kind", kinds[zone->kind], "counted_line", zone->counts, "days_withheld",
            (json_int_t)zone->days_withheld, "hours_withheld", (json_int_t)zone->hours_withheld);
        if (zone->parent != ZONE_NONE)
            json_object_set_new(object, "within", json_string(report->zones[zone->parent].id));
        json_array_append_new(list, object);
    }
    return list;
}

json_t *about_json(const struct report *report)
{
    char period[PERIOD_TEXT_MAX], compared[PERIOD_TEXT_MAX], until[TIME_TEXT_MAX];
    period_format(&report->period, period);
    period_format(&report->compared, compared);
    time_format_s(report->settled_until_ms, until);
    const struct place *place = report->place;
    json_t *about = json_pack(
        "{s:s,s:s,s:s,s:s,s:s,s:s,s:s,s:I,s:I,s:s,s:f,s:f,s:o,s:o}", "period", period,
        "compared_with", compared, "language", language_code(report->language), "timezone",
        place->timezone, "lampion_version", report->version, "revision_sha256", report->revision,
        "descriptions_sha256", report->config_hash, "minimum_count",
        (json_int_t)report->minimum_count, "corrections", (json_int_t)report->corrections,
        "suppression_rule", SUPPRESS_RULE, "flagged_below_pct", 100 * report->rules.flag_below,
        "withheld_below_pct", 100 * report->rules.withhold_below, "settings",
        about_settings(report), "zones", about_zones(report));
    if (report->settled_until_ms > 0)
        json_object_set_new(about, "settled_until", json_string(until));
    json_object_set_new(about, "place",
                        json_pack("{s:s,s:s?,s:s?,s:s?}", "id", place->id, "name",
                                  place->name.in[report->language], "uri", place->uri,
                                  "opening_hours", place->opening_hours));
    return about;
}

int about_write(json_t *document, const char *path, struct why *why)
{
    FILE *file = fopen(path, "wbe");
    int error = file ? 0 : why_set(why, errno, "%s: cannot be written: %s", path, strerror(errno));
    if (file) {
        size_t flags = JSON_INDENT(1) | JSON_SORT_KEYS | JSON_REAL_PRECISION(12);
        bool failed = json_dumpf(document, file, flags) != 0 || putc('\n', file) == EOF;
        if (fclose(file) != 0 || failed)
            error = why_set(why, EIO, "%s: cannot be written; is the disk full?", path);
    }
    json_decref(document);
    return error;
}

struct listing {
    json_t *rows;
    const struct table_info *info;
};

static json_t *cell_json(const struct cell *cell, enum cell_type type)
{
    if (!cell->is)
        return json_null();
    if (cell->text)
        return json_string(cell->text);
    if (type == CELL_YES)
        return json_boolean(cell->number != 0);
    if (cell->number == floor(cell->number))
        return json_integer((json_int_t)cell->number);
    return json_real(round(cell->number * 1e6) / 1e6);
}

static void add_row(void *context, const struct table_row *row)
{
    struct listing *self = context;
    json_t *cells = json_array();
    for (size_t i = 0; i < self->info->column_count; i++)
        json_array_append_new(cells, cell_json(&row->cells[i], self->info->columns[i].type));
    json_array_append_new(self->rows, cells);
}

/* Rows are arrays in the order of "columns": a year of hours stays readable, and small. */
int format_json(const struct report *report, const char *path, struct why *why)
{
    json_t *document =
        json_pack("{s:s,s:o}", "format", "lampion-report-1", "about", about_json(report));
    json_t *definitions = json_object();
    for (int i = 0; i < INDICATOR_COUNT; i++) {
        const struct indicator_info *info = indicator_info((enum indicator)i);
        json_object_set_new(definitions, info->name, json_string(info->formula));
    }
    json_object_set_new(document, "definitions", definitions);
    for (int t = 0; t < TABLE_COUNT; t++) {
        struct listing listing = {json_array(), table_info((enum table)t)};
        json_t *columns = json_array();
        for (size_t i = 0; i < listing.info->column_count; i++)
            json_array_append_new(columns, json_string(listing.info->columns[i].name));
        table_rows(report, (enum table)t, add_row, &listing);
        json_object_set_new(document, listing.info->name,
                            json_pack("{s:o,s:o}", "columns", columns, "rows", listing.rows));
    }
    return about_write(document, path, why);
}
