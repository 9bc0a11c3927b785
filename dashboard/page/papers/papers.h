/* The papers that a place owes its people, made from its real configuration: the poster with a QR
 * code, the privacy notice, the entry of the register (GDPR 30), the sheet for an impact
 * assessment. The texts are the templates beside this file, {words} in braces are filled in. Pure.
 */
#ifndef LAMPION_PAGE_PAPERS_H
#define LAMPION_PAGE_PAPERS_H

#include "dashboard/page/buffer.h"
#include "dashboard/place.h"

enum paper { PAPER_POSTER, PAPER_NOTICE, PAPER_REGISTER, PAPER_ASSESSMENT, PAPERS };

struct papers {
    const struct place *place;
    const char *address;      /* of the page, for the QR code and to be read */
    const char *date;         /* of making, as it is to be printed */
    int64_t raw_ms, slots_ms; /* how long raw events and quarter hours are kept */
    const char *style, *back; /* addresses of the style sheet and of the way back; NULL: the
                                 style is within, there is no way back */
};

const char *paper_name(enum paper paper); /* "poster" */
const char *paper_title(enum paper paper, enum language language);
/* An HTML document. */
void paper_write(struct buffer *out, const struct papers *papers, enum paper paper,
                 enum language language);

#endif
