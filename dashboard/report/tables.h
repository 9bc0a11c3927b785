/* A report as tables: what CSV, Data Package, JSON and XLSX write, each in its own way. Names of
 * tables and columns are ASCII snake_case and never translated: files are read by machines. An
 * empty cell is not known, or not given; it is never a zero. */
#ifndef LAMPION_REPORT_TABLES_H
#define LAMPION_REPORT_TABLES_H

#include "dashboard/report/report.h"

enum table {
    TABLE_FIGURES,
    TABLE_DAYS,
    TABLE_HOURS,
    TABLE_GAPS,
    TABLE_EVENTS,
    TABLE_CORRECTIONS,
    TABLE_COUNT
};

enum cell_type { CELL_TEXT, CELL_INTEGER, CELL_NUMBER, CELL_DATE, CELL_MOMENT, CELL_YES };

struct column {
    const char *name;
    enum cell_type type;
    const char *means; /* in English */
    bool key;          /* of the primary key */
};

/* Which column is which, where a format must know. */
enum day_column {
    DAY_ZONE,
    DAY_DATE,
    DAY_STATE,
    DAY_BASIS,
    DAY_LENGTH,
    DAY_OPEN,
    DAY_OPEN_UNKNOWN,
    DAY_SENSORS,
    DAY_SILENT,
    DAY_SENSORS_OPEN,
    DAY_SILENT_OPEN,
    DAY_OFFERED,
    DAY_UNKNOWN,
    DAY_USED,
    DAY_OUTSIDE,
    DAY_IN_USE,
    DAY_USE_UNKNOWN,
    DAY_PRESENCE,
    DAY_COUNTED,
    DAY_PERSON,
    DAY_COUNTED_OPEN,
    DAY_PERSON_OPEN,
    DAY_CAPACITY,
    DAY_FULL,
    DAY_IN,
    DAY_OUT,
    DAY_PEAK,
    DAY_PEAK_AT,
    DAY_CORRECTED,
    DAY_COLUMNS
};
enum figure_column {
    FIGURE_ZONE,
    FIGURE_NAME,
    FIGURE_VALUE,
    FIGURE_UNIT,
    FIGURE_BASIS,
    FIGURE_STATE,
    FIGURE_COVERAGE,
    FIGURE_LOW,
    FIGURE_HIGH,
    FIGURE_AT,
    FIGURE_BEFORE,
    FIGURE_NOW,
    FIGURE_DELTA,
    FIGURE_DELTA_PCT,
    FIGURE_DAYS,
    FIGURE_COLUMNS
};

#define TABLE_COLUMNS_MAX 32

struct cell {
    bool is; /* false: empty */
    double number;
    const char *text; /* TEXT, DATE, MOMENT (RFC 3339, UTC); borrowed for the call */
};

struct table_info {
    const char *name; /* "figures" */
    const char *means;
    const struct column *columns;
    size_t column_count;
};
const struct table_info *table_info(enum table table);

/* Row by row, in a fixed order. `where` is the zone of a row, and its indicator or day (or -1). */
struct table_row {
    const struct cell *cells; /* table_info.column_count */
    size_t zone;              /* ZONE_NONE: the place */
    int indicator;            /* of a figure; -1: declared */
    const struct figure *figure;
};
typedef void table_each(void *context, const struct table_row *row);
void table_rows(const struct report *report, enum table table, table_each *each, void *context);

#endif
