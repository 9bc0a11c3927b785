/* The sentences of the page, as plain text (escape what comes out). */
#ifndef LAMPION_PAGE_SENTENCE_H
#define LAMPION_PAGE_SENTENCE_H

#include "dashboard/page/buffer.h"
#include "dashboard/snapshot.h"
#include "dashboard/zonetime.h"

/* What a page is drawn from. */
struct view {
    const struct snapshot *snapshot;
    const struct zonetime *zone;
    enum language language;
};

/* The answer: "12 places libres sur 24", "Fermé, réouverture lundi à 9 h". */
void sentence_answer(struct buffer *out, const struct view *view);

/* Which of the answers that matter it is: "closed", "unknown", "0", "1", "few" (2 or 3), "many".
 * Screen readers are told when it changes. */
const char *sentence_answer_key(const struct snapshot *snapshot);

/* "Ouvert jusqu’à 18 h". */
void sentence_open(struct buffer *out, const struct view *view);

/* "Environ 12 personnes présentes (entre 10 et 14)"; nothing known: says so. */
void sentence_people(struct buffer *out, enum language language,
                     const struct snapshot_present *present);
bool present_is_known(const struct snapshot_present *present);

#endif
