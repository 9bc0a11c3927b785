/* What people read in a report, by language. Names of columns and indicators in files for
 * programs are in tables.h, and never translated. */
#ifndef LAMPION_REPORT_WORDS_H
#define LAMPION_REPORT_WORDS_H

#include "dashboard/place.h"
#include "dashboard/report/indicator.h"

enum report_sheet {
    SHEET_FIGURES,
    SHEET_DAYS,
    SHEET_HOURS,
    SHEET_GAPS,
    SHEET_EVENTS,
    SHEET_CORRECTIONS,
    SHEET_DECLARED,
    SHEET_DEFINITIONS,
    SHEET_COUNT
};

#define WORDS_DECLARED 6

struct report_words {
    const char *sheets[SHEET_COUNT]; /* at most 31 characters, none of []:*?/\' */
    struct {
        const char *label, *means;
    } indicators[INDICATOR_COUNT];
    const char *declared_key, *declared_value, *declared_label, *declared_basis, *declared_by_hand;
    const char *declared_rows[WORDS_DECLARED]; /* figures that only people know */
    const char *too_many_hours;
    const char *indicator, *label, *definition, *period, *version, *revision, *rule, *method;
};

extern const struct report_words report_words_fr, report_words_en;
const struct report_words *report_words(enum language language);

#endif
