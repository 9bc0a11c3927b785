/* The words of the papers that depend on the configuration; the rest is in the templates. %s and
 * %d as in html_write: each language keeps their order. */
#ifndef LAMPION_PAGE_PAPERS_WORDS_H
#define LAMPION_PAGE_PAPERS_WORDS_H

#include "dashboard/page/papers/papers.h"

enum papers_word {
    PAPERS_TITLE, /* and the other papers', in the order of enum paper */
    PAPERS_TITLE_LAST = PAPERS_TITLE + PAPERS - 1,
    PAPERS_QR,       /* address */
    PAPERS_SEATS,    /* zone, number */
    PAPERS_ROOM,     /* zone, number */
    PAPERS_DOORS,    /* number */
    PAPERS_UNSHARED, /* number */
    PAPERS_PUBLIC,   /* then members, private: in the order of enum place_visibility */
    PAPERS_MEMBERS,
    PAPERS_PRIVATE,
    PAPERS_NIGHT_HIDE,
    PAPERS_NIGHT_SHOW,
    PAPERS_BUCKET,      /* number */
    PAPERS_STEP,        /* minutes */
    PAPERS_MINIMUM,     /* number */
    PAPERS_ZONE_HIDDEN, /* zone */
    PAPERS_ORGANISERS,
    PAPERS_RAW,   /* days */
    PAPERS_SLOTS, /* days */
    PAPERS_ALWAYS,
    PAPERS_FILL,
    PAPERS_BACK,
    PAPERS_WORDS
};

extern const char *const papers_words_fr[PAPERS_WORDS];
extern const char *const papers_words_en[PAPERS_WORDS];

#endif
