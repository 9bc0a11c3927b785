/* Facts as rows of a page. */
#ifndef LAMPION_ORGANISE_FACT_ROWS_H
#define LAMPION_ORGANISE_FACT_ROWS_H

#include "dashboard/facts.h"
#include "dashboard/organise/errand.h"
#include "dashboard/page/organise/facts_page.h"
#include "dashboard/zonetime.h"

#define FACT_ROWS_MAX 300

/* Those that `wanted` takes, the newest first, at most FACT_ROWS_MAX. The rows (malloc'ed) point
 * into facts; NULL: out of memory. */
struct fact_row *fact_rows(const struct facts *facts, const struct zonetime *zonetime,
                           bool (*wanted)(const struct fact *fact, bool all), bool all,
                           size_t *count);

/* A field that was posted, for forms that are shown again. */
const char *fact_rows_given(const void *errand, const char *name);

/* Adds the fact with its entry in the audit log, as the person who is signed in. 0, or refused
 * already. */
int fact_put(struct errand *self, const struct fact *fact);
/* Retracts the fact that the field `id` names. */
int fact_take_back(struct errand *self);

/* A posted form of facts: `do` is "add", which the caller's does, or "retract". */
void fact_take(struct errand *self, void (*add)(struct errand *self));

#endif
