/* Cards into the history: what an outbox held and the collector does not have yet.
 *
 * The same ledger and the same writer as for messages: what is there already is skipped, what the
 * agent says it dropped is a loss. Numbers that are neither in the history nor on the card nor
 * dropped may still be with the board; they are only a loss when the caller says so. A collector
 * that runs on the same store notices by itself. */
#ifndef LAMPION_CARRY_H
#define LAMPION_CARRY_H

#include "agent/common/time.h"
#include "dashboard/history/card.h"
#include "dashboard/history/store.h"
#include "dashboard/place.h"

struct carry;

struct carry_sums {
    uint64_t stored;  /* events committed */
    uint64_t known;   /* that were there already */
    uint64_t lost;    /* numbers that became a loss */
    uint64_t missing; /* numbers that keep a stream from going on */
};

/* `writing` (STORE_WRITE) is taken over, also on failure; `reading` (STORE_READ, the same file)
 * and `place` stay the caller's and must outlive it. NULL with why. */
struct carry *carry_start(struct store *writing, struct store *reading, const struct place *place,
                          struct why *why);
void carry_stop(struct carry *self); /* NULL is allowed */

/* Takes a card as far as it goes. With `accept_lost` numbers that are missing are a loss. 0; or
 * -errno with why when the card is damaged or the store cannot be written; the sums are right in
 * both cases. */
int carry_take(struct carry *self, struct card *card, bool accept_lost, int64_t now_wall_ms,
               struct carry_sums *sums, struct why *why);

#endif
