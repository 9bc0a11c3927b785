/* Dated facts in the store. On any connection of STORE_WRITE (reading: also STORE_READ); such
 * writes are rare and wait their turn behind the store thread's commits. */
#ifndef LAMPION_HISTORY_FACTS_H
#define LAMPION_HISTORY_FACTS_H

#include "dashboard/facts.h"
#include "dashboard/history/store.h"

/* Adds one; `id` and `retracted_ms` of it are not looked at. 0, or -EIO with why. */
int store_fact_put(struct store *store, const struct fact *fact, int64_t *id, struct why *why);

/* Those with id > after that touch the time from from_ms until before to_ms, by id, retracted
 * ones too (retracted_ms). 0, or -errno with why. */
int store_facts_get(struct store *store, int64_t after, int64_t from_ms, int64_t to_ms,
                    struct facts *facts, struct why *why);

/* Says that fact `id` does not hold and never did. `text` says why, `author` who; both may be
 * empty. 0; -ENOENT, -EALREADY or -EIO with why. */
int store_fact_retract(struct store *store, int64_t id, const char *author, const char *text,
                       int64_t made_ms, struct why *why);

/* Differs from the one before after every fact, every retraction and every import of school
 * holidays. Some 10 µs. */
struct store_facts_mark {
    int64_t newest, retractions, school;
};
int store_facts_mark(struct store *store, struct store_facts_mark *mark, struct why *why);

#endif
