/* A dated fact as a person writes it: on a command line, or in a form of the organisers' desk. */
#ifndef LAMPION_FACT_TEXT_H
#define LAMPION_FACT_TEXT_H

#include "dashboard/facts.h"
#include "dashboard/zonetime.h"

/* Texts as they were given; NULL: not given. Times as in dashboard/moment.h. */
struct fact_text {
    const char *kind, *zone, *seat, *key, *from, *to, *value, *text, *by;
};

/* Whole, checked by itself and against the place. Without `from` it is now; without `to` a count
 * is of its moment, a correction ends after a day, and what lasts must say. 0 or -EINVAL with why.
 */
int fact_read(const struct fact_text *given, const struct place *place,
              const struct zonetime *zonetime, int64_t now_ms, struct fact *fact, struct why *why);

/* Only who says so, and why: what a retraction has. */
int fact_read_words(const struct fact_text *given, struct fact *fact, struct why *why);

#endif
