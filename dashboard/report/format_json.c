#include "agent/common/time.h"
#include "dashboard/report/about.h"
#include "dashboard/report/format_csv.h"
#include "dashboard/report/formats.h"
#include "dashboard/report/suppress.h"
#include "dashboard/report/tables.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#define FREE_TEXT                                                                                  \
    "titles of events, closures and openings are given as written; texts of notes and of "         \
    "corrections only where notes is true"

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
    json_object_set_new(about, "notes", json_boolean(report->notes));
    json_object_set_new(about, "free_text", json_string(FREE_TEXT));
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
    FILE *file;
    const struct table_info *info;
    bool more;
};

static void put_text(FILE *file, const char *text)
{
    json_t *string = json_string(text);
    if (!string || json_dumpf(string, file, JSON_ENCODE_ANY) != 0)
        fputs("null", file); /* no UTF-8 */
    json_decref(string);
}

static void put_cell(FILE *file, const struct cell *cell, enum cell_type type)
{
    char number[CSV_NUMBER_MAX];
    if (!cell->is) {
        fputs_unlocked("null", file);
    } else if (cell->text && type == CELL_TEXT) {
        put_text(file, cell->text);
    } else if (cell->text) {
        putc_unlocked('"', file);
        fputs_unlocked(cell->text, file);
        putc_unlocked('"', file);
    } else if (type == CELL_YES) {
        fputs_unlocked(cell->number != 0 ? "true" : "false", file);
    } else {
        csv_number(cell->number, '.', number);
        fputs_unlocked(number, file);
    }
}

static void put_row(void *context, const struct table_row *row)
{
    struct listing *self = context;
    fputs_unlocked(self->more ? ",\n  [" : "\n  [", self->file);
    self->more = true;
    for (size_t i = 0; i < self->info->column_count; i++) {
        if (i > 0)
            putc_unlocked(',', self->file);
        put_cell(self->file, &row->cells[i], self->info->columns[i].type);
    }
    putc_unlocked(']', self->file);
}

static void put_table(const struct report *report, enum table table, FILE *file)
{
    struct listing self = {.file = file, .info = table_info(table)};
    fprintf(file, ",\n\"%s\": {\"columns\": [", self.info->name);
    for (size_t i = 0; i < self.info->column_count; i++)
        fprintf(file, "%s\"%s\"", i > 0 ? "," : "", self.info->columns[i].name);
    fputs("], \"rows\": [", file);
    table_rows(report, table, put_row, &self);
    fputs("]}", file);
}

static bool put_document(json_t *document, const char *name, FILE *file)
{
    fprintf(file, ",\n\"%s\": ", name);
    int failed =
        json_dumpf(document, file, JSON_INDENT(1) | JSON_SORT_KEYS | JSON_REAL_PRECISION(12));
    json_decref(document);
    return !failed;
}

/* Rows are arrays in the order of "columns", one a line; they are written as they come, for a year
 * of hours is no tree to keep in memory. */
int format_json(const struct report *report, const char *path, struct why *why)
{
    FILE *file = fopen(path, "wbe");
    if (!file)
        return why_set(why, errno, "%s: cannot be written: %s", path, strerror(errno));
    setvbuf(file, NULL, _IOFBF, CSV_BUFFER);
    json_t *definitions = json_object();
    for (int i = 0; i < INDICATOR_COUNT; i++) {
        const struct indicator_info *info = indicator_info((enum indicator)i);
        json_object_set_new(definitions, info->name, json_string(info->formula));
    }
    fputs("{\"format\": \"lampion-report-1\"", file);
    bool whole = put_document(about_json(report), "about", file);
    whole = put_document(definitions, "definitions", file) && whole;
    for (int t = 0; t < TABLE_COUNT; t++)
        put_table(report, (enum table)t, file);
    fputs("}\n", file);
    whole = whole && !ferror(file);
    if (fclose(file) != 0 || !whole)
        return why_set(why, EIO, "%s: cannot be written; is the disk full?", path);
    return 0;
}
