/* The formats of a report: a table, one file each. To add one: write format_NAME.c with a
 * function of the type below, and its line in formats.c (see the README, "A report format").
 *
 * A format writes what tables.h (and report.h) have, nothing else: what may leave the house was
 * decided before. No clock, no locale, no environment: the same report gives the same bytes. */
#ifndef LAMPION_REPORT_FORMATS_H
#define LAMPION_REPORT_FORMATS_H

#include "dashboard/report/report.h"

struct report_format {
    const char *name; /* "csv-fr" */
    bool is_folder;   /* writes several files */
    const char *help;
    /* Into the file, or the folder that is there. 0 or -errno with why. */
    int (*write)(const struct report *report, const char *path, struct why *why);
};

/* By its name; NULL: there is none. Those that there are, by index. */
const struct report_format *report_format_find(const char *name);
const struct report_format *report_format_at(size_t index);

/* Writes beside `path` and gives it its name when it is whole; makes the folder. The digest is of
 * the file, or of "sha256  name" lines of the folder's files by name. 0 or -errno with why. */
int report_write(const struct report *report, const struct report_format *format, const char *path,
                 char sha256[DIGEST_TEXT], struct why *why);
/* The same digest of what is there. */
int report_digest(const char *path, char sha256[DIGEST_TEXT], struct why *why);

/* Of the formats. */
int format_csv(const struct report *report, const char *path, struct why *why);
int format_csv_fr(const struct report *report, const char *path, struct why *why);
int format_html(const struct report *report, const char *path, struct why *why);
int format_json(const struct report *report, const char *path, struct why *why);
int format_datapackage(const struct report *report, const char *path, struct why *why);
int format_xlsx(const struct report *report, const char *path, struct why *why);

#endif
