/* Objections in the store: what people on the spot say is wrong, and what an organiser says to it.
 * Rare; on any connection of STORE_WRITE (reading: also STORE_READ). */
#ifndef LAMPION_HISTORY_OBJECTIONS_H
#define LAMPION_HISTORY_OBJECTIONS_H

#include "dashboard/history/store.h"
#include "dashboard/objection.h"
#include <stddef.h>

const char *claim_name(enum claim claim);             /* "taken" */
int claim_parse(const char *name, enum claim *claim); /* 0 or -EINVAL */

/* 0, or -EIO with why. */
int objection_put(struct store *store, const char *zone, enum claim claim, int64_t at_ms,
                  struct why *why);
/* Once only. 0; -ENOENT (or judged already) or -EIO with why. */
int objection_judge(struct store *store, int64_t id, enum verdict verdict, const char *who,
                    int64_t now_ms, struct why *why);
/* The newest first, those said from from_ms on. How many, or -EIO with why. */
int objection_list(struct store *store, int64_t from_ms, struct objection *objections, size_t room,
                   struct why *why);
int objection_sum(struct store *store, int64_t from_ms, struct objection_sums *sums,
                  struct why *why);

#endif
