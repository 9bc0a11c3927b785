/* A report: everything that its formats show, as plain data. Made by report_gather from the
 * store, filtered by the privacy policy (suppress.h); a format only writes down what is here, so
 * that no format can show more, or other figures, than the next.
 *
 * The same revision of the database, period, language and version give the same report, byte for
 * byte in every format: nothing in here is of the moment at which it was made. */
#ifndef LAMPION_REPORT_REPORT_H
#define LAMPION_REPORT_REPORT_H

#include "dashboard/facts.h"
#include "dashboard/place.h"
#include "dashboard/report/compare.h"
#include "dashboard/report/gap.h"
#include "dashboard/report/indicator.h"
#include "dashboard/report/period.h"
#include "dashboard/zonetime.h"

#define REPORT_HASH_MAX 65 /* SHA-256 in hexadecimal, and the end */

/* A cell of a series: withheld by the small-number rule, or not. */
struct report_cell {
    bool suppressed;
    struct slot slot; /* zero when suppressed */
    int64_t local;    /* yyyymmdd of a day, yyyymmddhh of an hour: what the wall showed */
    int64_t capacity; /* what is full then; 0: not said */
};

/* How busy an hour of the week is, of well-observed open time. */
struct report_hour_of_week {
    double known_s; /* seconds that it rests on; 0: never open, or never seen */
    double use;     /* 0..1: utilisation, or share of capacity */
};

struct report_zone {
    const struct place_zone *zone;
    bool counts;             /* has a counted line */
    enum slot_source source; /* measured, tallied, declared, imported */
    struct figure figures[INDICATOR_COUNT];
    struct comparison comparison; /* against report.compared */
    struct report_cell *days;     /* of the period, in order */
    size_t day_count;
    struct report_cell *hours; /* the finest that a report has */
    size_t hour_count;
    struct report_hour_of_week week[7][24]; /* Monday first */
    struct gap *gaps;
    size_t gap_count;
};

/* Something that was on, with who came meanwhile. */
struct report_event {
    const struct fact *fact;
    struct figure visits; /* passages in from its beginning to its end */
};

/* A setting that is not as it comes: key as in lampion.yaml or place.yaml, value as written. */
struct report_setting {
    char *key, *value, *standard;
};

struct report {
    const struct place *place; /* as described at the period's end */
    const struct zonetime *zonetime;
    enum language language;
    struct period period;
    struct period compared; /* what it is compared with */
    bool has_compared;
    int64_t settled_until_ms; /* the period may not be over */
    struct report_zone *zones;
    size_t zone_count;
    struct facts facts; /* of the period: corrections, closures, openings, notes, declared */
    struct report_event *events;
    size_t event_count;
    struct report_setting *settings;
    size_t setting_count;
    struct indicator_rules rules;
    int64_t minimum_count; /* of the small-number rule; 0: none */
    size_t suppressed_cells;
    int64_t corrections;            /* that were made after the period's first settling */
    const char *version;            /* of the program */
    char revision[REPORT_HASH_MAX]; /* of the data the report rests on */
    char config_hash[REPORT_HASH_MAX];
};

#endif
