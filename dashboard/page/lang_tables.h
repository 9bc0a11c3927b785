/* The tables of the languages; only lang.c and the test of their wholeness read them. */
#ifndef LAMPION_PAGE_LANG_TABLES_H
#define LAMPION_PAGE_LANG_TABLES_H

#include "dashboard/page/lang.h"

struct lang_fault {
    const char *fault, *words;
};

struct lang_table {
    const char *code, *name;
    const char *thousands;   /* between groups of three digits */
    bool zero_is_one;        /* 0 takes the ..._ONE text */
    const char *months[12];  /* January first */
    const char *weekdays[7]; /* Monday first */
    const char *texts[TEXT_COUNT];
    const struct lang_fault *faults; /* until a NULL fault */
};

const struct lang_table *lang_table(enum language language);

extern const struct lang_table lang_fr;
extern const struct lang_table lang_en;

#endif
