/* Tables as CSV, for the formats that have such files. */
#ifndef LAMPION_REPORT_FORMAT_CSV_H
#define LAMPION_REPORT_FORMAT_CSV_H

#include "dashboard/report/tables.h"

struct csv_dialect {
    char delimiter, decimal;
    const char *line_end;
    bool bom;
};
extern const struct csv_dialect csv_rfc4180, csv_french;

#define CSV_BUFFER 65536 /* of a file that is written; a year of hours has 30 MB */
#define CSV_NUMBER_MAX 40
/* As short as 12 digits allow, in any locale: "0.25", "1234567". The length. */
int csv_number(double number, char decimal, char text[CSV_NUMBER_MAX]);

/* FOLDER/figures.csv ... 0 or -errno with why. */
int csv_write_table(const struct report *report, enum table table, const char *folder,
                    const struct csv_dialect *dialect, struct why *why);

#endif
