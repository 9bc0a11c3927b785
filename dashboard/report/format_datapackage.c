/* Data Package v2: https://datapackage.org/standard/data-package/ */
#include "dashboard/report/about.h"
#include "dashboard/report/format_csv.h"
#include "dashboard/report/formats.h"

#include <stdio.h>
#include <string.h>

#define PROFILE "https://datapackage.org/profiles/2.0/datapackage.json"
#define V1_TABLE "tabular-data-resource" /* what tools of version 1 know a table by */

static const struct {
    const char *name, *title, *path;
} licences[] = {
    {"etalab-2.0", "Licence Ouverte 2.0",
     "https://github.com/etalab/licence-ouverte/blob/master/LO.md"},
    {"ODbL-1.0", "Open Database License 1.0", "https://opendatacommons.org/licenses/odbl/1-0/"},
    {"CC-BY-4.0", "Creative Commons Attribution 4.0",
     "https://creativecommons.org/licenses/by/4.0/"},
    {"CC0-1.0", "Creative Commons Zero 1.0", "https://creativecommons.org/publicdomain/zero/1.0/"},
};

static void set_licence(json_t *package, const char *name)
{
    json_t *licence = name ? json_pack("{s:s}", "name", name) : NULL;
    for (size_t i = 0; name && i < sizeof licences / sizeof licences[0]; i++)
        if (strcmp(name, licences[i].name) == 0) {
            json_object_set_new(licence, "title", json_string(licences[i].title));
            json_object_set_new(licence, "path", json_string(licences[i].path));
        }
    if (licence)
        json_object_set_new(package, "licenses", json_pack("[o]", licence));
}

static json_t *make_field(const struct column *column)
{
    static const char *const types[] = {
        [CELL_TEXT] = "string", [CELL_INTEGER] = "integer", [CELL_NUMBER] = "number",
        [CELL_DATE] = "date",   [CELL_MOMENT] = "datetime", [CELL_YES] = "boolean"};
    json_t *field = json_pack("{s:s,s:s}", "name", column->name, "type", types[column->type]);
    if (column->means[0])
        json_object_set_new(field, "description", json_string(column->means));
    if (column->type == CELL_YES) {
        json_object_set_new(field, "trueValues", json_pack("[s]", "1"));
        json_object_set_new(field, "falseValues", json_pack("[s]", "0"));
    }
    return field;
}

static json_t *make_schema(const struct table_info *info)
{
    json_t *fields = json_array(), *keys = json_array();
    for (size_t i = 0; i < info->column_count; i++) {
        json_array_append_new(fields, make_field(&info->columns[i]));
        if (info->columns[i].key)
            json_array_append_new(keys, json_string(info->columns[i].name));
    }
    json_t *schema = json_pack("{s:o,s:[s]}", "fields", fields, "missingValues", "");
    if (json_array_size(keys) > 0)
        json_object_set(schema, "primaryKey", keys);
    json_decref(keys);
    return schema;
}

static int add_resource(const struct report *report, json_t *resources, enum table table,
                        const char *folder, struct why *why)
{
    const struct table_info *info = table_info(table);
    char path[4096], sha256[DIGEST_TEXT], hash[DIGEST_TEXT + 7], file[64];
    int64_t size;
    int error = csv_write_table(report, table, folder, &csv_rfc4180, why);
    snprintf(file, sizeof file, "%s.csv", info->name);
    snprintf(path, sizeof path, "%s/%s", folder, file);
    if (!error)
        error = digest_file(path, sha256, &size, why);
    if (error)
        return error;
    snprintf(hash, sizeof hash, "sha256:%s", sha256);
    json_array_append_new(
        resources,
        json_pack("{s:s,s:s,s:s,s:s,s:s,s:s,s:s,s:s,s:I,s:s,s:{s:s,s:s,s:b,s:b},s:o}", "name",
                  info->name, "path", file, "type", "table", "profile", V1_TABLE, "format", "csv",
                  "mediatype", "text/csv", "encoding", "utf-8", "description", info->means, "bytes",
                  (json_int_t)size, "hash", hash, "dialect", "delimiter", ",", "lineTerminator",
                  "\r\n", "doubleQuote", 1, "header", 1, "schema", make_schema(info)));
    return 0;
}

int format_datapackage(const struct report *report, const char *path, struct why *why)
{
    char file[4096], name[128], title[256], period[PERIOD_TEXT_MAX];
    json_t *resources = json_array();
    int error = 0;
    for (int i = 0; !error && i < TABLE_COUNT; i++)
        error = add_resource(report, resources, (enum table)i, path, why);
    if (error) {
        json_decref(resources);
        return error;
    }
    period_format(&report->period, period);
    snprintf(name, sizeof name, "lampion-%s-%s", report->place->id, period);
    for (char *at = name; *at; at++) /* a name is of a-z, 0-9, ".", "_", "-" */
        *at = *at >= 'A' && *at <= 'Z' ? (char)(*at + 'a' - 'A') : *at;
    const char *place = report->place->name.in[report->language];
    snprintf(title, sizeof title, "%.160s, %s", place ? place : report->place->id, period);
    json_t *package = json_pack("{s:s,s:s,s:s,s:o,s:o}", "$schema", PROFILE, "name", name, "title",
                                title, "resources", resources, "lampion", about_json(report));
    if (report->place->uri) {
        snprintf(title, sizeof title, "%.200s#%s", report->place->uri, period);
        json_object_set_new(package, "id", json_string(title));
    }
    set_licence(package, report->place->licence);
    snprintf(file, sizeof file, "%s/datapackage.json", path);
    return about_write(package, file, why);
}
