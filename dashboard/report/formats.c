#include "dashboard/report/formats.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const struct report_format formats[] = {
    {"csv", true, "tables as CSV (RFC 4180), for programs", format_csv},
    {"csv-fr", true, "the same for French spreadsheets: semicolon, decimal comma", format_csv_fr},
    {"json", false, "everything in one JSON document", format_json},
    {"datapackage", true, "CSV described by a Data Package v2", format_datapackage},
    {"html", false, "a report to print on A4, with charts", format_html},
    {"xlsx", false, "a workbook; its key figures are formulas over its sheet of days", format_xlsx},
};

const struct report_format *report_format_at(size_t index)
{
    return index < sizeof formats / sizeof formats[0] ? &formats[index] : NULL;
}

const struct report_format *report_format_find(const char *name)
{
    for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++)
        if (strcmp(formats[i].name, name) == 0)
            return &formats[i];
    return NULL;
}

static int is_plain(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

static int compare_names(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name); /* alphasort follows the locale */
}

static int digest_folder(const char *path, char sha256[DIGEST_TEXT], struct why *why)
{
    struct dirent **names;
    int count = scandir(path, &names, is_plain, compare_names), error = 0;
    struct digest *digest = digest_new();
    if (count < 0 || !digest)
        return why_set(why, errno, "%s: cannot be read: %s", path, strerror(errno));
    for (int i = 0; i < count; i++) {
        char file[4096], text[DIGEST_TEXT];
        int64_t size;
        snprintf(file, sizeof file, "%s/%s", path, names[i]->d_name);
        if (!error && !(error = digest_file(file, text, &size, why))) {
            digest_add(digest, text, DIGEST_TEXT - 1);
            digest_add(digest, "  ", 2);
            digest_add(digest, names[i]->d_name, strlen(names[i]->d_name));
            digest_add(digest, "\n", 1);
        }
        free(names[i]);
    }
    free(names);
    digest_end(digest, sha256);
    return error;
}

int report_digest(const char *path, char sha256[DIGEST_TEXT], struct why *why)
{
    struct stat stat_of;
    int64_t size;
    if (stat(path, &stat_of) < 0)
        return why_set(why, errno, "%s: %s", path, strerror(errno));
    return S_ISDIR(stat_of.st_mode) ? digest_folder(path, sha256, why)
                                    : digest_file(path, sha256, &size, why);
}

static int write_file(const struct report *report, const struct report_format *format,
                      const char *path, struct why *why)
{
    char part[4096];
    if ((size_t)snprintf(part, sizeof part, "%s.part", path) >= sizeof part)
        return why_set(why, ENAMETOOLONG, "%s: too long a name", path);
    int error = format->write(report, part, why);
    if (!error && rename(part, path) < 0)
        error = why_set(why, errno, "%s: cannot be written: %s", path, strerror(errno));
    if (error)
        unlink(part);
    return error;
}

static int write_folder(const struct report *report, const struct report_format *format,
                        const char *path, struct why *why)
{
    if (mkdir(path, 0777) < 0 && errno != EEXIST)
        return why_set(why, errno, "%s: the folder cannot be made: %s", path, strerror(errno));
    return format->write(report, path, why);
}

int report_write(const struct report *report, const struct report_format *format, const char *path,
                 char sha256[DIGEST_TEXT], struct why *why)
{
    int error = format->is_folder ? write_folder(report, format, path, why)
                                  : write_file(report, format, path, why);
    return error ? error : report_digest(path, sha256, why);
}
