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
#include "dashboard/report/digest.h"
#include "dashboard/report/gap.h"
#include "dashboard/report/indicator.h"
#include "dashboard/report/period.h"
#include "dashboard/zonetime.h"

#define REPORT_DAY_HOURS                                                                           \
    26 /* at most: where the wall's clock jumps, an hour may be in two parts                       \
        */

/* Whether a cell is given. */
enum report_given {
    GIVEN,
    GIVEN_NOT_SETTLED, /* the history has nothing of it */
    GIVEN_WITHHELD,    /* small-number rule */
};

/* A civil day of a zone. Of one that is withheld the slot keeps opening hours, seats in service
 * and sensor time; the rest is unknown, so that no sum over days can tell it. */
struct report_day {
    int64_t day; /* civil */
    struct slot slot;
    int64_t capacity; /* what is full by the day's revision; 0: not said */
    int64_t seats;    /* in service, by the same */
    int64_t description;
    enum slot_source source;
    enum report_given given;
    size_t hour_first, hour_count; /* its hours, in report_zone.hours */
};

/* An hour of a zone, kept small: a year of 50 zones has 438 000. Seconds, as in slot.h. */
struct report_hour {
    int64_t start_s;
    uint32_t local; /* yyyymmddhh on the wall at its start */
    uint16_t length_s, open_s, in_use_s, use_unknown_s, uncounted_s;
    uint8_t given, seen; /* seen: peak holds */
    uint32_t sensors_s, silent_s, seats_s, seats_unknown_s, used_s, person_s;
    uint32_t used_outside_s, person_outside_s, in_use_outside_s; /* outside opening */
    uint32_t in, out, peak;
};

/* How busy an hour of the week is, of the hours that are given. */
struct report_hour_of_week {
    double known_s; /* seconds that it rests on; 0: never open, never seen, or not given */
    double use;     /* 0..1: utilisation, or share of capacity */
};

struct report_zone {
    char id[ID_MAX];
    struct place_text name; /* borrowed from a description of the report */
    enum zone_kind kind;
    size_t parent;           /* in report.zones, or ZONE_NONE */
    bool counts;             /* has a counted line */
    enum slot_source source; /* the least direct of its days */
    struct figure figures[INDICATOR_COUNT];
    struct comparison comparison; /* against report.compared */
    struct report_day *days;      /* one a day of the period, in order */
    size_t day_count;
    struct report_hour *hours; /* the finest that a report has */
    size_t hour_count;
    struct report_day *compared_days; /* of report.compared */
    size_t compared_count;
    size_t days_withheld, hours_withheld;
    size_t hours_left_out; /* of the latter: their passages are in no sum of their day */
    struct report_hour_of_week week[7][24]; /* Monday first */
    struct gap *gaps;
    size_t gap_count;
};

/* Something that was on, with who came meanwhile. */
struct report_event {
    const struct fact *fact;
    /* In the local hours that it touches, whole: those who came up to an hour early or late are in
     * it, and so are others. No finer, for hours are the finest that leaves the house. */
    struct figure visits; /* people who came in */
    struct figure peak;   /* most people at once in its zone */
};

/* A setting that is not as it comes: key as in place.yaml, or lampion.yaml. */
struct report_setting {
    char key[64]; /* "zones.desks.release" */
    char value[64], standard[64];
};

struct report {
    struct place **descriptions; /* newest first */
    size_t description_count;
    const struct place *place; /* as described at the period's end; one of these */
    struct zonetime *zonetime;
    enum language language;
    bool notes; /* texts of notes and corrections are given: people may have written a name */
    struct period period;
    struct period compared;   /* what it is compared with */
    int64_t from_s, to_s;     /* of the period, UTC */
    int64_t settled_until_ms; /* the period may not be over */
    struct report_zone *zones;
    size_t zone_count;
    struct facts facts; /* that touch the period, those that were retracted too */
    struct report_event *events;
    size_t event_count;
    struct report_setting *settings; /* in the order of place.yaml; then lampion.yaml's */
    size_t setting_count;
    struct indicator_rules rules;
    int64_t minimum_count;         /* of the small-number rule; 0 or 1: none */
    int64_t corrections;           /* that stand: offsets to counts */
    const char *version;           /* of the program */
    char revision[DIGEST_TEXT];    /* of the data the report rests on */
    char config_hash[DIGEST_TEXT]; /* of the descriptions in force */
};

/* Ends what report_gather made; NULL is allowed. */
void report_free(struct report *self);

#endif
